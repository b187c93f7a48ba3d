#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Programs that find the module through p11-kit reach a TLS server with a URI's certificate.

They are wget, wget2, git, openconnect and GLib's sockets (glib-networking), all with GnuTLS.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, nginx

PROTOCOLS = ("TLSv1.2", "TLSv1.3")

GLIB_CLIENT = """
import sys
from gi.repository import Gio, GObject

def handshake(client, event, connectable, connection):
    if event == Gio.SocketClientEvent.TLS_HANDSHAKING:
        connection.set_database(Gio.TlsFileDatabase.new(authority))
        connection.set_certificate(certificate)

host, port, authority, uri = sys.argv[1:]
certificate = Gio.TlsCertificate.new_from_pkcs11_uris(uri + ";type=cert", uri + ";type=private")
client = Gio.SocketClient()
client.set_tls(True)
GObject.GObject.connect(client, "event", handshake)
connection = client.connect_to_host(host, int(port), None)
connection.get_output_stream().write_all(b"GET / HTTP/1.0\\r\\n\\r\\n", None)
while part := connection.get_input_stream().read_bytes(4096).get_data():
    print(part.decode(), end="")
"""


class P11KitPrograms(case.ProgramCase):
    user = "nobody"  # p11-kit reads no user's configuration for root

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = [cls.person.acquire("firstRSA", "rsa-2048"),
                            cls.person.acquire("secondEC", "ec-p256")]
        cls.authority = cls.person.home.directory / "centre-ca.pem"
        cls.person.home.write(".config/pkcs11/modules/valux.module",
                              f"module: {cls.person.product.module}\n")

    def each(self):
        """Each certificate selected in turn, with each version of TLS, and its URI."""
        for certificate in self.certificates:
            self.person.select(certificate)
            for protocol in PROTOCOLS:
                yield certificate, protocol, f"pkcs11:token=VALUX;object={certificate.nickname}"

    def assert_seen(self, certificate, protocol, request, client):
        """The server has seen the certificate together with this request."""
        name = re.escape(certificate.common_name)
        self.server.process.wait_for_line(
            rf" {protocol} CN={name},\S* {re.escape(request)}\S* HTTP/")
        self.tell(f"{client}, {protocol}: {certificate.nickname}")

    def test_wget_and_wget2(self):
        for certificate, protocol, uri in self.each():
            for program in ("wget", "wget2"):
                page = self.person.home.run(
                    [program, "--quiet", "--output-document=-", "--certificate",
                     f"{uri};type=cert", "--private-key", f"{uri};type=private",
                     "--ca-certificate", self.authority, self.server.url(protocol)])
                self.assert_presented(nginx.Answer(page), certificate, program)

    def test_glib_networking(self):
        program = self.person.home.write("client.py", GLIB_CLIENT)
        for certificate, protocol, uri in self.each():
            page = self.person.home.run(["/usr/bin/python3", program, nginx.HOST,
                                         self.server.ports[protocol], self.authority, uri])
            self.assert_presented(nginx.Answer(page), certificate, "glib-networking")

    def test_git(self):
        for certificate, protocol, uri in self.each():
            path = f"/{certificate.nickname}-{protocol}"
            self.person.home.run(
                ["git", "-c", f"http.sslCert={uri};type=cert", "-c",
                 f"http.sslKey={uri};type=private", "-c", f"http.sslCAInfo={self.authority}",
                 "ls-remote", self.server.url(protocol, path)], status=128)
            self.assert_seen(certificate, protocol, f"GET {path}/info/refs", "git")

    def test_openconnect(self):
        for certificate, protocol, uri in self.each():
            path = f"/{certificate.nickname}-{protocol}"
            self.person.home.run(
                ["openconnect", "--authenticate", "--certificate", uri, "--cafile",
                 self.authority, self.server.url(protocol, path)], status=1)
            self.assert_seen(certificate, protocol, f"POST {path}", "openconnect")


if __name__ == "__main__":
    case.main()
