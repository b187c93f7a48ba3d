# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Cases for services that reach the bank's server with a certificate, each connection by a handshake
of its own. Each is one process for all changes of a case.
"""

import getpass
import urllib.request

from harness import nginx, ports, process

TEN_DAYS = 10 * 86400
SHORT_LIFE = 15  # seconds

# nginx gives its workers no environment but what `env` names, and root's workers another user, who
# can't open the store.
PROXY = """
daemon off;
user {user};
pid {directory}/nginx.pid;
error_log stderr notice;
env HOME;
{directives}
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
            proxy_ssl_certificate_key "{key}";
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


class NginxService(Services):
    """nginx takes the certificate from a file, and the key from the token, in a way of OpenSSL's.

    A class for each way has `directives` for the configuration, and `variables` and `key_of`.
    """

    def start(self, certificate, bank):
        directory = self.home.make_directory("proxy")
        exported = self.home.write("exported.pem", self.home.run(
            ["p11tool", "--provider", self.module, "--export",
             f"pkcs11:token=VALUX;object={certificate.nickname};type=cert"]))
        file = self.home.write("proxy/nginx.conf", PROXY.format(
            directory=directory, port=self.port, user=getpass.getuser(), bank=bank,
            certificate=exported, authority=self.authority, directives=self.directives,
            key=self.key_of(f"pkcs11:token=VALUX;object={certificate.nickname};type=private")))
        return self.home.start(["nginx", "-p", directory, "-e", "stderr", "-c", file],
                               variables=self.variables())
