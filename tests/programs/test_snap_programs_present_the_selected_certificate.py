#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Firefox, Thunderbird and Chromium, confined in the likeness of a snap, present what is selected.

What the likeness is, and what it lacks: tests/harness/snap.py and snap_confinement.c.
"""

import sandboxed_case as sandboxed
from harness import case, chromium, snap

CHROMIUM = """to=$1 from=$2 && shift 3
exec chromium "$@" 3< "$to" 4> "$from"
"""


class InSnap:
    base = "/var/tmp"  # a snap may write in /tmp, so no home can be there

    @classmethod
    def make(cls, name, start, mounts=()):
        return snap.Snap(cls.person.home, cls.person.product.build, name, start, mounts)


class Firefox(InSnap, sandboxed.FirefoxCase):
    @classmethod
    def make_sandbox(cls):
        made = cls.make("firefox", 'exec firefox-esr "$@"')
        return made, made.directory / "current/.config/mozilla/firefox"

    def test_it_loads_the_copy_and_sees_nothing_of_the_machines(self):
        self.check_modules()

    def test_the_selection_decides_with_rsa_and_p256_over_tls_1_2_and_1_3(self):
        self.present_each(self.firefox, "Firefox")

    def test_a_renewed_certificate_takes_the_place_of_the_old_one(self):
        self.follow_renewal(self.firefox, "Firefox")

    def test_a_certificate_goes_when_its_service_ends(self):
        self.follow_service_end(self.firefox, "Firefox")

    def test_it_logs_in_by_the_pin_alone(self):
        self.follow_the_lock(self.firefox, "Firefox")


class Thunderbird(InSnap, sandboxed.ThunderbirdCase):
    @classmethod
    def make_sandbox(cls):
        made = cls.make("thunderbird", 'exec thunderbird "$@"')
        return made, made.directory / "current/.thunderbird"

    def test_it_logs_in_on_a_mail_server(self):
        self.check_login()

    def test_the_selection_decides_with_rsa_and_p256_over_tls_1_2_and_1_3(self):
        self.present_each(self.thunderbird, "Thunderbird")

    def test_a_renewed_certificate_takes_the_place_of_the_old_one(self):
        self.follow_renewal(self.thunderbird, "Thunderbird")

    def test_a_certificate_goes_when_its_service_ends(self):
        self.follow_service_end(self.thunderbird, "Thunderbird")


class Chromium(InSnap, sandboxed.ChromiumCase):
    @classmethod
    def make_sandbox(cls):
        made = cls.make("chromium", CHROMIUM, [(chromium.ETC_CHROMIUM, chromium.POLICIES)])
        return made, made.directory / "current/.pki/nssdb"

    def test_it_follows_selection_renewal_and_service_end_for_a_server_already_visited(self):
        sandbox, browser = self.start()
        self.assert_hidden(sandbox)
        self.present_each(browser, "Chromium")
        self.follow_renewal(browser, "Chromium")
        self.follow_service_end(browser, "Chromium")


if __name__ == "__main__":
    case.main()
