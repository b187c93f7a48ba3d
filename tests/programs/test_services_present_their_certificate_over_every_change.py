#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Services that reach the bank's server with a certificate, each connection by a handshake of its own:
stunnel, and nginx as a client. Each is one process for all changes of a case.
"""

import getpass
import pathlib
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, nginx, ports, process

TEN_DAYS = 10 * 86400
SHORT_LIFE = 15  # seconds

STUNNEL = """
foreground = yes
pid =
debug = notice
engine = pkcs11
engineCtrl = MODULE_PATH:{module}
[bank]
client = yes
accept = 127.0.0.1:{port}
connect = 127.0.0.1:{bank}
CAfile = {authority}
verifyChain = yes
sessionResume = no
engineId = pkcs11
cert = pkcs11:token=VALUX;object={nickname}
key = pkcs11:token=VALUX;object={nickname};type=private
"""

# nginx gives its workers no environment but what `env` names, and root's workers another user, who
# can't open the store.
PROXY = """
daemon off;
user {user};
pid {directory}/nginx.pid;
error_log stderr notice;
env PKCS11_MODULE_PATH;
env VALUX_HOME;
env HOME;
ssl_engine pkcs11;
events {{ worker_connections 16; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    scgi_temp_path {directory}/scgi;
    uwsgi_temp_path {directory}/uwsgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass https://127.0.0.1:{bank};
            proxy_ssl_certificate {certificate};
            proxy_ssl_certificate_key "engine:pkcs11:{key}";
            proxy_ssl_trusted_certificate {authority};
            proxy_ssl_verify on;
            proxy_ssl_name localhost;
            proxy_ssl_protocols TLSv1.2 TLSv1.3;
            proxy_ssl_session_reuse off;
        }}
    }}
}}
"""


class Services:
    """The cases; a class for each service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.home = cls.person.home
        cls.module = cls.person.product.module
        cls.authority = cls.home.directory / "centre-ca.pem"
        cls.person.configure(exposure="usable")

    def start_service(self, certificate, protocol):
        """Starts the service, which presents this certificate to the server of this protocol."""
        self.port = ports.free_port()
        self.service = self.start(certificate, self.server.ports[protocol])
        self.addCleanup(self.service.stop)
        process.wait_until(lambda: ports.listens(self.port), "the service listens")

    def assert_presents(self, certificate, when):
        """What the bank's server says of whoever is behind the service."""
        with urllib.request.urlopen(f"http://{nginx.HOST}:{self.port}/", timeout=60) as answer:
            self.assert_presented(nginx.Answer(answer.read().decode()), certificate, when)

    def test_a_service_presents_its_certificate_over_every_change_of_others(self):
        renewable = self.acquire_brief("renewable", TEN_DAYS)
        self.start_service(self.rsa, "TLSv1.2")
        self.assert_presents(self.rsa, "at first")
        self.person.select(self.ec)
        self.assert_presents(self.rsa, "after another selection")
        self.person.renew(renewable)
        self.assert_presents(self.rsa, "after a renewal")
        brief = self.acquire_brief("shortlived", SHORT_LIFE)
        self.assert_presents(self.rsa, "after an acquisition")
        self.wait_for_service_end(brief)
        self.assert_presents(self.rsa, "after a service end")

    def test_a_service_started_anew_presents_the_renewed_certificate(self):
        old = self.acquire_brief("another", TEN_DAYS, "ec-p256")
        self.start_service(old, "TLSv1.3")
        self.assert_presents(old, "before the renewal")
        new = self.person.renew(old)
        self.service.stop()
        self.start_service(new, "TLSv1.3")
        self.assert_presents(new, "after it")


class Stunnel(Services, case.ProgramCase):
    def start(self, certificate, bank):
        return self.home.start(["stunnel", self.home.write("stunnel.conf", STUNNEL.format(
            module=self.module, port=self.port, bank=bank, authority=self.authority,
            nickname=certificate.nickname))])


class Nginx(Services, case.ProgramCase):
    """nginx takes the certificate from a file, and the key from the token."""

    def start(self, certificate, bank):
        directory = self.home.make_directory("proxy")
        exported = self.home.write("exported.pem", self.home.run(
            ["p11tool", "--provider", self.module, "--export",
             f"pkcs11:token=VALUX;object={certificate.nickname};type=cert"]))
        file = self.home.write("proxy/nginx.conf", PROXY.format(
            directory=directory, port=self.port, user=getpass.getuser(), bank=bank,
            certificate=exported, authority=self.authority,
            key=f"pkcs11:token=VALUX;object={certificate.nickname};type=private"))
        return self.home.start(["nginx", "-p", directory, "-e", "stderr", "-c", file],
                               variables={"PKCS11_MODULE_PATH": str(self.module)})


if __name__ == "__main__":
    case.main()
