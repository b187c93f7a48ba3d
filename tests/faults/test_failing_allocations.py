# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
With any single allocation failing, an acquisition and a renewal end, at once or after `resume`,
with exactly one new certificate, one key and no second one-time password.

The program's own allocations never crash it. Libraries may crash when they get no memory; that is
like a kill. With --all each of the program's own allocations fails in turn, and each hundredth of
all; otherwise a fixed choice of them.
"""

import sys
import unittest

from interruption import Scene, at_each

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
LIBRARY = sys.argv.pop(1)
ALL = "--all" in sys.argv
if ALL:
    sys.argv.remove("--all")


class Allocations(unittest.TestCase):
    def environment(self, user, which, own):
        environment = {"LD_PRELOAD": LIBRARY, "FAIL_ALLOCATION": str(which),
                       "FAIL_ALLOCATION_COUNT": user.path("count")}
        return {**environment, "FAIL_ALLOCATION_OWN": "1"} if own else environment

    def count(self, command, own):
        scene = Scene(ENROLL, CENTRE, command)
        try:
            with scene.begin() as user:
                result = user.run(scene.command_of(user),
                                  environment=self.environment(user, 0, own))
                self.assertEqual(result.status, 0, result)
                with open(user.path("count"), encoding="ascii") as file:
                    return int(file.read())
        finally:
            scene.close()

    def fail_each(self, command, own, stride):
        total = self.count(command, own)
        self.assertGreater(total, 0)
        outcomes = {}

        def run(scene, user, which):
            result = user.run(scene.command_of(user),
                              environment=self.environment(user, which, own))
            outcomes[result.status] = outcomes.get(result.status, 0) + 1
            if own and result.status < 0:
                raise AssertionError(f"crashed: {result}")
            if result.status > 0 and not result.err:
                raise AssertionError("it failed without a word")

        points = range(1, total + 1, stride)
        failures = at_each(ENROLL, CENTRE, command, points, run)
        print(f"{command}, {'own' if own else 'all'} allocations: {len(points)} of {total}, exit "
              f"statuses {dict(sorted(outcomes.items()))}, {len(failures)} failures", flush=True)
        for which, failure in failures[:5]:
            print(f"  allocation {which}: {failure}", flush=True)
        self.assertEqual([failure[0] for failure in failures], [])

    def test_an_acquisition_survives_each_allocation_of_its_own_that_fails(self):
        self.fail_each("new", True, 1 if ALL else 13)

    def test_a_renewal_survives_each_allocation_of_its_own_that_fails(self):
        self.fail_each("renew", True, 1 if ALL else 13)

    def test_an_acquisition_survives_allocations_that_fail_anywhere(self):
        self.fail_each("new", False, 100 if ALL else 2503)

    def test_a_renewal_survives_allocations_that_fail_anywhere(self):
        self.fail_each("renew", False, 100 if ALL else 2503)


if __name__ == "__main__":
    unittest.main(verbosity=2)
