# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Networks that answer in the centre's place: one that wants a login first, something that looks into
TLS connections, another server. Each is told apart, and none of them gets a one-time password.
"""

import contextlib
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

from enrolment import EXIT, OTP, User, make_centre

from harness.sandbox_centre import PASSPHRASE

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)

ADDRESS = "https://localhost"
UNUSED = "The one-time password has not been used."
PAGE = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>Welcome</h1>"
LEAD_AWAY = ("HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/start?to=x\r\n"
             "Content-Length: 0\r\nConnection: close\r\n\r\n")
LOGIN_REQUIRED = ("HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n"
                  "Connection: close\r\n\r\n")
LEAD_HOME = ("HTTP/1.1 301 Moved Permanently\r\nLocation: https://LOCALHOST/\r\n"
             "Content-Length: 0\r\nConnection: close\r\n\r\n")
LOGIN_FIRST = {"en": "The network does not let you out yet", "ja": "ネットワークへのログインがまだ済んでいません"}


class Server:
    """Listens on a port of 127.0.0.1, answers everything alike, and keeps what it was sent."""

    def __init__(self, port, answer, context=None):
        self.answer = answer.encode()
        self.context = context
        self.received = b""
        self.listener = socket.create_server(("127.0.0.1", port))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with contextlib.suppress(OSError, ssl.SSLError):
                    self.talk(client)
                client.close()

    def talk(self, client):
        client.settimeout(10)
        if self.context is not None:
            client = self.context.wrap_socket(client, server_side=True)
        with client:
            self.received += client.recv(65536)
            client.sendall(self.answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()


class Networks(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE))
        self.user = self.enterContext(User(ENROLL, self.centre))
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.servers = []

    def certificate(self, name, issuer="Hotel CA"):
        """The TLS context of a server with a certificate of a CA that nobody trusts."""
        key, certificate = self.directory / "key.pem", self.directory / "certificate.pem"
        ca_key, ca = self.directory / "ca-key.pem", self.directory / "ca.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                        f"/CN={issuer}", "-keyout", ca_key, "-out", ca], check=True,
                       stderr=subprocess.DEVNULL)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                        f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-CA", ca,
                        "-CAkey", ca_key, "-keyout", key, "-out", certificate], check=True,
                       stderr=subprocess.DEVNULL)
        return self.context(certificate, key)

    @staticmethod
    def context(certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def serve(self, port, answer, context=None):
        self.servers.append(self.enterContext(Server(port, answer, context)))

    def new(self):
        return self.user.new("--address", ADDRESS)

    def assert_told(self, *phrases, absent=()):
        result = self.new()
        self.assertEqual(result.status, EXIT["network"], result)
        for phrase in (*phrases, *(() if self.user.language else (UNUSED,))):
            self.assertIn(phrase, result.err)
        for phrase in absent:
            self.assertNotIn(phrase, result.err)
        for server in self.servers:
            for secret in (OTP, PASSPHRASE):
                self.assertNotIn(secret.encode(), server.received)
        self.user.assert_untouched()

    def assert_login_first(self, *phrases):
        for language, phrase in LOGIN_FIRST.items():
            self.user.language = language
            self.assert_told(phrase, *phrases)
        self.user.language = None
        self.assert_told(LOGIN_FIRST["en"])

    def test_a_network_that_leads_to_its_login_page_is_told_and_nothing_is_spent(self):
        self.serve(80, LEAD_AWAY)
        self.serve(443, PAGE, self.certificate("login.hotel.example"))
        self.assert_login_first("login.hotel.example")
        self.assertTrue(self.servers[0].received.startswith(b"GET / HTTP/1.1\r\n"))

    def test_a_network_that_says_so_by_its_status_is_told_where_nothing_else_answers(self):
        self.serve(80, LOGIN_REQUIRED)
        self.assert_login_first()

    def test_a_network_that_shows_its_page_for_every_address_is_told(self):
        self.serve(80, PAGE)
        self.serve(443, PAGE, self.certificate("login.hotel.example"))
        self.assert_login_first()

    def test_a_network_that_speaks_plain_http_on_tls_s_port_is_told(self):
        self.serve(80, LEAD_AWAY)
        self.serve(443, LEAD_AWAY)
        self.assert_login_first("login.hotel.example")

    def test_a_centre_that_leads_to_https_by_itself_is_not_taken_for_a_login_page(self):
        self.serve(80, LEAD_HOME)
        self.assert_told("The centre can't be reached", absent=(LOGIN_FIRST["en"],))

    def test_a_page_alone_is_no_proof_where_the_centre_does_not_answer(self):
        self.serve(80, PAGE)
        self.assert_told("The centre can't be reached", absent=(LOGIN_FIRST["en"],))

    def test_another_server_is_named_with_its_issuer(self):
        self.serve(443, PAGE, self.certificate("router.example"))
        self.assert_told("its certificate is for \"router.example\", issued by \"Hotel CA\"",
                         absent=(LOGIN_FIRST["en"],))
        self.user.language = "ja"
        self.assert_told("「router.example」", "「Hotel CA」")

    def test_what_looks_into_tls_connections_is_named_by_its_authority(self):
        self.serve(80, PAGE)
        self.serve(443, PAGE, self.certificate("localhost", "Virus Scanner CA"))
        self.assert_told("The certificate for localhost was issued by \"Virus Scanner CA\"",
                         absent=(LOGIN_FIRST["en"],))
        self.user.language = "ja"
        self.assert_told("localhost の証明書の発行者は「Virus Scanner CA」")

    def test_a_server_of_the_same_ca_with_another_name_is_a_wrong_address(self):
        self.centre.operate("issue-server", "--name", "other.example")
        self.serve(443, PAGE, self.context(self.centre.path("server-other.example.pem"),
                                           self.centre.path("server-other.example-key.pem")))
        self.assert_told("has a certificate of the configured CA, but for \"other.example\"")
        self.user.language = "ja"
        self.assert_told("別の名前「other.example」")

    def test_after_the_login_the_same_letter_is_good(self):
        self.serve(80, LEAD_AWAY)
        with Server(443, PAGE, self.certificate("login.hotel.example")):
            self.assert_told(LOGIN_FIRST["en"])
        self.centre.stop()
        self.centre.port = 443
        self.centre.start()
        result = self.new()
        self.assertEqual(result.status, 0, result)
        self.user.assert_whole()


def enter_network():
    """Goes on in a network of its own, in which ports 80 and 443 are free."""
    if os.environ.get("VALUX_TEST_NETWORK") == "own":
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    options = ["--net"] if os.geteuid() == 0 else ["--net", "--map-root-user"]
    os.execvpe("unshare", ["unshare", *options, sys.executable, "-B", __file__, ENROLL, CENTRE,
                           *sys.argv[1:]], {**os.environ, "VALUX_TEST_NETWORK": "own"})


if __name__ == "__main__":
    enter_network()
    unittest.main(verbosity=2)
