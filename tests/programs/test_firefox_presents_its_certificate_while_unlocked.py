#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Keys under a PIN that the TPM counts: a running Firefox has them while they are unlocked.

It is never asked for the PIN itself, and its signatures don't wait for one.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, firefox, nginx, software_tpm

KEY_TYPES = ("ec-p256", "rsa-2048")
UNSEAL = 0x15E


class Firefox(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tpm = software_tpm.SoftwareTpm()
        cls.addClassCleanup(cls.tpm.close)
        cls.person.configure(custody="tpm", tpm={"tcti": cls.tpm.name})
        cls.certificates = [cls.person.acquire(key_type.replace("-", ""), key_type)
                            for key_type in KEY_TYPES]
        cls.pin_file = cls.person.home.write("pin", "correct-horse\n")
        cls.person.enroll("custody", "tpm-pin", "--new-pin-file", cls.pin_file)
        cls.profile = firefox.Profile(cls.person.home, "work")
        cls.person.register()
        cls.profile.trust(cls.scene.centre.certificate)

    def setUp(self):
        self.firefox = firefox.Firefox(self.profile)
        self.addCleanup(self.firefox.stop)
        self.addCleanup(self.person.enroll, "lock")

    def assert_nothing_presented(self, when):
        for protocol in ("TLSv1.2", "TLSv1.3"):
            answer = self.firefox.visit(self.server, protocol)
            self.assertEqual(answer.common_name, nginx.NO_CERTIFICATE, answer.text)
        self.tell(f"{when}: no certificate")

    def test_the_certificate_comes_with_the_unlocking_and_goes_with_the_lock(self):
        self.assert_nothing_presented("locked")
        for certificate in self.certificates:
            self.person.select(certificate)
            self.person.enroll("unlock", "--pin-file", self.pin_file)
            self.wait_until_nss_looks()
            unsealed = self.tpm.commands[UNSEAL]
            for protocol in ("TLSv1.2", "TLSv1.3"):
                self.assert_presented(self.firefox.visit(self.server, protocol), certificate,
                                      "unlocked")
            self.assertEqual(self.tpm.commands[UNSEAL], unsealed, "no signature asks for the PIN")
            self.person.enroll("lock")
            self.wait_until_nss_looks()
            self.assert_nothing_presented("locked again")


if __name__ == "__main__":
    case.main()
