#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Firefox, with a profile that `valux-enroll register` set up, presents what is selected."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, firefox, process


class Firefox(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.other_rsa = cls.person.acquire("thirdRSA", "rsa-2048")
        cls.profile = firefox.Profile(cls.person.home, "work")
        cls.registered = cls.person.register()
        cls.profile.trust(cls.scene.centre.certificate)

    def setUp(self):
        self.person.select(self.rsa)
        self.firefox = firefox.Firefox(self.profile)
        self.addCleanup(self.firefox.stop)

    def visit_with_each_protocol(self, certificate):
        for protocol in ("TLSv1.2", "TLSv1.3"):
            self.assert_presented(self.firefox.visit(self.server, protocol), certificate, "Firefox")

    def test_the_profile_that_firefox_made_is_found_and_registered(self):
        outcomes = {program["directory"]: program["outcome"]
                    for program in self.registered["programs"]}
        self.assertEqual(outcomes[str(self.profile.directory)], "done")
        modules = self.firefox.modules()
        self.assertEqual(modules["VALUX"], ["VALUX"])
        self.tell(f"Firefox's modules with their tokens: {modules}")

    def test_the_selection_decides_with_rsa_and_p256_over_tls_1_2_and_1_3(self):
        for certificate in (self.rsa, self.ec, self.other_rsa):
            self.person.select(certificate)
            self.wait_until_nss_looks()
            self.visit_with_each_protocol(certificate)

    def start_asking(self):
        self.assertEqual(self.firefox.close(), 0)
        self.firefox = firefox.Firefox(self.profile, automatic=False)
        self.addCleanup(self.firefox.stop)

    def test_an_answer_remembered_permanently_does_not_outlive_the_selection(self):
        self.start_asking()
        self.firefox.begin(self.server)
        self.assertEqual(self.firefox.question(), [self.rsa.common_name])
        self.firefox.choose(0, "permanently")
        self.assert_presented(self.firefox.answer(), self.rsa, "to remember permanently")
        self.person.select(self.ec)
        self.start_asking()
        self.firefox.begin(self.server)
        self.assertEqual(self.firefox.question(), [self.ec.common_name])
        self.firefox.choose(0)
        self.assert_presented(self.firefox.answer(), self.ec, "started anew")
        self.person.select(self.rsa)
        self.wait_until_nss_looks()
        self.assert_presented(self.firefox.visit(self.server), self.rsa, "remembered")
        self.firefox.forget()

    def test_the_signer_ends_with_firefox_and_no_process_stays(self):
        self.visit_with_each_protocol(self.rsa)
        names = [process.command_name(pid)
                 for pid in process.descendants_of(self.firefox.process.pid)]
        self.assertEqual(names.count("valux-signer"), 1, names)
        self.assertEqual(self.firefox.close(), 0)
        process.wait_until(lambda: not process.has_descendant("valux-signer"),
                           "the signer has ended")
        self.tell("one signer while Firefox runs, none after it")


if __name__ == "__main__":
    case.main()
