#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Programs under filters for system calls of their own, as systemd and snap set them."""

import json
import os
import re
import subprocess
import unittest

from signer_world import BUILD, CKR_DEVICE_ERROR, SignerCase

WITH_FILTER = os.environ["VALUX_TEST_WITH_FILTER"]
ENROLL = os.path.join(BUILD, "bin/valux-enroll")


class Filters(SignerCase):
    def open_filtered(self, call, action, **variables):
        program = self.program(before=[WITH_FILTER, call, action], **variables)
        program.open()
        return program

    def assert_not_bound(self, program):
        """Every thread of the signer may use all processors that the program may use."""
        signer = program.signer()
        for thread in os.listdir(f"/proc/{signer}/task"):
            self.assertEqual(os.sched_getaffinity(int(thread)), os.sched_getaffinity(program.pid))

    def test_where_threads_cannot_be_bound_the_signer_serves_without(self):
        for action in ("fail", "kill"):
            program = self.open_filtered("sched_setaffinity", action)
            for _ in range(3):
                self.assert_signs(program)
            self.assert_not_bound(program)
            self.say(f"sched_setaffinity: {action}: it signs")

    def test_a_change_of_the_store_does_not_bring_a_killed_signer_back(self):
        program = self.open_filtered("sched_setaffinity", "kill")
        for nickname in ("tester1", "tester2"):
            self.make_store("--select", nickname)
            self.assert_signs(program)

    def assert_tells(self, call, action, reason):
        program = self.open_filtered(call, action, VALUX_DEBUG="1")
        self.assertEqual(program.sign("tester1")[0], CKR_DEVICE_ERROR)
        program.close()
        program.process.stdin.close()
        lines = program.process.stderr.read().decode()
        self.assertRegex(lines, reason)
        self.say(f"{call}: {action}: {re.search('.*' + reason + '.*', lines).group(0)}")

    def test_where_the_signer_cannot_lock_itself_in_it_signs_nothing_and_the_module_says_why(self):
        self.assert_tells("seccomp", "fail", "filter that denies seccomp")
        self.assert_tells("seccomp", "kill", "was killed by the filter for system calls")

    def test_other_measures_that_are_denied_are_told_too(self):
        self.assert_tells("prctl", "fail", r"shield itself \(limits, prctl\)")

    def test_doctor_says_why_nothing_is_signed(self):
        for action, reason in (("fail", "filter that denies seccomp"),
                               ("kill", "was killed by the filter for system calls")):
            doctor = subprocess.run(
                [WITH_FILTER, "seccomp", action, ENROLL, "doctor", "--json"], check=False,
                capture_output=True, text=True,
                env={"VALUX_HOME": self.store, "HOME": os.path.dirname(self.store),
                     "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
            steps = {finding["step"]: finding for finding in json.loads(doctor.stdout)["findings"]}
            self.assertRegex(steps["signer"]["message"], reason)
            self.say(f"doctor: {steps['signer']['message']}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
