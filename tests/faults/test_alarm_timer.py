# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The daily timer under a real systemd user manager."""

import json
import os
import pathlib
import shutil

from desktop import NotificationService
from user_manager import UserManagerCase, main

DAY = 86400
TIMER, SERVICE = "valux-alarm.timer", "valux-alarm.service"
RENEWAL_TIMER, RENEWAL_SERVICE = "valux-renewal.timer", "valux-renewal.service"


class TestTimer(UserManagerCase):
    def make_certificate(self):
        shutil.rmtree(self.home / ".local/share/valux", ignore_errors=True)
        done = self.run_tool(
            os.environ["VALUX_TEST_MAKE_STORE"], "--store", self.home / ".local/share/valux",
            "--count", 1, "--nickname", "BANK01", "--without-keys", "--key-types", "ec-p256",
            "--not-before", str(-300 * DAY),
            f"--set=BANK01:service-end={7 * DAY}")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_register_enables_the_timer_whose_service_notifies_and_unregister_takes_it_back(self):
        self.make_certificate()
        before = self.units()
        notifications = NotificationService(os.environ["VALUX_TEST_NOTIFICATION_SERVICE"],
                                            self.bus)
        with notifications:
            self.assertIn("daily alarms: set up", self.register())
            listed = self.systemctl("list-timers", "--all", "--no-legend").stdout
            for timer in (TIMER, RENEWAL_TIMER):
                self.assertEqual(self.state("is-enabled", timer), "enabled")
                self.assertEqual(self.state("is-active", timer), "active")
                self.assertIn(timer, listed)
            done = self.systemctl("start", SERVICE)
            self.assertEqual(done.returncode, 0, self.systemctl("status", SERVICE).stdout)
            self.assertIn("BANK01", notifications.notification()[1])
            shown = self.systemctl("show", SERVICE, "-p", "Result", "-p", "ExecMainStatus").stdout
            self.assertEqual(sorted(shown.split()), ["ExecMainStatus=20", "Result=success"])
        after = self.units()
        self.assertIn("daily alarms: set up", self.register())
        self.assertEqual(self.units(), after)
        self.assertIn("daily alarms: taken back", self.enroll("unregister").stdout)
        for timer in (TIMER, RENEWAL_TIMER):
            self.assertNotEqual(self.state("is-enabled", timer), "enabled")
            self.assertEqual(self.state("is-active", timer), "inactive")
        self.assertEqual(self.units(), before)
        self.assertEqual(self.enroll("unregister").stderr, "")

    def test_the_renewal_s_service_tries_and_its_timer_leaves_a_try_in_every_hour(self):
        self.make_certificate()
        self.enroll("config", "renewal.automatic", "true")
        self.register()
        done = self.systemctl("start", RENEWAL_SERVICE)
        shown = self.systemctl("show", RENEWAL_SERVICE, "-p", "Result", "-p", "ExecMainStatus")
        # The certificate has no key: the try has failed, and the unit with it.
        self.assertEqual(done.returncode, 1)
        self.assertEqual(sorted(shown.stdout.split()), ["ExecMainStatus=12", "Result=exit-code"])
        certificate = json.loads(self.enroll("list", "--json").stdout)["certificates"][0]
        self.assertEqual(certificate["automaticRenewal"]["tries"], 1)
        figures = self.systemctl("show", RENEWAL_TIMER, "-p", "RandomizedDelayUSec",
                                 "-p", "TimersMonotonic", "-p", "TimersCalendar").stdout
        self.assertIn("OnUnitInactiveUSec=10min", figures)
        self.assertIn("RandomizedDelayUSec=15min", figures)
        self.assertNotIn("TimersCalendar={", figures)  # no clock that may be wrong
        self.enroll("unregister")
        self.enroll("config", "--unset", "renewal.automatic")

    def test_where_another_home_or_store_is_meant_the_timer_is_left_alone(self):
        other = self.directory / "other"
        other.mkdir()
        for environment in ({"HOME": str(other)}, {"VALUX_HOME": str(other / "store")},
                            {"XDG_RUNTIME_DIR": str(other)}):
            before = self.units()
            self.assertIn("daily alarms: not set up", self.register(**environment))
            self.assertEqual(self.units(), before)
            self.enroll("unregister", **environment)

    def test_systemd_finds_nothing_to_complain_about_in_the_units(self):
        directory = pathlib.Path(os.environ["VALUX_TEST_ENROLL"]).parent.parent / "lib/systemd/user"
        for unit in (TIMER, SERVICE, RENEWAL_TIMER, RENEWAL_SERVICE):
            done = self.run_tool("systemd-analyze", "--user", "--man=no", "verify",
                                 directory / unit)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


if __name__ == "__main__":
    main()
