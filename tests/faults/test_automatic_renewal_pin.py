# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The automatic renewal of keys under a PIN: it waits for the PIN, and says so once."""

import os
import socket
import unittest

from automatic_case import DAY, ENROLL, MINUTE, AutomaticCase
from enrolment import NICKNAME
from harness.process import processes_of, wait_until

WITH_FILTER = os.path.join(os.path.dirname(ENROLL), "with-filter")


class UnderAPin(AutomaticCase):
    """The keys are under a PIN, which the automatic renewal does not have."""

    def setUp(self):
        super().setUp()
        runtime = self.user.path("run")
        os.mkdir(runtime, 0o700)
        self.runtime = {"XDG_RUNTIME_DIR": runtime}
        self.user.configure(profile=self.user.profile, address=self.centre.address,
                            caFile=str(self.centre.certificate))
        self.assert_status(self.user.run(self.user.command_pin(), environment=self.runtime), "done")
        self.addCleanup(self.user.run, [ENROLL, "lock"], environment=self.runtime)

    def unlock(self, bus, prefix=(), seconds=0):
        environment = {**self.runtime, **self.later(seconds),
                       "DBUS_SESSION_BUS_ADDRESS": bus.address}
        self.assert_status(self.user.run([ENROLL, "unlock", "--pin-file", self.user.path("pin")],
                                         prefix=prefix, environment=environment), "done")

    def left_behind(self):
        """How many processes of valux-enroll have stayed."""
        return len(processes_of(ENROLL, self.user.home))

    def test_where_no_network_can_be_reached_an_unlocking_is_no_failed_renewal(self):
        """So it is below the agent's unit, which unlocks for programs in a sandbox."""
        bus, service = self.desktop()
        before = self.requests()
        self.unlock(bus, prefix=[WITH_FILTER, f"socket={int(socket.AF_INET)}", "fail"])
        self.assertEqual(self.left_behind(), 1, "more than the keeper")
        self.assertEqual(self.requests(), before)
        self.assertTrue(service.silent())
        self.unlock(bus)
        self.assertIn("has been renewed", service.notification()[1])

    def test_it_waits_for_the_pin_says_so_once_and_renews_at_the_next_unlocking(self):
        bus, service = self.desktop()
        old = self.report()
        before = self.requests()
        self.automatic("done", bus=bus)
        _, summary, body = service.notification()
        self.assertEqual(summary,
                         f"The certificate {NICKNAME} can be renewed when you give the PIN")
        self.assertIn("'valux-enroll unlock'", body)
        self.assert_silent(bus=bus)
        self.assert_silent(bus=bus, seconds=DAY // 2)
        self.assertTrue(service.silent(), "told twice")
        self.automatic("done", "valux-enroll unlock", options=())
        self.assertEqual(self.requests(), before, "nothing is asked of the centre without the PIN")
        self.unlock(bus)
        _, summary, _ = service.notification()
        self.assertEqual(summary, f"The certificate {NICKNAME} has been renewed.")
        new = self.report()
        self.assertNotEqual(new["serialNumber"], old["serialNumber"])
        self.assertTrue(new["selected"])
        self.assert_silent(bus=bus)

    def test_a_failure_that_passes_is_no_news_after_the_pin_was_waited_for(self):
        bus, service = self.desktop()
        self.centre.stop()
        for seconds in (0, 20 * MINUTE):
            self.unlock(bus, seconds=seconds)
            wait_until(lambda: self.left_behind() == 1, "the end of the renewal")
            self.assertIn("can't be reached", self.report()["automaticRenewal"]["message"])
            self.assert_status(self.user.run([ENROLL, "lock"], environment=self.runtime), "done")
            self.automatic("done", seconds=seconds + 10 * MINUTE)  # there is no desktop
        self.assertTrue(service.silent(), "told")
        self.centre.start()

    def test_with_the_keys_unlocked_already_another_unlocking_renews(self):
        bus, service = self.desktop()
        self.user.set("renewal.automatic", "false")
        self.unlock(bus)
        self.user.set("renewal.automatic", "true")
        self.automatic("done", bus=bus)
        self.assertIn("once more", service.notification()[2])
        self.unlock(bus)
        self.assertIn("has been renewed", service.notification()[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
