# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What tests of the automatic renewal begin with. Their command line names the programs:

    ENROLL CENTRE STEP-CLOCK NOTIFICATION-SERVICE
"""

import json
import sys
import unittest

from desktop import Bus, NotificationService
from enrolment import EXIT, NICKNAME, User, make_centre

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
STEP_CLOCK = sys.argv.pop(1)
NOTIFICATION_SERVICE = sys.argv.pop(1)
MINUTE = 60
DAY = 86400
CONTACT = "0120-000-000, weekdays 9 to 17"


class AutomaticCase(unittest.TestCase):
    """A certificate whose service period ends in a day, and a centre whose next ones last."""

    ENDING = ("--not-before", str(-300 * DAY), "--service-end", str(DAY))
    # Of the two clocks, the centre's is not changed: it is to renew whenever it is asked.
    LASTING = ("--service-end", str(300 * DAY), "--renewal-window", str(400 * DAY))

    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE, *self.ENDING))
        self.user = self.enterContext(User(ENROLL, self.centre))
        self.assert_status(self.user.new(), "done")
        self.centre.stop()
        self.centre.options = self.LASTING
        self.centre.start()
        self.user.set("renewal.automatic", "true")
        self.user.set("centre.contact", CONTACT)

    def assert_status(self, result, status, *phrases):
        if status is not None:
            self.assertEqual(result.status, EXIT[status], result)
        for phrase in phrases:
            self.assertIn(phrase, result.out + result.err)
        return result

    def later(self, seconds):
        return {"LD_PRELOAD": STEP_CLOCK, "STEP_CLOCK": str(seconds)}

    def automatic(self, status, *phrases, seconds=0, bus=None, options=("--quiet",)):
        environment = self.later(seconds)
        if bus is not None:
            environment["DBUS_SESSION_BUS_ADDRESS"] = bus.address
        return self.assert_status(self.user.automatic(*options, environment=environment), status,
                                  *phrases)

    def requests(self):
        """How many connections the centre has had."""
        log = self.centre.path("log")
        return log.read_text(encoding="ascii").count("\n") if log.exists() else 0

    def assert_silent(self, seconds=0, **arguments):
        """A run that asks nobody anything."""
        before = self.requests()
        result = self.automatic("done", seconds=seconds, **arguments)
        self.assertEqual((result.out, result.err), ("", ""))
        self.assertEqual(self.requests(), before)

    def report(self, name=NICKNAME, seconds=0):
        result = self.user.run([ENROLL, "status", "--json", name],
                               environment=self.later(seconds))
        return json.loads(result.out)

    def desktop(self):
        bus = self.enterContext(Bus({}))
        return bus, self.enterContext(NotificationService(NOTIFICATION_SERVICE, bus))
