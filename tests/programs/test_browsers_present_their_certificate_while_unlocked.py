#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Keys under a PIN that the TPM counts: running browsers have them while they are unlocked.

They are never asked for the PIN themselves, and their signatures don't wait for one.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, chromium, firefox, nginx, software_tpm

KEY_TYPES = ("ec-p256", "rsa-2048")
UNSEAL = 0x15E


class WhileUnlocked:
    """What is the same for each browser. `start` starts it, and returns it and its servers.

    One server is visited before the first unlocking, and one with each certificate.
    """

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

    def setUp(self):
        self.browser, self.servers = self.start()
        self.addCleanup(self.browser.stop)
        self.addCleanup(self.person.enroll, "lock")

    def assert_nothing_presented(self, server, when):
        for protocol in ("TLSv1.2", "TLSv1.3"):
            answer = self.browser.visit(server, protocol)
            self.assertEqual(answer.common_name, nginx.NO_CERTIFICATE, answer.text)
        self.tell(f"{when}: no certificate")

    def test_the_certificate_comes_with_the_unlocking_and_goes_with_the_lock(self):
        self.assert_nothing_presented(self.servers[0], "locked")
        for certificate, server in zip(self.certificates, self.servers[1:], strict=True):
            self.person.select(certificate)
            self.person.enroll("unlock", "--pin-file", self.pin_file)
            self.wait_until_nss_looks()
            unsealed = self.tpm.commands[UNSEAL]
            for protocol in ("TLSv1.2", "TLSv1.3"):
                self.assert_presented(self.browser.visit(server, protocol), certificate,
                                      "unlocked")
            self.assertEqual(self.tpm.commands[UNSEAL], unsealed, "no signature asks for the PIN")
            self.person.enroll("lock")
            self.wait_until_nss_looks()
            self.assert_nothing_presented(server, "locked again")


class Firefox(WhileUnlocked, case.ProgramCase):
    def start(self):
        profile = firefox.Profile(self.person.home, "work")
        self.person.register()
        profile.trust(self.scene.centre.certificate)
        return firefox.Firefox(profile), [self.server] * (1 + len(KEY_TYPES))


class Chromium(WhileUnlocked, case.ProgramCase):
    """It remembers for each server that it gave no certificate, so that each is another one."""

    user = "daemon"  # Chromium gives root no sandbox, and the agent serves no "nobody"

    def start(self):
        home = self.person.home
        servers = [self.server] + [nginx.Server(self.place.home(f"server-{key_type}"),
                                                self.scene.centre) for key_type in KEY_TYPES]
        directory = home.make_directory(".pki/nssdb")
        home.run(["certutil", "-N", "--empty-password", "-d", f"sql:{directory}"])
        self.person.enroll("register", "--database", directory)
        chromium.trust(home, directory, self.scene.centre.certificate)
        return chromium.Chromium(home, chromium.choose_automatically(*servers)), servers


if __name__ == "__main__":
    case.main()
