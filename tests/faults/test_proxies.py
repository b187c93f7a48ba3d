# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Proxies of other makes on the way to the centre: every way to log in, every place that names one,
and messages that say which proxy it was and never who one is to it. Whatever they do, a one-time
password goes to the centre alone.
"""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import unittest

from enrolment import EXIT, OTP, User, make_centre
from terminal import Terminal

from harness import interface, process
from harness.listening import Listening
from harness.proxy import Kerberos, Squid, Tinyproxy

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)

USER = "clerk"
PASSWORD = "secret word"
UNUSED = "The one-time password has not been used."


class ProxyUser(User):
    """A user whose environment and configuration may name proxies."""

    def __init__(self, centre):
        super().__init__(ENROLL, centre)
        self.variables = {}

    def environment(self):
        return {**super().environment(), **self.variables}

    def write_credentials(self, text=f"{USER}:{PASSWORD}\n", mode=0o600):
        path = self.path("proxy-credentials")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        self.configure(proxyCredentialsFile=path)
        return path

    def doctor(self):
        """What `doctor --connect` finds of proxy and connection: verdict and message."""
        self.configure(address=self.centre.address, caFile=str(self.centre.certificate))
        result = self.run([ENROLL, "doctor", "--connect", "--json"])
        return [(finding["step"], finding["verdict"], finding["message"])
                for finding in json.loads(result.out)["findings"]
                if finding["step"] in ("proxy", "connection")]


class ProxyCase(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE))
        self.user = self.enterContext(ProxyUser(self.centre))

    def enter(self, proxy):
        self.proxy = self.enterContext(proxy)
        return self.proxy

    def assert_done(self, result):
        self.assertEqual(result.status, 0, f"{result}\n{self.proxy.describe()}")

    def assert_told(self, result, status, *phrases):
        """The exit status, the words, and that no secret is among them."""
        self.assertEqual(result.status, EXIT[status], result)
        for phrase in phrases:
            self.assertIn(phrase, result.err)
        for secret in (PASSWORD, OTP, "secret"):
            self.assertNotIn(secret, result.out + result.err)


class Logins(ProxyCase):
    """Ways to log in to a proxy."""

    def acquire_through(self, **squid):
        proxy = self.enter(Squid(**squid))
        self.user.configure(proxy=f"http://localhost:{proxy.port}")
        return self.user.new()

    def logins(self):
        """The schemes of the successful requests' logins."""
        return {line.rsplit("[", 1)[1].split(" ")[0] for line in self.proxy.requests()
                if line.split(" ")[2] == "200"}

    def test_basic_and_digest_and_ntlm_with_a_file_end_in_a_certificate(self):
        for ways, scheme in ((("basic",), "Basic"), (("digest",), "Digest"), (("ntlm",), "NTLM"),
                             (("basic", "digest", "ntlm"), "Digest")):
            with self.subTest(ways=ways), make_centre(CENTRE) as self.centre, \
                    ProxyUser(self.centre) as self.user, Squid(asks=ways) as self.proxy:
                self.user.configure(proxy=f"http://localhost:{self.proxy.port}")
                self.user.write_credentials()
                self.assert_done(self.user.new())
                self.assert_done(self.user.renew())
                self.user.assert_whole(2)
                self.assertEqual(self.logins(), {scheme}, self.proxy.requests())

    def test_a_kerberos_ticket_is_enough_for_negotiate_and_without_it_kinit_is_named(self):
        with Kerberos() as kerberos:
            self.user.variables = dict(kerberos.environment)
            for language, phrase in (("en", "wants a Kerberos ticket of yours"),
                                     ("ja", "Kerberosチケット")):
                self.user.language = language
                result = self.acquire_through(asks=("negotiate",), kerberos=kerberos)
                self.assert_told(result, "network", phrase, "kinit")
            self.user.language = None
            self.user.assert_untouched()
            self.user.variables.update(kerberos.ticket())
            result = self.acquire_through(asks=("negotiate",), kerberos=kerberos)
            self.assert_done(result)
            self.assertEqual(self.logins(), {"Negotiate"}, self.proxy.requests())
            self.user.assert_whole()

    def test_a_ticket_that_is_missing_does_not_keep_user_and_password_back(self):
        with Kerberos() as kerberos:
            self.user.variables = dict(kerberos.environment)
            self.user.write_credentials()
            result = self.acquire_through(asks=("negotiate", "basic"), kerberos=kerberos)
            self.assert_done(result)
            self.assertEqual(self.logins(), {"Basic"}, self.proxy.requests())

    def test_without_credentials_the_way_to_give_them_is_told(self):
        for language, phrase in (("en", "asks for a user and a password"),
                                 ("ja", "ユーザ名とパスワードを求めています")):
            self.user.language = language
            result = self.acquire_through(asks=("basic", "digest"))
            self.assert_told(result, "network", phrase, "centre.proxyCredentialsFile",
                             f"http://localhost:{self.proxy.port}", "centre.proxy")
        self.user.language = None
        self.user.assert_untouched()

    def test_wrong_credentials_are_told_and_nothing_of_them_is_shown(self):
        for text in ("clerk:secret\n", "somebody:secret wor\n"):
            for ways in (("basic",), ("digest",)):
                with self.subTest(text=text, ways=ways):
                    self.user.write_credentials(text)
                    result = self.acquire_through(asks=ways)
                    self.assert_told(result, "network", "does not accept the user and the password",
                                     UNUSED)
                    self.assertNotIn("somebody", result.err)
        self.user.language = "ja"
        self.assert_told(self.acquire_through(asks=("basic",)), "network",
                         "ユーザ名とパスワードは受け付けられませんでした")
        self.user.language = None
        self.user.assert_untouched()

    def test_tinyproxy_asks_too(self):
        proxy = self.enter(Tinyproxy(user=USER, password="secret"))
        self.user.configure(proxy=f"http://{proxy.address}")
        self.assert_told(self.user.new(), "network", "asks for a user and a password", UNUSED)
        self.user.write_credentials("clerk:secret")
        self.assert_done(self.user.new())
        self.user.assert_whole()

    def test_a_password_may_have_colons_blanks_and_any_letters(self):
        self.user.write_credentials("clerk: a:b@c % 鍵\r\n")
        self.assert_done(self.acquire_through(asks=("basic",), password=" a:b@c % 鍵"))


class CredentialsFile(ProxyCase):
    """The file with the proxy's password is used where nobody else can read it."""

    def setUp(self):
        super().setUp()
        self.enter(Squid(asks=("basic",)))
        self.user.configure(proxy=f"http://{self.proxy.address}")

    def test_a_file_that_others_can_read_is_refused_and_named(self):
        for mode in (0o640, 0o604, 0o620, 0o602):
            with self.subTest(mode=oct(mode)):
                path = self.user.write_credentials(mode=mode)
                result = self.user.new()
                self.assert_told(result, "configuration", path, "chmod 600", UNUSED)
        self.user.language = "ja"
        self.assert_told(self.user.new(), "configuration", path, "chmod 600")
        self.user.language = None
        self.user.assert_untouched()

    def test_a_file_that_is_not_one_line_with_a_colon_is_refused_and_not_shown(self):
        for text in ("", "secret\n", ":secret\n", "clerk:secret\nsecret\n", "clerk:secret\0x\n",
                     "clerk:" + 300 * "x"):
            with self.subTest(text=text):
                path = self.user.write_credentials(text)
                self.assert_told(self.user.new(), "configuration", path, "one line with a user")

    def test_a_file_that_is_missing_or_a_directory_is_named(self):
        path = self.user.write_credentials()
        os.remove(path)
        self.assert_told(self.user.new(), "configuration", path)
        os.mkdir(path, 0o700)
        self.assert_told(self.user.new(), "configuration", path)
        self.user.assert_untouched()

    def test_the_file_wins_over_a_login_in_the_address(self):
        self.user.variables["https_proxy"] = f"http://clerk:wrong@{self.proxy.address}"
        self.user.run([ENROLL, "config", "--unset", "centre.proxy"])
        self.user.write_credentials()
        self.assert_done(self.user.new())


class Prompt(ProxyCase):
    """On a terminal the person is asked, and the password is not shown."""

    class Home:
        user = None

        def __init__(self, environment):
            self.environment = environment

    def run_new(self, *answers):
        terminal = Terminal(self.Home(self.user.environment()), ENROLL, "en",
                            *self.user.command_new()[1:])
        for number, (user, password) in enumerate(answers):
            terminal.wait_for("did not accept the user and the password" if number > 0 else
                              "asks for a user and a password")
            terminal.wait_for("User of the proxy")
            terminal.type(user)
            if password is None:
                break
            terminal.wait_for("Password of the proxy")
            terminal.type(password, without_echo=True)
        status = terminal.end()
        self.assertNotIn(PASSWORD, terminal.screen)
        return status, terminal.screen

    def setUp(self):
        super().setUp()
        self.enter(Squid(asks=("basic", "digest")))
        self.user.configure(proxy=f"http://{self.proxy.address}")

    def test_the_person_s_answer_opens_the_way(self):
        status, screen = self.run_new((USER, PASSWORD))
        self.assertEqual(status, 0, screen)
        self.user.assert_whole()

    def test_a_wrong_answer_is_asked_for_again_and_an_empty_one_gives_up(self):
        status, screen = self.run_new((USER, "wrong"), ("", None))
        self.assertEqual(status, EXIT["network"], screen)
        self.assertIn("does not accept the user and the password", screen)
        status, screen = self.run_new((USER, "wrong"), (USER, PASSWORD))
        self.assertEqual(status, 0, screen)
        self.user.assert_whole()

    def test_nobody_is_asked_where_a_program_reads_the_answer(self):
        result = self.user.run([*self.user.command_new(), "--json"])
        self.assert_told(result, "network", "asks for a user and a password")


class Descriptor(ProxyCase):
    """Another program is asked by a line of progress, and answers on a descriptor."""

    def setUp(self):
        super().setUp()
        self.enter(Squid(asks=("basic",)))
        self.user.configure(proxy=f"http://{self.proxy.address}")

    def run_new(self, *answers):
        """Runs `new`, answers each time it asks, and then gives up; its status and errors."""
        progress, progress_end = os.pipe()
        login_end, login = os.pipe()
        with subprocess.Popen(
                [*self.user.command_new(), "--json", "--progress-fd", str(progress_end),
                 "--proxy-login-fd", str(login_end)], env=self.user.environment(),
                pass_fds=(progress_end, login_end), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as child:
            os.close(progress_end)
            os.close(login_end)
            asked = 0
            with open(progress, encoding="utf-8") as lines, \
                    open(login, "w", encoding="utf-8") as answer:
                for line in lines:
                    told = json.loads(line)
                    interface.check("progress", told)
                    if told["step"] != "proxyLogin":
                        continue
                    self.assertEqual(told["proxy"], f"http://{self.proxy.address}")
                    self.assertIn("did not accept" if asked > 0 else "asks for a user",
                                  told["message"])
                    print(answers[asked] if asked < len(answers) else "", file=answer, flush=True)
                    asked += 1
            errors = child.stderr.read()
        self.assertNotIn(PASSWORD, errors)
        return child.returncode, asked, errors

    def test_the_answer_opens_the_way(self):
        status, asked, errors = self.run_new(f"{USER}:{PASSWORD}")
        self.assertEqual((status, asked), (0, 1), errors)
        self.user.assert_whole()

    def test_a_wrong_answer_is_asked_for_again_and_an_empty_one_gives_up(self):
        status, asked, errors = self.run_new(f"{USER}:wrong")
        self.assertEqual((status, asked), (EXIT["network"], 2), errors)
        self.assertIn("does not accept the user and the password", errors)
        self.user.assert_untouched()
        status, asked, errors = self.run_new(f"{USER}:wrong", f"{USER}:{PASSWORD}")
        self.assertEqual((status, asked), (0, 2), errors)
        self.user.assert_whole()

    def test_a_descriptor_that_can_t_be_read_is_refused(self):
        result = self.user.run([*self.user.command_new(), "--proxy-login-fd", "77"])
        self.assert_told(result, "usage", "The descriptor 77 is not open for reading.")


class Places(ProxyCase):
    """The places that name a proxy, in their order; doctor says which it was."""

    def assert_doctor(self, *findings):
        found = self.user.doctor()
        self.assertEqual([(step, verdict) for step, verdict, _ in found],
                         [(step, verdict) for step, verdict, _ in findings], found)
        for (_, _, message), (_, _, phrase) in zip(found, findings):
            self.assertIn(phrase, message)
            self.assertNotIn("secret", message)

    def assert_used(self, proxy, origin):
        before = len(proxy.requests())
        self.assert_doctor(("proxy", "note", f"http://{proxy.address} is used, which is named by "
                            f"{origin}"), ("connection", "right", ""))
        # squid writes its log when the connection has ended, which may be after the command.
        process.wait_until(lambda: len(proxy.requests()) > before, "a request in the proxy's log")

    def assert_direct(self, proxy, phrase):
        before = len(proxy.requests())
        self.assert_doctor(("proxy", "note", phrase), ("connection", "right", ""))
        self.assertEqual(len(proxy.requests()), before)

    def set_gnome(self, **values):
        """Changes settings as the desktop's control centre does, through dconf."""
        words = []
        for name, value in values.items():
            schema, key = name.rsplit("_", 1)
            schema = ".".join(["org.gnome.system.proxy", *schema.split("_")[1:]])
            words += [schema, key.replace("7", "-"), value]
        script = 'while [ $# -gt 0 ]; do gsettings set "$1" "$2" "$3"; shift 3; done'
        subprocess.run(["dbus-run-session", "--", "sh", "-euc", script, "set", *words], check=True,
                       env=self.user.environment(), stderr=subprocess.DEVNULL)

    def set_kde(self, text):
        path = pathlib.Path(self.user.home, ".config/kioslaverc")
        path.parent.mkdir(exist_ok=True)
        path.write_text("[Proxy Settings][$i]\n" + text, encoding="ascii")

    def test_without_any_place_the_way_is_direct(self):
        proxy = self.enter(Squid())
        self.assert_direct(proxy, "No proxy is used: neither the configuration")

    def test_the_environment_names_one_and_no_proxy_excepts_hosts(self):
        proxy = self.enter(Squid())
        for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            with self.subTest(name=name):
                self.user.variables = {name: f"http://{proxy.address}"}
                self.assert_used(proxy, f"the environment variable {name}")
        for name, value in (("no_proxy", "127.0.0.0/8"), ("NO_PROXY", "example.org, 127.0.0.1"),
                            ("no_proxy", "*")):
            with self.subTest(name=name, value=value):
                self.user.variables = {"https_proxy": f"http://{proxy.address}", name: value}
                self.assert_direct(proxy, "so says the environment variable https_proxy")
        self.user.variables["no_proxy"] = "127.0.0.2,example.org"
        self.assert_used(proxy, "the environment variable https_proxy")

    def test_the_configuration_wins_over_the_environment_and_none_is_no_proxy(self):
        proxy = self.enter(Squid())
        self.user.variables = {"https_proxy": "http://127.0.0.1:9", "no_proxy": "*"}
        self.user.configure(proxy=f"http://{proxy.address}")
        self.assert_used(proxy, "the setting centre.proxy")
        self.user.configure(proxy="none")
        self.assert_direct(proxy, "so says the setting centre.proxy")

    def test_a_login_in_the_environment_is_used_and_never_shown(self):
        proxy = self.enter(Squid(asks=("basic",)))
        self.user.variables["https_proxy"] = f"http://clerk:secret%20word@{proxy.address}"
        self.assert_doctor(("proxy", "note", f"The proxy http://{proxy.address} is used"),
                           ("proxy", "note", "stand in its address"), ("connection", "right", ""))
        self.assert_done(self.user.new())
        self.user.variables["https_proxy"] = f"http://clerk:secret@{proxy.address}"
        self.assert_told(self.user.renew(), "network", "does not accept",
                         f"http://{proxy.address}")

    def test_a_login_is_refused_on_a_command_line_and_hidden_in_the_configuration(self):
        address = "http://clerk:secret@127.0.0.1:9"
        result = self.user.new("--proxy", address)
        self.assert_told(result, "configuration", "every user of this machine can read")
        result = self.user.run([ENROLL, "config", "centre.proxy", address])
        self.assert_told(result, "configuration", "centre.proxyCredentialsFile")
        self.user.configure(proxy="http://127.0.0.1:9")
        path = pathlib.Path(self.user.home, ".config/valux/valux.json")
        text = path.read_text(encoding="utf-8").replace("//127", "//clerk:secret@127")
        path.write_text(text, encoding="utf-8")
        result = self.user.run([ENROLL, "config", "--json"])
        self.assertEqual(json.loads(result.out)["centre"]["proxy"], "http://127.0.0.1:9")
        self.assert_told(self.user.new(), "network", "http://127.0.0.1:9 (named by")

    def test_gnome_s_settings_are_used_with_their_login_and_exceptions(self):
        proxy = self.enter(Squid(asks=("basic",)))
        self.set_gnome(proxy_mode="'manual'", proxy_ignore7hosts="['example.org', '::1']",
                       proxy_http_host=proxy.host, proxy_http_port=str(proxy.port),
                       proxy_http_use7authentication="true",
                       proxy_http_authentication7user=USER,
                       proxy_http_authentication7password=f'"{PASSWORD}"')
        self.assert_used(proxy, "the desktop's settings (GNOME)")
        self.set_gnome(proxy_ignore7hosts="['localhost', '127.0.0.0/8', '::1']")
        self.assert_direct(proxy, "so says the desktop's settings (GNOME)")
        self.user.variables["https_proxy"] = "http://127.0.0.1:9"
        self.assertIn("the environment variable https_proxy", self.user.doctor()[0][2])

    def test_a_script_of_the_desktop_is_named_where_there_is_no_way_without_it(self):
        proxy = self.enter(Squid())
        self.set_gnome(proxy_mode="'auto'")
        self.assert_direct(proxy, "leaves the choice to a script (PAC)")
        self.centre.stop()
        self.assert_told(self.user.new(), "network", "leaves the choice of a proxy to a script")
        self.user.language = "ja"
        self.assert_told(self.user.new(), "network", "スクリプト（PAC）")

    def test_kde_s_settings_are_used_with_their_exceptions(self):
        proxy = self.enter(Squid())
        manual = f"ProxyType=1\nhttpsProxy[$e]=http://{proxy.host} {proxy.port}\n"
        self.set_kde(manual)
        self.assert_used(proxy, "the desktop's settings (KDE)")
        self.set_kde(manual + "NoProxyFor=example.org,127.0.0.1\n")
        self.assert_direct(proxy, "so says the desktop's settings (KDE)")
        self.set_kde(manual + "NoProxyFor=example.org,127.0.0.1\nReversedException=true\n")
        self.assert_used(proxy, "the desktop's settings (KDE)")
        self.set_kde("ProxyType=2\nProxy Config Script=http://127.0.0.1/x.pac\n")
        self.assert_direct(proxy, "leaves the choice to a script (PAC)")

    def test_the_desktop_that_runs_decides_where_both_have_settings(self):
        proxy = self.enter(Squid())
        self.set_kde(f"ProxyType=1\nhttpsProxy=http://{proxy.address}\n")
        self.set_gnome(proxy_mode="'manual'", proxy_https_host="127.0.0.1", proxy_https_port="9")
        self.user.variables["XDG_CURRENT_DESKTOP"] = "KDE"
        self.assert_used(proxy, "the desktop's settings (KDE)")
        self.user.variables["XDG_CURRENT_DESKTOP"] = "ubuntu:GNOME"
        self.assertIn("(GNOME)", self.user.doctor()[0][2])


class Refusals(ProxyCase):
    """A proxy that does not open the way is named, and nothing is spent."""

    def test_a_proxy_that_forbids_the_centre_is_named(self):
        proxy = self.enter(Squid(settings="acl way method CONNECT\nhttp_access deny way\n"))
        self.user.configure(proxy=f"http://{proxy.address}")
        self.assert_told(self.user.new(), "network", "does not allow the connection", "403",
                         proxy.address, UNUSED)
        self.user.language = "ja"
        self.assert_told(self.user.new(), "network", "接続を許可していません", proxy.address)
        self.user.language = None
        self.user.assert_untouched()

    def test_a_proxy_that_can_t_reach_the_centre_is_named(self):
        proxy = self.enter(Squid())
        self.user.configure(proxy=f"http://{proxy.address}")
        self.centre.stop()
        self.assert_told(self.user.new(), "network", "can't connect to the centre", "503", UNUSED)
        self.centre.start()
        self.user.assert_untouched()

    def test_a_proxy_that_is_gone_or_has_no_address_is_named(self):
        for address in ("http://127.0.0.1:9", "http://nowhere.invalid:3128"):
            self.user.configure(proxy=address)
            self.assert_told(self.user.new(), "network", f"The proxy {address} (named by the "
                             "setting centre.proxy) can't be reached", UNUSED)
        self.user.language = "ja"
        self.assert_told(self.user.new(), "network", f"プロキシ {address}")
        self.user.language = None
        self.user.assert_untouched()

    def test_a_proxy_that_dies_while_the_answer_is_awaited_loses_nothing(self):
        proxy = self.enter(Squid())
        self.user.configure(proxy=f"http://{proxy.address}")
        self.centre.arm("stall")
        with self.user.start(self.user.command_new()) as helper:
            self.centre.wait_for_log("POST /v1/certificates")
            proxy.child.kill()
            self.assertEqual(helper.wait(), EXIT["pending"])
        self.centre.arm()
        self.user.configure(proxy="none")
        self.assertIn(self.user.resume().status, (0, EXIT["pending"]))
        if self.user.journals():
            self.assert_done(self.user.new())
        self.user.assert_whole()

    def test_a_proxy_that_looks_into_connections_is_told_with_its_authority(self):
        proxy = Squid()
        proxy.look_into(self.centre.certificate)
        self.enter(proxy)
        self.user.configure(proxy=f"http://{proxy.address}")
        result = self.user.new()
        self.assert_told(result, "network", "issued by \"Looking Glass CA\"",
                         "looks into TLS connections", UNUSED)
        self.user.language = "ja"
        self.assert_told(self.user.new(), "network", "Looking Glass CA", "TLS通信")
        self.user.language = None
        self.user.assert_untouched()


class Forwarder:
    """Listens on ::1 and passes connections on to a port of 127.0.0.1."""

    def __init__(self, port):
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
        self.port = listener.getsockname()[1]
        self.target = port
        self.listening = Listening(listener, self.serve)

    def serve(self, client):
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            answers = threading.Thread(target=self.copy, args=(server, client), daemon=True)
            answers.start()
            self.copy(client, server)
            answers.join()

    @staticmethod
    def copy(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listening.close()


class SixthVersion(ProxyCase):
    """IPv6: the centre's address and the proxy's."""

    def test_a_centre_at_an_address_of_ipv6_is_reached(self):
        with Forwarder(self.centre.port) as forwarder:
            result = self.user.new("--address", f"https://[::1]:{forwarder.port}")
            self.assertEqual(result.status, 0, result)
        self.user.assert_whole()

    def test_a_name_that_answers_in_ipv6_alone_is_reached(self):
        with Forwarder(self.centre.port) as forwarder:
            result = self.user.new("--address", f"https://localhost:{forwarder.port}")
            self.assertEqual(result.status, 0, result)

    def test_a_proxy_at_an_address_of_ipv6_is_used_and_excepts_hosts_of_ipv6(self):
        proxy = self.enter(Tinyproxy(user=USER, host="::1"))
        self.user.write_credentials("clerk:secret")
        self.user.variables = {"https_proxy": f"http://{proxy.address}"}
        self.assert_done(self.user.new())
        self.assertEqual(self.user.doctor()[0][2].split(" is used")[0],
                         f"The proxy http://{proxy.address}")
        with Forwarder(self.centre.port) as forwarder:
            self.user.variables = {"https_proxy": "http://[::1]:9", "no_proxy": "fe80::/10 ::1"}
            result = self.user.renew("--address", f"https://[::1]:{forwarder.port}")
            self.assert_done(result)


if __name__ == "__main__":
    unittest.main(verbosity=2)
