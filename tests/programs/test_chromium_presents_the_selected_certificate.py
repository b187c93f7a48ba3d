#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Chromium, as an ordinary user and with its sandbox on, presents what is selected."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, chromium, nginx

OLD_PLACE = ".pki/nssdb"
XDG_PLACE = ".local/share/pki/nssdb"


class Chromium(case.ProgramCase):
    user = "nobody"  # Chromium gives root no sandbox

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.other_rsa = cls.person.acquire("thirdRSA", "rsa-2048")

    def start(self, name, *places):
        """Starts a Chromium that finds the NSS databases of these places and no other."""
        home = self.person.home
        for place in (OLD_PLACE, XDG_PLACE):
            self.remove(home.directory / place)
        for place in places:
            directory = home.make_directory(place)
            home.run(["certutil", "-N", "--empty-password", "-d", f"sql:{directory}"])
            self.person.enroll("register", "--database", directory)
            chromium.trust(home, directory, self.scene.centre.certificate)
        browser = chromium.Chromium(home, chromium.choose_automatically(self.server), name)
        self.addCleanup(browser.stop)
        return browser

    @staticmethod
    def remove(directory):
        if directory.exists():
            for file in directory.iterdir():
                file.unlink()
            directory.rmdir()

    def present_each(self, browser):
        for certificate in (self.rsa, self.ec, self.other_rsa):
            self.person.select(certificate)
            self.wait_until_nss_looks()
            for protocol in ("TLSv1.2", "TLSv1.3"):
                self.assert_presented(browser.visit(self.server, protocol), certificate, "Chromium")

    def test_the_sandbox_is_on(self):
        browser = self.start("sandboxed", OLD_PLACE)
        state = browser.load("chrome://sandbox/")
        self.assertIn("You are adequately sandboxed.", state)
        self.tell("chrome://sandbox: adequately sandboxed")

    def test_the_selection_decides_through_the_old_place_for_a_server_already_visited(self):
        self.person.select(self.rsa)
        self.present_each(self.start("old-place", OLD_PLACE))

    def test_the_selection_decides_through_the_xdg_place_for_a_server_already_visited(self):
        self.person.select(self.rsa)
        self.present_each(self.start("xdg-place", XDG_PLACE))

    def test_a_suspended_certificate_goes_and_comes_back(self):
        certificate = self.person.acquire("suspendable")
        self.person.select(certificate)
        browser = self.start("suspension", OLD_PLACE)
        self.assert_presented(browser.visit(self.server), certificate, "Chromium")
        self.person.suspend(certificate)
        self.wait_until_nss_looks()
        self.assertEqual(browser.visit(self.server).common_name, nginx.NO_CERTIFICATE)
        self.tell("Chromium: no certificate")
        self.person.resume(certificate)
        # Chromium remembers for each server and port that it gave no certificate.
        self.wait_until_nss_looks()
        self.assert_presented(browser.visit(self.server, "TLSv1.2"), certificate, "Chromium")


if __name__ == "__main__":
    case.main()
