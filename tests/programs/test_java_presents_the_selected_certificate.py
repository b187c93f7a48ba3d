#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Java's keytool lists the selected certificate, and a Java HTTPS client presents it."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, nginx

CLIENT = pathlib.Path(__file__).resolve().parent.parent / "harness/TlsClient.java"


class Java(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.configuration = cls.person.home.write(
            "sunpkcs11.cfg", f"name = VALUX\nlibrary = {cls.person.product.module}\n")

    def test_keytool_lists_the_selected_certificate_with_its_key(self):
        for certificate in (self.rsa, self.ec):
            self.person.select(certificate)
            listing = self.person.home.run(
                ["keytool", "-J-Duser.language=en", "-list", "-keystore", "NONE", "-storetype",
                 "PKCS11", "-storepass", "", "-addprovider", "SunPKCS11", "-providerArg",
                 self.configuration])
            entries = [line.split(",")[0] for line in listing.splitlines()
                       if "PrivateKeyEntry" in line]
            self.assertEqual(entries, [certificate.nickname], listing)
            self.tell(f"keytool: {certificate.nickname}")

    def test_an_https_client_presents_the_selected_certificate(self):
        for certificate in (self.rsa, self.ec):
            self.person.select(certificate)
            output = self.person.home.run(
                ["java", CLIENT, self.configuration, self.person.home.directory / "centre-ca.pem",
                 self.server.url("TLSv1.2"), self.server.url("TLSv1.3")])
            answers = [nginx.Answer(line) for line in output.splitlines() if "subject=" in line]
            self.assertEqual([answer.protocol for answer in answers], ["TLSv1.2", "TLSv1.3"],
                             output)
            for answer in answers:
                self.assert_presented(answer, certificate, "Java")


if __name__ == "__main__":
    case.main()
