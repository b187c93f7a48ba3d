# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The daily timer under a real systemd user manager."""

import os
import pathlib

from desktop import NotificationService
from user_manager import UserManagerCase, main

DAY = 86400
TIMER, SERVICE = "valux-alarm.timer", "valux-alarm.service"


class TestTimer(UserManagerCase):
    def make_certificate(self):
        done = self.run_tool(
            os.environ["VALUX_TEST_MAKE_STORE"], "--store", self.home / ".local/share/valux",
            "--count", 1, "--nickname", "BANK01", "--without-keys", "--key-types", "ec-p256",
            f"--set=BANK01:service-end={7 * DAY}")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_register_enables_the_timer_whose_service_notifies_and_unregister_takes_it_back(self):
        self.make_certificate()
        before = self.units()
        notifications = NotificationService(os.environ["VALUX_TEST_NOTIFICATION_SERVICE"],
                                            self.bus)
        with notifications:
            self.assertIn("daily alarms: set up", self.register())
            self.assertEqual(self.state("is-enabled", TIMER), "enabled")
            self.assertEqual(self.state("is-active", TIMER), "active")
            listed = self.systemctl("list-timers", "--all", "--no-legend").stdout
            self.assertIn(TIMER, listed)
            done = self.systemctl("start", SERVICE)
            self.assertEqual(done.returncode, 0, self.systemctl("status", SERVICE).stdout)
            self.assertIn("BANK01", notifications.notification()[1])
            shown = self.systemctl("show", SERVICE, "-p", "Result", "-p", "ExecMainStatus").stdout
            self.assertEqual(sorted(shown.split()), ["ExecMainStatus=20", "Result=success"])
        after = self.units()
        self.assertIn("daily alarms: set up", self.register())
        self.assertEqual(self.units(), after)
        self.assertIn("daily alarms: taken back", self.enroll("unregister").stdout)
        self.assertNotEqual(self.state("is-enabled", TIMER), "enabled")
        self.assertEqual(self.state("is-active", TIMER), "inactive")
        self.assertEqual(self.units(), before)
        self.assertEqual(self.enroll("unregister").stderr, "")

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
        for unit in (TIMER, SERVICE):
            done = self.run_tool("systemd-analyze", "--user", "--man=no", "verify",
                                 directory / unit)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


if __name__ == "__main__":
    main()
