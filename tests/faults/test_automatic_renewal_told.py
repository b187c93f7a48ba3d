# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
What the automatic renewal tells, and how often: refusals and whatever else does not pass by itself,
what is wrong with the whole store, and the fields in journald.
"""

import os
import shutil
import socket
import struct
import unittest

from automatic_case import CONTACT, DAY, ENROLL, MINUTE, AutomaticCase
from centre_fault_table import FAULTS
from enrolment import EXIT, NICKNAME


class NotByItself(AutomaticCase):
    """What does not pass by itself is told on the desktop, once, and again where it changes."""

    def test_an_answer_that_can_t_be_used_is_told_once(self):
        bus, service = self.desktop()
        seconds = 0
        for name in ("wrong-key", "wrong-chain"):
            self.centre.arm(name)
            for _ in range(2):
                self.automatic("answer", FAULTS[name].phrases["en"], bus=bus, seconds=seconds)
                seconds += 3600
            urgency, summary, body = service.notification()
            self.assertEqual((urgency, summary), (
                2, f"The certificate {NICKNAME} could not be renewed automatically"))
            self.assertIn(FAULTS[name].phrases["en"], body)
            self.assertEqual(body.count(CONTACT), 1, body)
            self.assertTrue(service.silent(), "told twice")

    def test_a_centre_that_is_down_for_an_hour_is_told_to_nobody(self):
        bus, service = self.desktop()
        self.centre.stop()
        self.automatic("network", bus=bus)
        self.automatic("network", bus=bus, seconds=3600)
        self.assertTrue(service.silent(), "told")
        self.centre.start()


class Refused(AutomaticCase):
    REFUSING = ("--service-end", str(300 * DAY), "--renewal-window", "1")

    def suspend(self, verb="suspend"):
        self.centre.operate(verb, self.report()["serialNumber"])

    def restart(self, options):
        self.centre.stop()
        self.centre.options = options
        self.centre.start()

    def test_a_suspended_contractor_is_asked_about_and_renewed_when_it_is_lifted(self):
        bus, service = self.desktop()
        self.suspend()
        self.automatic("centre", f"{NICKNAME} can't be renewed: its status is suspended.", bus=bus)
        urgency, summary, body = service.notification()
        self.assertEqual(urgency, 2)
        self.assertIn(f"{NICKNAME} could not be renewed automatically", summary)
        self.assertIn("The centre has suspended it. Ask the VALUX centre.", body)
        self.assertEqual(body.count(CONTACT), 1, body)
        self.assertEqual(self.report()["status"], "suspended")
        self.assert_silent(bus=bus)
        self.assert_silent(bus=bus, seconds=29 * MINUTE)
        before = self.requests()
        self.automatic("done", bus=bus, seconds=31 * MINUTE)
        self.assertEqual(self.requests(), before + 1)
        self.assert_silent(bus=bus, seconds=60 * MINUTE)
        self.assertTrue(service.silent(), "told twice")
        self.suspend("resume")
        self.automatic("done", seconds=63 * MINUTE)
        self.user.assert_whole(2)

    def test_a_refusal_that_is_lifted_for_an_hour_is_told_once_and_then_renewed(self):
        bus, service = self.desktop()
        self.restart(self.REFUSING)
        self.automatic("centre", bus=bus)
        self.assertIn("could not be renewed automatically", service.notification()[1])
        self.assert_silent(bus=bus, seconds=29 * MINUTE)
        self.automatic("centre", bus=bus, seconds=31 * MINUTE)
        self.centre.stop()
        self.automatic("network", bus=bus, seconds=62 * MINUTE)
        self.centre.start()
        self.automatic("centre", bus=bus, seconds=93 * MINUTE)
        self.assertTrue(service.silent(), "told twice")
        self.user.assert_whole(1)
        self.restart(self.LASTING)
        self.automatic("done", seconds=124 * MINUTE)
        self.user.assert_whole(2)

    def test_a_refusal_is_told_although_the_centre_can_t_be_reached_afterwards(self):
        self.restart(self.REFUSING)
        self.automatic("centre")
        self.centre.stop()
        self.automatic("network", seconds=31 * MINUTE)
        bus, service = self.desktop()
        self.automatic("network", bus=bus, seconds=62 * MINUTE)
        self.assertIn("does not renew this certificate now", service.notification()[2])
        self.automatic("network", bus=bus, seconds=93 * MINUTE)
        self.assertTrue(service.silent(), "told twice")
        self.centre.start()

    def test_whoever_renews_by_hand_is_told_of_a_suspension_and_of_a_revocation(self):
        self.user.configure(profile="valux-json", address=self.centre.address,
                            caFile=str(self.centre.certificate))
        for verb, status, words in (
                ("suspend", "suspended", "The centre has suspended it. Ask the VALUX centre."),
                ("revoke", "revoked", "apply for a new one and acquire it with the letter")):
            self.suspend(verb)
            asked = self.user.renew()
            self.assertEqual(self.report()["status"], status)
            known = (self.user.renew(), self.user.run([ENROLL, "doctor"]))
            for result in (asked, *known):
                told = " ".join((result.out + result.err).split())
                self.assertIn(words, told)
                self.assertIn(CONTACT, told)
                self.assertNotIn("Renew it", told)
            self.assertEqual((asked.status, known[0].status), (EXIT["centre"], EXIT["status"]))
            if verb == "suspend":
                self.suspend("resume")
                self.assertEqual(self.user.run([ENROLL, "status", "--sync"]).status, 0)

    def test_a_revoked_certificate_is_never_tried_again(self):
        self.suspend("revoke")
        self.automatic("centre", "its status is revoked. The centre has revoked it, for good")
        self.assertEqual(self.report()["status"], "revoked")
        for days in (1, 2, 10, 20):
            self.assert_silent(seconds=days * DAY)


class Told(AutomaticCase):
    """The timer's run of the alarms is the one that tells what is wrong with the whole store."""

    def alarm(self, bus, seconds=0):
        return self.user.run([ENROLL, "alarm", "--quiet"], environment={
            **self.later(seconds), "DBUS_SESSION_BUS_ADDRESS": bus.address})

    def test_it_is_told_once_a_day_by_notification(self):
        bus, service = self.desktop()
        self.user.write(".config/valux/valux.json", "{ \"centre\": ")
        self.automatic("configuration", "valux.json")
        for day in range(3):
            for seconds in (0, 600, 7200):
                self.assert_status(self.alarm(bus, day * DAY + seconds), "configuration",
                                   "valux.json")
            urgency, summary, body = service.notification()
            self.assertEqual((urgency, summary),
                             (2, "Your VALUX certificates can't be looked after"))
            self.assertIn("valux.json", body)
            self.assertIn("none is renewed automatically", body)
            self.assertTrue(service.silent(), "told twice in a day")

    def test_another_cause_is_told_at_once(self):
        bus, service = self.desktop()
        for text, word in (("{", "JSON"), ('{"exposur": 1}', "exposur")):
            self.user.write(".config/valux/valux.json", text)
            self.assert_status(self.alarm(bus), "configuration")
            self.assertIn(word, service.notification()[2])

    def test_an_older_store_is_told_once_a_day_until_repair_accepts_it(self):
        bus, service = self.desktop()
        backup = shutil.copytree(self.user.store, self.user.path("backup"))
        self.automatic("done", bus=bus)
        self.assertIn("has been renewed", service.notification()[1])
        serial = self.report()["serialNumber"]
        shutil.rmtree(self.user.store)
        os.rename(backup, self.user.store)
        for day in range(2):
            for seconds in (0, 600, 7200):
                self.assert_status(self.alarm(bus, day * DAY + seconds), None)
            told = [service.notification()]
            while not service.silent():
                told.append(service.notification())
            older = [one for one in told if one[1] == "A VALUX certificate is missing"]
            self.assertEqual(len(older), 1, told)
            self.assertIn(f"serial number {serial}", older[0][2])
            self.assertIn("valux-enroll repair", older[0][2])
        self.assertEqual(self.user.run([ENROLL, "repair"]).status, 0)
        self.assert_status(self.alarm(bus, 4 * DAY), None)
        while not service.silent():
            self.assertNotEqual(service.notification()[1], "A VALUX certificate is missing")

    def test_a_store_that_can_t_be_read_is_told_too(self):
        bus, service = self.desktop()
        self.user.write("store/catalogue.json", "{")
        self.assert_status(self.alarm(bus), "store")
        self.assertIn("catalogue.json", service.notification()[2])


class SystemJournal(AutomaticCase):
    """A socket of the test's own where journald's is, in a mount namespace."""

    def setUp(self):
        super().setUp()
        self.journal = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self.journal.bind(self.user.path("socket"))
        self.journal.settimeout(60)

    def journalled(self, seconds=0):
        """A run of the timer's, with /run/systemd/journal/socket the test's."""
        script = ("mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal && "
                  f"mount --bind {self.user.home} /run/systemd/journal && exec \"$@\"")
        return self.user.run(self.user.command_automatic("--quiet"),
                             environment=self.later(seconds),
                             prefix=["unshare", "--mount", "sh", "-c", script, "sh"])

    def fields(self):
        """The fields of the next message, in journald's native protocol."""
        data = self.journal.recv(65536)
        fields = {}
        while data:
            name, _, data = data.partition(b"\n")
            [length] = struct.unpack_from("<Q", data)
            fields[name.decode()] = data[8:8 + length].decode()
            self.assertEqual(data[8 + length:9 + length], b"\n")
            data = data[9 + length:]
        return fields

    def test_what_happened_is_told_with_fields(self):
        serial = self.report()["serialNumber"]
        self.centre.stop()
        self.assert_status(self.journalled(), "network")
        failed = self.fields()
        self.assertEqual({name: failed[name] for name in (
            "VALUX_EVENT", "VALUX_DOMAIN", "VALUX_NICKNAME", "VALUX_SERIAL_NUMBER", "PRIORITY")},
            {"VALUX_EVENT": "renewal-failed", "VALUX_DOMAIN": "network",
             "VALUX_NICKNAME": NICKNAME, "VALUX_SERIAL_NUMBER": serial, "PRIORITY": "4"})
        self.assertIn(f"{NICKNAME}: The centre can't be reached", failed["MESSAGE"])
        self.centre.start()
        self.assert_status(self.journalled(6 * MINUTE), "done")
        renewed = self.fields()
        self.assertEqual((renewed["VALUX_EVENT"], renewed["PRIORITY"]), ("renewed", "6"))
        self.assertEqual(renewed["VALUX_SERIAL_NUMBER"], self.report()["serialNumber"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
