#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""NSS's, GnuTLS's and OpenSSL's own clients reach a TLS server with the selected certificate."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, clients

PROTOCOLS = ("TLSv1.2", "TLSv1.3")


class CommandLineClients(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.other_rsa = cls.person.acquire("thirdRSA", "rsa-2048")
        cls.person.register()
        cls.database = cls.person.home.directory / ".pki/nssdb"
        cls.person.home.run(["certutil", "-A", "-d", f"sql:{cls.database}", "-n", "Server CA",
                             "-t", "C,,", "-i", cls.scene.centre.certificate])

    def each(self):
        """Each kind of key selected in turn, with each version of TLS."""
        for certificate in (self.rsa, self.ec, self.other_rsa):
            self.person.select(certificate)
            for protocol in PROTOCOLS:
                yield certificate, protocol

    def test_nss_chooses_the_selected_certificate_by_itself(self):
        for certificate, protocol in self.each():
            answer = clients.tstclnt(self.person, self.server, protocol, self.database)
            self.assert_presented(answer, certificate, "tstclnt")

    def test_gnutls_presents_the_certificate_that_a_uri_names(self):
        for certificate, protocol in self.each():
            answer = clients.gnutls_cli(self.person, self.server, protocol, certificate)
            self.assert_presented(answer, certificate, "gnutls-cli")

    def test_curl_presents_the_first_certificate_of_the_token(self):
        for certificate, protocol in self.each():
            answer = clients.curl(self.person, self.server, protocol)
            self.assert_presented(answer, certificate, "curl")

    def test_openssl_presents_the_certificate_that_a_uri_names(self):
        for certificate, protocol in self.each():
            answer = clients.openssl(self.person, self.server, protocol, certificate)
            self.assert_presented(answer, certificate, "openssl s_client")

    def test_modutil_and_certutil_show_module_certificates_and_key(self):
        self.person.select(self.rsa)
        database = f"sql:{self.database}"
        modules = self.person.home.run(["modutil", "-list", "-dbdir", database])
        self.assertIn("token: VALUX", modules)
        certificates = self.person.home.run(["certutil", "-L", "-h", "all", "-d", database])
        self.assertRegex(certificates, r"VALUX:firstRSA\s+u,u,u")
        self.assertEqual(certificates.count("u,u,u"), 1, certificates)
        keys = self.person.home.run(["certutil", "-K", "-h", "VALUX", "-d", database])
        self.assertRegex(keys, rf"rsa\s+{self.rsa.key_id}\s+firstRSA")
        self.assertNotIn("secondEC", certificates + keys)
        self.tell("modutil lists the module; certutil lists the selected certificate and its key")

    def on_the_token(self, kind):
        """The nicknames of the certificates whose objects of this kind p11tool finds."""
        output = self.person.home.run(["p11tool", "--provider", self.person.product.module,
                                       "--list-all", f"pkcs11:token=VALUX;type={kind}"])
        nicknames = {certificate.nickname for certificate in self.person.certificates()}
        labels = re.findall(r"^\s+Label: (.*)$", output, re.MULTILINE)
        return [label for label in labels if label in nicknames]

    def assert_on_the_token(self, *expected):
        """These are on the token, the first one first, and `valux-enroll list` says so."""
        for kind in ("cert", "private", "public"):
            labels = self.on_the_token(kind)
            self.assertEqual(labels[0], expected[0])
            self.assertEqual(sorted(labels), sorted(expected))
        self.assertEqual(sorted(certificate.nickname for certificate in self.person.certificates()
                                if certificate.report["visible"]), sorted(expected))
        self.tell(f"p11tool: {', '.join(labels)}")

    def test_the_selected_certificate_is_on_the_token_alone(self):
        for certificate in (self.rsa, self.ec):
            self.person.select(certificate)
            self.assert_on_the_token(certificate.nickname)

    def test_with_exposure_usable_each_is_there_and_the_selected_one_is_first(self):
        self.person.configure(exposure="usable")
        self.addCleanup(self.person.configure, exposure="selected")
        for certificate, protocol in self.each():
            others = {"firstRSA", "secondEC", "thirdRSA"} - {certificate.nickname}
            self.assert_on_the_token(certificate.nickname, *others)
            answer = clients.curl(self.person, self.server, protocol)
            self.assert_presented(answer, certificate, "curl")
        answer = clients.tstclnt(self.person, self.server, "TLSv1.3", self.database,
                                 f"VALUX:{self.rsa.nickname}")
        self.assert_presented(answer, self.rsa, "tstclnt with a nickname")


if __name__ == "__main__":
    case.main()
