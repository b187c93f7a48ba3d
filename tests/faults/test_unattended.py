# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The examples of an acquisition with nobody there: Ansible's playbook, and systemd's unit."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

from enrolment import OTP, User, make_centre

from harness.sandbox_centre import CERTIFICATE, COMPANY, PASSPHRASE

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "enroll/examples"
DEADLINE = 300


class Unattended(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE))
        self.user = self.enterContext(User(ENROLL, self.centre))
        for member, value in (("address", self.centre.address),
                              ("caFile", str(self.centre.certificate))):
            self.user.set("centre." + member, value)

    def play(self):
        """Runs the playbook on this machine; returns what it counted and printed."""
        self.user.write("variables.json", json.dumps({
            "valux_enroll": ENROLL, "valux_become": False, "valux_user": "root",
            "valux_company_id": COMPANY, "valux_certificate_id": CERTIFICATE,
            "valux_nickname": "BANK01", "valux_one_time_password": OTP,
            "valux_passphrase": PASSPHRASE}))
        temporary = self.user.path("temporary")
        os.makedirs(temporary, exist_ok=True)
        done = subprocess.run(
            ["ansible-playbook", "-vv", "-c", "local", "-i", "localhost,", "--extra-vars",
             "@" + self.user.path("variables.json"), EXAMPLES / "acquire.yml"],
            env={**self.user.environment(), "ANSIBLE_STDOUT_CALLBACK": "default",
                 "TMPDIR": temporary, "ANSIBLE_LOCALHOST_WARNING": "False",
                 "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DEADLINE,
            check=False)
        self.assertNotIn(OTP, done.stdout + done.stderr)
        self.assertNotIn(PASSPHRASE, done.stdout + done.stderr)
        for directory, _, files in os.walk(temporary):
            for file in files:
                self.assertNotIn(file, ("one-time-password", "passphrase"), directory)
        return done

    def test_the_playbook_acquires_once_and_goes_on_after_a_failure(self):
        self.centre.arm("drop-after@certificates", "drop-before@fetch")
        failed = self.play()
        self.assertNotEqual(failed.returncode, 0, failed.stdout)
        self.assertEqual(self.user.journals(), ["sending"], failed.stdout)
        self.centre.arm()
        done = self.play()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(len(self.user.catalogue()), 1)
        self.assertEqual(self.centre.list()["oneTimePasswordsUsed"], 1)
        again = self.play()
        self.assertEqual(again.returncode, 0, again.stdout)
        self.assertIn("changed=0", again.stdout)
        self.assertEqual(len(self.centre.list()["requests"]), 1)
        print("    acquired once, by", len(done.stdout.splitlines()), "lines of Ansible's")

    def test_systemd_finds_nothing_to_complain_about_in_the_unit(self):
        text = (EXAMPLES / "valux-acquire@.service").read_text(encoding="utf-8")
        self.assertIn("/usr/bin/valux-enroll", text)
        self.user.write("valux-acquire@root.service", text.replace("/usr/bin/valux-enroll", ENROLL)
                        .replace("…", "..."))
        done = subprocess.run(["systemd-analyze", "--man=no", "verify",
                               self.user.path("valux-acquire@root.service")],
                              capture_output=True, text=True, timeout=DEADLINE, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
