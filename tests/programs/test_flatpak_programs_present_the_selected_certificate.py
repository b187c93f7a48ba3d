#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Firefox, Thunderbird and Chromium in Flatpak's own sandbox present what is selected.

The sandbox is the real one; /usr in it is the machine's (tests/harness/flatpak.py).
"""

import sandboxed_case as sandboxed
from harness import case, flatpak

# The sandbox has an /etc of its own, without what /usr/bin/chromium reads there.
CHROMIUM = """mkdir -p /etc/chromium && cp -r "$3/policies" /etc/chromium || exit
to=$1 from=$2 && shift 3
exec /usr/lib/chromium/chromium "$@" 3< "$to" 4> "$from"
"""


class Firefox(sandboxed.FirefoxCase):
    @classmethod
    def make_sandbox(cls):
        application = flatpak.Application(cls.person.home, "org.mozilla.firefox",
                                          'exec firefox-esr "$@"', ".mozilla")
        return application, application.directory / "config/mozilla/firefox"

    def test_it_loads_the_copy_and_sees_nothing_of_the_machines(self):
        self.check_modules()

    def test_the_selection_decides_with_rsa_and_p256_over_tls_1_2_and_1_3(self):
        self.present_each(self.firefox, "Firefox")

    def test_a_renewed_certificate_takes_the_place_of_the_old_one(self):
        self.follow_renewal(self.firefox, "Firefox")

    def test_a_certificate_goes_when_its_service_ends(self):
        self.follow_service_end(self.firefox, "Firefox")

    def test_the_agent_may_be_another_one_by_then(self):
        self.replace_agent(self.firefox, "Firefox")

    def test_it_logs_in_by_the_pin_alone(self):
        self.follow_the_lock(self.firefox, "Firefox")


class Thunderbird(sandboxed.ThunderbirdCase):
    @classmethod
    def make_sandbox(cls):
        application = flatpak.Application(cls.person.home, "org.mozilla.Thunderbird",
                                          'exec thunderbird "$@"', ".thunderbird")
        return application, application.directory / ".thunderbird"

    def test_it_logs_in_on_a_mail_server(self):
        self.check_login()

    def test_the_selection_decides_with_rsa_and_p256_over_tls_1_2_and_1_3(self):
        self.present_each(self.thunderbird, "Thunderbird")

    def test_a_renewed_certificate_takes_the_place_of_the_old_one(self):
        self.follow_renewal(self.thunderbird, "Thunderbird")

    def test_a_certificate_goes_when_its_service_ends(self):
        self.follow_service_end(self.thunderbird, "Thunderbird")


class Chromium(sandboxed.ChromiumCase):
    @classmethod
    def make_sandbox(cls):
        application = flatpak.Application(cls.person.home, "org.chromium.Chromium", CHROMIUM,
                                          ".pki")
        return application, application.directory / ".pki/nssdb"

    def test_it_follows_selection_renewal_and_service_end_for_a_server_already_visited(self):
        sandbox, browser = self.start()
        self.assert_hidden(sandbox)
        self.present_each(browser, "Chromium")
        self.follow_renewal(browser, "Chromium")
        self.follow_service_end(browser, "Chromium")


if __name__ == "__main__":
    case.main()
