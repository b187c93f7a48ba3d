# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Proxies of other makes on loopback: squid, which asks in every way, and tinyproxy."""

import hashlib
import os
import pathlib
import socket
import subprocess
import tempfile

from . import process

HELPERS = pathlib.Path("/usr/lib/squid")
REALM = "loopback"

SQUID = """
http_port {address}{bump}
pid_filename none
shutdown_lifetime 0 seconds
cache deny all
cache_log {directory}/cache.log
logformat told %rm %ru %>Hs %un [%{{Proxy-Authorization}}>h]
access_log stdio:{directory}/access.log logformat=told
buffered_logs off
netdb_filename none
pinger_enable off
coredump_dir {directory}
visible_hostname localhost
{settings}
http_access deny all
"""

ASKING = """
acl known proxy_auth REQUIRED
http_access allow known
"""

TINYPROXY = """
Port {port}
Listen {host}
Timeout 60
MaxClients 20
{settings}
"""


def free_port(host):
    """A port of the address that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        return listener.getsockname()[1]


def listens(host, port):
    """Whether somebody listens on the port of the address."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as client:
        return client.connect_ex((host, port)) == 0


class Proxy:
    """A proxy program that listens on a port of loopback; used as a context."""

    def __init__(self, host):
        self.host = host
        self.port = free_port(host)
        self.temporary = tempfile.TemporaryDirectory(prefix="valux-proxy-")
        self.directory = pathlib.Path(self.temporary.name)
        self.child = None

    @property
    def address(self):
        """Host and port, as they stand in a proxy's address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def write(self, name, text, mode=0o644):
        path = self.directory / name
        path.write_text(text, encoding="ascii")
        path.chmod(mode)
        return path

    def command(self):
        """The program and its arguments."""
        raise NotImplementedError

    def describe(self):
        return self.child.describe()

    def __enter__(self):
        # squid gives up root's rights.
        self.directory.chmod(0o777)
        environment = {"PATH": os.environ["PATH"], **self.environment()}
        self.child = process.Child(self.command(), environment)
        process.wait_until(lambda: listens(self.host, self.port) or not self.child.is_running(),
                           "the proxy listens")
        if not self.child.is_running():
            raise AssertionError(self.describe())
        return self

    def __exit__(self, *_):
        self.child.stop()
        self.temporary.cleanup()

    def environment(self):
        """What the program needs in its environment."""
        return {}


class Squid(Proxy):
    """squid. `asks` are the ways in which it asks who one is, of basic, digest, ntlm, negotiate."""

    def __init__(self, asks=(), user="clerk", password="secret word", host="127.0.0.1",
                 settings="", kerberos=None):
        super().__init__(host)
        self.user = user
        self.password = password
        self.kerberos = kerberos
        self.bump = ""
        self.settings = settings + "".join(self.ask(way) for way in asks)
        self.settings += ASKING if asks else "http_access allow all\n"

    def ask(self, way):
        return getattr(self, "ask_" + way)()

    def ask_basic(self):
        secret = subprocess.run(["openssl", "passwd", "-apr1", "-stdin"], check=True,
                                input=self.password.encode(), stdout=subprocess.PIPE).stdout
        path = self.write("basic", f"{self.user}:{secret.decode()}")
        return (f"auth_param basic program {HELPERS}/basic_ncsa_auth {path}\n"
                f"auth_param basic realm {REALM}\n")

    def ask_digest(self):
        text = f"{self.user}:{REALM}:{self.password}"
        secret = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        path = self.write("digest", f"{self.user}:{REALM}:{secret}\n")
        return (f"auth_param digest program {HELPERS}/digest_file_auth -c {path}\n"
                f"auth_param digest realm {REALM}\n")

    def ask_ntlm(self):
        """The helper takes every password: it shows the messages, not the check."""
        return f"auth_param ntlm program {HELPERS}/ntlm_fake_auth\n"

    def ask_negotiate(self):
        return (f"auth_param negotiate program {HELPERS}/negotiate_kerberos_auth "
                f"-k {self.kerberos.keytab} -s HTTP/localhost@{self.kerberos.realm}\n")

    def environment(self):
        return {} if self.kerberos is None else self.kerberos.environment

    def look_into(self, authorities):
        """Opens TLS connections, with a CA of its own; `authorities` are those of the servers."""
        authority = self.write("authority.pem", "")
        key = self.write("authority-key.pem", "")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
                        "-subj", "/O=Looking Ltd/CN=Looking Glass CA", "-keyout", key,
                        "-out", authority], check=True, stderr=subprocess.DEVNULL)
        key.chmod(0o644)
        copy = self.write("servers.pem", pathlib.Path(authorities).read_text(encoding="ascii"))
        database = self.directory / "certificates"
        subprocess.run([HELPERS / "security_file_certgen", "-c", "-s", database, "-M", "4MB"],
                       check=True, stdout=subprocess.DEVNULL)
        for path in (database, *database.rglob("*")):
            path.chmod(0o777)
        self.bump = (" ssl-bump generate-host-certificates=on "
                     f"tls-cert={authority} tls-key={key}")
        self.settings = (f"sslcrtd_program {HELPERS}/security_file_certgen -s {database} -M 4MB\n"
                         f"tls_outgoing_options cafile={copy}\n"
                         "acl first at_step SslBump1\nssl_bump peek first\nssl_bump bump all\n"
                         + self.settings)

    def command(self):
        path = self.write("squid.conf", SQUID.format(
            address=self.address, directory=self.directory, settings=self.settings,
            bump=self.bump))
        return ["squid", "-N", "-f", path]

    def requests(self):
        """The lines of its log: method, target, status, user, and the client's login."""
        path = self.directory / "access.log"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [line for line in text.splitlines() if line.startswith("CONNECT ")]

    def describe(self):
        log = self.directory / "cache.log"
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        return f"{super().describe()}\n{text[-3000:]}"


class Tinyproxy(Proxy):
    """tinyproxy, which knows HTTP Basic."""

    def __init__(self, user=None, password="secret", host="127.0.0.1"):
        super().__init__(host)
        self.settings = "" if user is None else f"BasicAuth {user} {password}\n"

    def command(self):
        path = self.write("tinyproxy.conf", TINYPROXY.format(host=self.host, port=self.port,
                                                             settings=self.settings))
        return ["tinyproxy", "-d", "-c", path]


class Kerberos:
    """A Kerberos realm on loopback with the proxy's service and one user; used as a context."""

    realm = "LOOPBACK.TEST"

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="valux-kerberos-")
        self.directory = pathlib.Path(self.temporary.name)
        self.directory.chmod(0o755)
        self.keytab = self.directory / "keytab"
        self.environment = {
            "KRB5_CONFIG": str(self.directory / "krb5.conf"),
            "KRB5_KDC_PROFILE": str(self.directory / "kdc.conf"),
            # squid's helper runs as another user, who can't write everywhere.
            "KRB5RCACHETYPE": "none",
        }
        self.child = None

    def run(self, *command, text=""):
        environment = {"PATH": os.environ["PATH"], **self.environment, **self.ticket()}
        subprocess.run(command, check=True, input=text.encode(), env=environment,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ticket(self):
        """The environment of a user who is logged in to the realm."""
        return {"KRB5CCNAME": f"FILE:{self.directory}/tickets"}

    def __enter__(self):
        port = free_port("127.0.0.1")
        directory = self.directory
        (directory / "krb5.conf").write_text(
            f"[libdefaults]\ndefault_realm = {self.realm}\ndns_lookup_kdc = false\n"
            "dns_canonicalize_hostname = false\nrdns = false\nudp_preference_limit = 1\n"
            f"[realms]\n{self.realm} = {{\nkdc = 127.0.0.1:{port}\n}}\n"
            f"[domain_realm]\nlocalhost = {self.realm}\n", encoding="ascii")
        (directory / "kdc.conf").write_text(
            f"[kdcdefaults]\nkdc_listen = 127.0.0.1:{port}\nkdc_tcp_listen = 127.0.0.1:{port}\n"
            f"[realms]\n{self.realm} = {{\ndatabase_name = {directory}/principal\n"
            f"key_stash_file = {directory}/stash\n}}\n", encoding="ascii")
        self.run("kdb5_util", "create", "-s", "-P", "master", "-r", self.realm)
        for query in ("addprinc -pw ticket clerk", "addprinc -randkey HTTP/localhost",
                      f"ktadd -k {self.keytab} HTTP/localhost"):
            self.run("kadmin.local", "-r", self.realm, "-q", query)
        self.keytab.chmod(0o644)
        self.child = process.Child(["krb5kdc", "-n", "-r", self.realm],
                                   {"PATH": os.environ["PATH"], **self.environment})
        process.wait_until(lambda: listens("127.0.0.1", port) or not self.child.is_running(),
                           "the KDC listens")
        self.run("kinit", "clerk", text="ticket\n")
        return self

    def __exit__(self, *_):
        self.child.stop()
        self.temporary.cleanup()
