# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Killed at any system call, or with any write, fsync or rename failing, an acquisition and a renewal
end with exactly one new certificate, one key and no second one-time password.

With --all at every single call; otherwise at all calls of rare kinds and at a fixed choice of the
others.
"""

import contextlib
import signal
import sys
import unittest

from interruption import KILL, Scene, assert_killed, at_each, choose, inject
from harness import software_tpm

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
ALL = "--all" in sys.argv
if ALL:
    sys.argv.remove("--all")
RARE = 10
WRITES = ("write", "pwrite64", "writev", "ftruncate", "fallocate")
SYNCS = ("fsync", "fdatasync")
RENAMES = ("rename", "renameat", "renameat2")
OPENS = ("openat",)


class Interruption(unittest.TestCase):
    def interrupt(self, command, names, what, stride, forever=False, tpm=None):
        """Interrupts the command at each call with one of the names (all, where it is None)."""
        scene = Scene(ENROLL, CENTRE, command, tpm=tpm)
        try:
            calls = [call for call in scene.calls() if names is None or call[0] in names]
        finally:
            scene.close()
        self.assertTrue(calls)
        points = choose(calls, RARE, 1 if ALL else stride)
        outcomes = {}

        def run(case, user, point):
            name, which, _ = point
            result = user.run(case.command_of(user),
                              inject(name, f"{which}+" if forever else which, what))
            # It looks at the desktop's settings in a child, whose calls differ from run to run.
            if what == KILL and (command != "automatic" or result.status != 0):
                assert_killed(result, name)
            outcomes[result.status] = outcomes.get(result.status, 0) + 1

        failures = at_each(ENROLL, CENTRE, command, points, run, tpm=tpm)
        print(f"{command}, {what}: {len(points)} of {len(calls)} calls, exit statuses "
              f"{dict(sorted(outcomes.items()))}, {len(failures)} failures", flush=True)
        for (name, which, text), failure in failures[:5]:
            print(f"  {name} {which}: {name}({text[:100]}\n    {failure}", flush=True)
        self.assertEqual([failure[0] for failure in failures], [])
        if what == KILL:
            self.assertGreater(outcomes[-signal.SIGKILL], 9 * len(points) // 10)

    def test_an_acquisition_survives_a_kill_at_each_call(self):
        self.interrupt("new", None, KILL, 12)

    def test_a_renewal_survives_a_kill_at_each_call(self):
        self.interrupt("renew", None, KILL, 12)

    def test_an_acquisition_into_a_tpm_survives_a_kill_at_each_call(self):
        with contextlib.closing(software_tpm.SoftwareTpm()) as tpm:
            self.interrupt("new", None, KILL, 30, tpm=tpm)

    def test_a_renewal_in_a_tpm_survives_a_kill_at_each_call(self):
        with contextlib.closing(software_tpm.SoftwareTpm()) as tpm:
            self.interrupt("renew", None, KILL, 30, tpm=tpm)

    def test_retiring_survives_a_kill_at_each_call(self):
        self.interrupt("retire", None, KILL, 12)

    def test_setting_a_pin_survives_a_kill_at_each_call(self):
        self.interrupt("pin", None, KILL, 12)

    def test_taking_a_pin_away_survives_a_kill_at_each_call(self):
        self.interrupt("unpin", None, KILL, 12)

    def test_setting_a_pin_in_the_tpm_survives_a_kill_at_each_call(self):
        with contextlib.closing(software_tpm.SoftwareTpm()) as tpm:
            self.interrupt("tpmpin", None, KILL, 12, tpm=tpm)

    def test_taking_a_pin_out_of_the_tpm_survives_a_kill_at_each_call(self):
        with contextlib.closing(software_tpm.SoftwareTpm()) as tpm:
            self.interrupt("tpmunpin", None, KILL, 12, tpm=tpm)

    def test_a_pin_is_set_or_not_where_a_write_or_a_rename_fails(self):
        self.interrupt("pin", WRITES, "error=ENOSPC", 1)
        self.interrupt("pin", RENAMES, "error=EIO", 1)

    def test_an_automatic_renewal_survives_a_kill_at_each_call(self):
        self.interrupt("automatic", None, KILL, 24)

    def test_an_automatic_renewal_survives_a_disk_that_stays_full_from_any_write_on(self):
        self.interrupt("automatic", WRITES, "error=ENOSPC", 40, forever=True)

    def test_an_automatic_renewal_survives_each_rename_that_fails(self):
        self.interrupt("automatic", RENAMES, "error=EIO", 1)

    def test_an_acquisition_survives_each_write_that_fails_for_want_of_space(self):
        self.interrupt("new", WRITES, "error=ENOSPC", 30)

    def test_a_renewal_survives_each_write_that_fails_for_want_of_space(self):
        self.interrupt("renew", WRITES, "error=ENOSPC", 30)

    def test_an_acquisition_survives_a_disk_that_stays_full_from_any_write_on(self):
        self.interrupt("new", WRITES, "error=ENOSPC", 30, forever=True)

    def test_a_renewal_survives_a_disk_that_stays_full_from_any_write_on(self):
        self.interrupt("renew", WRITES, "error=ENOSPC", 30, forever=True)

    def test_an_acquisition_survives_each_write_that_fails_with_an_input_output_error(self):
        self.interrupt("new", WRITES, "error=EIO", 30)

    def test_a_renewal_survives_each_write_that_fails_with_an_input_output_error(self):
        self.interrupt("renew", WRITES, "error=EIO", 30)

    def test_an_acquisition_survives_each_fsync_that_fails(self):
        self.interrupt("new", SYNCS, "error=EIO", 8)

    def test_a_renewal_survives_each_fsync_that_fails(self):
        self.interrupt("renew", SYNCS, "error=EIO", 8)

    def test_an_acquisition_survives_each_rename_that_fails(self):
        self.interrupt("new", RENAMES, "error=EIO", 1)

    def test_a_renewal_survives_each_rename_that_fails(self):
        self.interrupt("renew", RENAMES, "error=EIO", 1)

    def test_an_acquisition_survives_each_file_that_can_t_be_made(self):
        self.interrupt("new", OPENS, "error=ENOSPC", 4)

    def test_a_renewal_survives_each_file_that_can_t_be_made(self):
        self.interrupt("renew", OPENS, "error=ENOSPC", 4)


if __name__ == "__main__":
    unittest.main(verbosity=2)
