# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
The automatic renewal from end to end: a real systemd user manager whose timer fires, the centre, a
desktop that is notified, and a real journald.
"""

import json
import os
import pathlib
import subprocess

from desktop import NotificationService
from enrolment import NICKNAME, OTP, make_centre
from harness.process import wait_until
from harness.sandbox_centre import CERTIFICATE, COMPANY, PASSPHRASE
from user_manager import UserManagerCase, main

DAY = 86400
JOURNALD = "/lib/systemd/systemd-journald"
JOURNALD_SOCKET = pathlib.Path("/run/systemd/journal/socket")
TIMER, SERVICE = "valux-renewal.timer", "valux-renewal.service"
# The test can't wait for the timer's own two minutes and its delay by chance.
SOON = "[Timer]\nOnStartupSec=\nOnActiveSec=1s\nRandomizedDelaySec=0\nAccuracySec=1ms\n"
ENDING = ("--not-before", str(-300 * DAY), "--service-end", str(DAY))
LASTING = ("--service-end", str(300 * DAY), "--renewal-window", str(400 * DAY))


class TestRenewalTimer(UserManagerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        JOURNALD_SOCKET.parent.mkdir(parents=True, exist_ok=True)
        journald = subprocess.Popen([JOURNALD], env={**cls.environment,
                                                     "SYSTEMD_LOG_TARGET": "null"},
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        cls.addClassCleanup(journald.wait)
        cls.addClassCleanup(journald.kill)
        wait_until(JOURNALD_SOCKET.exists, "journald has its socket")

    def file(self, name, text):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
        return path

    def acquire(self):
        """A certificate that ends in a day, from a centre whose next ones last."""
        centre = self.enterContext(make_centre(os.environ["VALUX_TEST_CENTRE"], *ENDING))
        for setting, value in (("centre.address", centre.address),
                               ("centre.caFile", centre.certificate),
                               ("keyType", "ec-p256"), ("renewal.automatic", "true")):
            self.enroll("config", setting, value)
        self.enroll("new", "--company-id", COMPANY, "--certificate-id", CERTIFICATE, "--nickname",
                    NICKNAME, "--otp-file", self.file("otp", OTP), "--passphrase-file",
                    self.file("passphrase", PASSPHRASE), "--no-register")
        centre.stop()
        centre.options = LASTING
        centre.start()

    def certificates(self):
        return json.loads(self.enroll("list", "--json").stdout)["certificates"]

    def messages(self, event):
        """What journald has stored of this event."""
        self.run_tool("journalctl", "--sync")
        lines = self.run_tool("journalctl", "--output=json", f"VALUX_EVENT={event}").stdout
        return [json.loads(line) for line in lines.splitlines()]

    def test_the_timer_fires_and_the_certificate_is_renewed_told_and_journalled(self):
        self.acquire()
        [old] = self.certificates()
        self.file(f".config/systemd/user/{TIMER}.d/soon.conf", SOON)
        with NotificationService(os.environ["VALUX_TEST_NOTIFICATION_SERVICE"],
                                 self.bus) as service:
            self.register()
            urgency, summary, body = service.notification()
        self.assertEqual((urgency, summary), (1, f"The certificate {NICKNAME} has been renewed."))
        self.assertIn("programs use the new one already", body)
        wait_until(lambda: self.state("is-active", SERVICE) == "inactive", "the service has ended")
        shown = self.systemctl("show", SERVICE, "-p", "Result", "-p", "ExecMainStatus").stdout
        self.assertEqual(sorted(shown.split()), ["ExecMainStatus=0", "Result=success"])
        fired = self.systemctl("show", TIMER, "-p", "LastTriggerUSec", "--value").stdout.strip()
        self.assertNotIn(fired, ("", "n/a"))
        [new] = [one for one in self.certificates() if not one["superseded"]]
        self.assertNotEqual(new["serialNumber"], old["serialNumber"])
        self.assertEqual((new["nickname"], new["selected"], new["visible"]), (NICKNAME, True, True))
        [message] = self.messages("renewed")
        self.assertEqual(
            {name: message[name] for name in ("VALUX_NICKNAME", "VALUX_SERIAL_NUMBER", "PRIORITY",
                                              "SYSLOG_IDENTIFIER", "_TRANSPORT")},
            {"VALUX_NICKNAME": NICKNAME, "VALUX_SERIAL_NUMBER": new["serialNumber"],
             "PRIORITY": "6", "SYSLOG_IDENTIFIER": "valux-enroll", "_TRANSPORT": "journal"})
        self.assertEqual(self.messages("renewal-failed"), [])
        print("    the timer fired at", fired, "and renewed", new["serialNumber"], flush=True)


if __name__ == "__main__":
    main()
