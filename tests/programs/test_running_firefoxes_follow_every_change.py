#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Two Firefoxes that run at once, one choosing by itself and one asking, follow every change."""

import datetime
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, firefox, nginx, process

TEN_DAYS = 10 * 86400
SHORT_LIFE = 30  # seconds


def service_end(certificate):
    """The last second of a certificate's service period, as the time of the machine counts."""
    return datetime.datetime.fromisoformat(certificate.report["servicePeriod"]["to"]).timestamp()


class RunningFirefoxes(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.choosing = cls.start("choosing", automatic=True)
        cls.asking = cls.start("asking", automatic=False)

    @classmethod
    def start(cls, name, automatic):
        profile = firefox.Profile(cls.person.home, name)
        cls.person.register()
        profile.trust(cls.scene.centre.certificate)
        browser = firefox.Firefox(profile, automatic)
        cls.addClassCleanup(browser.stop)
        return browser

    def setUp(self):
        self.person.configure(exposure="selected")
        self.person.select(self.rsa)
        self.asking.forget()
        self.both_present(self.rsa)

    def both_present(self, certificate):
        """The next handshakes of both carry this certificate, and nothing else is offered."""
        self.wait_until_nss_looks()
        self.assert_presented(self.choosing.visit(self.server), certificate, "choosing")
        self.assertEqual(self.offered(), [certificate.common_name])
        self.asking.choose(0)
        self.assert_presented(self.asking.answer(), certificate, "asking")

    def offered(self, protocol="TLSv1.3"):
        """What the question offers that comes now."""
        self.asking.begin(self.server, protocol)
        return self.asking.question()

    def both_present_nothing(self):
        """The next handshakes of both carry no certificate, and nothing is asked."""
        self.wait_until_nss_looks()
        for name, browser in (("choosing", self.choosing), ("asking", self.asking)):
            answer = browser.visit(self.server)
            self.assertEqual(answer.common_name, nginx.NO_CERTIFICATE)
            self.tell(f"{name}: no certificate")

    def test_the_selection_moves_to_another_certificate_and_back(self):
        for certificate in (self.ec, self.rsa, self.ec):
            self.person.select(certificate)
            self.both_present(certificate)

    def test_a_suspended_certificate_goes_and_comes_back(self):
        certificate = self.person.acquire("suspendable")
        self.person.select(certificate)
        self.both_present(certificate)
        self.person.suspend(certificate)
        self.both_present_nothing()
        self.person.resume(certificate)
        self.both_present(certificate)

    def test_a_renewed_certificate_takes_the_place_of_the_old_one(self):
        self.addCleanup(self.scene.centre.start)
        self.scene.centre.start("--service-end", str(TEN_DAYS))
        old = self.person.acquire("renewable")
        self.person.select(old)
        self.both_present(old)
        self.scene.centre.start()
        new = self.person.renew(old)
        self.assertNotEqual(new.serial, old.serial)
        self.both_present(new)

    def test_a_certificate_goes_when_its_service_ends(self):
        self.addCleanup(self.scene.centre.start)
        self.scene.centre.start("--service-end", str(SHORT_LIFE))
        brief = self.person.acquire("shortlived")
        self.person.select(brief)
        self.both_present(brief)
        end = service_end(brief)
        self.assertLess(time.time(), end, "the machine is too slow for this certificate's life")
        process.wait_until(lambda: time.time() >= end + 1, "the service has ended")
        self.both_present_nothing()
        self.person.select(self.rsa)
        self.both_present(self.rsa)

    def test_a_remembered_answer_does_not_outlive_the_selection(self):
        for remember in ("this session", "permanently"):
            self.asking.forget()
            self.person.select(self.ec)
            self.wait_until_nss_looks()
            self.assertEqual(self.offered(), [self.ec.common_name])
            self.asking.choose(0, remember)
            self.assert_presented(self.asking.answer(), self.ec, f"to remember {remember}")
            self.assert_presented(self.asking.visit(self.server), self.ec, "remembered")
            self.person.select(self.rsa)
            self.both_present(self.rsa)
            self.person.select(self.ec)
            self.wait_until_nss_looks()
            self.assert_presented(self.asking.visit(self.server), self.ec, "still remembered")

    def test_a_server_that_resumes_sessions_gets_the_new_certificate(self):
        suspendable = self.person.acquire("resumable")
        server = nginx.Server(self.place.home("resuming"), self.scene.centre, resumption=True)
        for protocol in ("TLSv1.2", "TLSv1.3"):
            for certificate in (self.rsa, self.ec, suspendable):
                self.person.select(certificate)
                self.wait_until_nss_looks()
                for _ in range(2):
                    self.assert_presented(self.choosing.visit(server, protocol), certificate,
                                          "choosing")
                    self.asking.begin(server, protocol)
                    self.assertEqual(self.asking.question(), [certificate.common_name])
                    self.asking.choose(0)
                    self.assert_presented(self.asking.answer(), certificate, "asking")
            # The server and Firefox do resume sessions, but none with a certificate.
            self.person.suspend(suspendable)
            self.wait_until_nss_looks()
            self.choosing.visit(server, protocol)
            answer = self.choosing.visit(server, protocol)
            self.assertEqual((answer.common_name, answer.resumed), (nginx.NO_CERTIFICATE, True))
            self.person.resume(suspendable)

    def test_with_exposure_usable_all_are_offered_and_the_selected_one_is_first(self):
        self.person.configure(exposure="usable")
        for certificate in (self.ec, self.rsa):
            self.person.select(certificate)
            self.wait_until_nss_looks()
            self.assert_presented(self.choosing.visit(self.server), certificate, "choosing")
            offered = self.offered()
            self.assertEqual(offered[0], certificate.common_name)
            self.assertLessEqual({self.rsa.common_name, self.ec.common_name}, set(offered))
            self.asking.choose(len(offered) - 1)
            self.assertEqual(self.asking.answer().common_name, offered[-1])
            self.tell(f"asking: {', '.join(offered)}; the last one was chosen")


if __name__ == "__main__":
    case.main()
