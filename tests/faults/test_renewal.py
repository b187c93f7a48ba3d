# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
A certificate whose service period has ended can still be renewed until it expires, also over an
interruption; the selection follows, and nobody is told to wait for what can't come any more.
"""

import json
import sys
import unittest

from enrolment import EXIT, NICKNAME, User, make_centre

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
STEP_CLOCK = sys.argv.pop(1)
DAY = 86400
ENDED = ("--not-before", str(-DAY), "--service-end", "-60")
FRESH = ("--service-end", str(300 * DAY))


class Renewal(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE, *ENDED))
        self.user = self.enterContext(User(ENROLL, self.centre))
        self.assert_status(self.user.new(), "done")
        self.centre.stop()
        self.centre.options = FRESH
        self.centre.start()

    def assert_status(self, result, status, phrase=""):
        self.assertEqual(result.status, EXIT[status], result)
        self.assertIn(phrase, result.out + result.err)

    def listed(self, environment=None):
        result = self.user.run([ENROLL, "list", "--json"], environment=environment)
        return json.loads(result.out)["certificates"]

    def facts(self):
        return [(entry["status"], entry["selected"], entry["superseded"], entry["visible"])
                for entry in self.listed()]

    def later(self, seconds):
        return {"LD_PRELOAD": STEP_CLOCK, "STEP_CLOCK": str(seconds)}

    def test_a_certificate_past_its_service_end_is_hidden_and_renewed_and_the_selection_follows(
            self):
        self.assertEqual(self.facts(), [("expired", True, False, False)])
        self.assert_status(self.user.run([ENROLL, "status"]), "status", "renew")
        self.assert_status(self.user.renew(), "done", "The new one is the certificate in use.")
        self.assertEqual(self.facts(), [("expired", False, True, False),
                                        ("new", True, False, True)])
        self.user.assert_whole(2)

    def test_a_renewal_past_the_service_end_survives_a_lost_answer(self):
        self.centre.arm("drop-after")
        self.assert_status(self.user.renew(), "pending")
        self.centre.arm()
        self.assert_status(self.user.resume(), "done", "The new one is the certificate in use.")
        self.assertEqual(self.facts(), [("expired", False, True, False),
                                        ("new", True, False, True)])
        self.user.assert_whole(2)

    def test_an_interrupted_renewal_ends_even_after_the_old_certificate_has_expired(self):
        """The old certificate has expired, but the answer can still be fetched."""
        self.centre.arm("drop-after")
        self.assert_status(self.user.renew(), "pending")
        self.centre.arm()
        environment = self.later(386 * DAY + 1000)
        self.assertEqual(self.listed(environment)[0]["status"], "invalid")
        result = self.user.run(self.user.command_resume(), environment=environment)
        self.assert_status(result, "done")
        self.user.assert_whole(2)

    def test_a_certificate_whose_renewal_has_not_ended_is_not_removed(self):
        self.centre.arm("drop-before")
        self.assert_status(self.user.renew(), "pending")
        command = [ENROLL, "remove", "--yes", "--even-selected", NICKNAME]
        self.assert_status(self.user.run(command), "pending", "has not ended")
        self.centre.arm()
        self.assert_status(self.user.resume(), "done")
        self.user.assert_whole(2)
        serial = self.listed()[0]["serialNumber"]
        self.assert_status(self.user.run([ENROLL, "remove", "--yes", serial]), "done")
        self.assertEqual(self.facts(), [("new", True, False, True)])

    def test_an_expired_certificate_is_not_renewed_and_the_way_out_is_told(self):
        environment = self.later(400 * DAY)
        self.assertEqual(self.listed(environment)[0]["status"], "invalid")
        result = self.user.run(self.user.command_renew(), environment=environment)
        self.assert_status(result, "status", "can't be renewed: its status is invalid")
        told = self.user.run([ENROLL, "status", NICKNAME], environment=environment)
        self.assert_status(told, "status", "valux-enroll new")
        self.assertEqual(self.user.journals(), [])

    def test_a_certificate_that_is_not_due_yet_is_not_renewed(self):
        self.assert_status(self.user.renew(), "done")
        self.assert_status(self.user.renew(), "status", "can't be renewed")
        self.user.assert_whole(2)



class Clock(unittest.TestCase):
    """A clock that is wrong is named, and by how much it seems to be, before anything is spent."""

    def test_a_wrong_clock_is_named_when_the_centre_s_certificate_does_not_fit_it(self):
        with make_centre(CENTRE) as centre, User(ENROLL, centre) as user:
            for seconds, words in ((-DAY - 630, "it is slow by 10 minutes or more"),
                                   (-366 * DAY - 600, "it is slow by 365 days or more"),
                                   (835 * DAY, "it is fast by 10 days or more")):
                with self.subTest(seconds=seconds):
                    result = user.run(user.command_new(), environment={
                        "LD_PRELOAD": STEP_CLOCK, "STEP_CLOCK": str(seconds)})
                    self.assertEqual(result.status, EXIT["network"], result)
                    self.assertIn("this machine's clock says", result.err)
                    self.assertIn(words, result.err)
                    self.assertIn("The one-time password has not been used.", result.err)
                    user.assert_untouched()

    def test_a_fast_clock_is_named_when_the_certificate_has_expired_already(self):
        with make_centre(CENTRE, "--validity", str(30 * DAY)) as centre, \
                User(ENROLL, centre) as user:
            result = user.run(user.command_new(), environment={
                "LD_PRELOAD": STEP_CLOCK, "STEP_CLOCK": str(30 * DAY + 660)})
            self.assertEqual(result.status, EXIT["answer"], result)
            self.assertIn("The clock seems to be fast, by 1", result.err)
            self.assertIn("minutes or more", result.err)
            self.assertEqual(user.resume().status, 0)
            user.assert_whole()


if __name__ == "__main__":
    unittest.main(verbosity=2)
