# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
The automatic renewal: off until it is turned on, it renews what is due, and tries again after
whatever failed, no more often than its pauses say.
"""

import concurrent.futures
import fcntl
import json
import os
import socket
import unittest

from automatic_case import CONTACT, DAY, ENROLL, MINUTE, STEP_CLOCK, AutomaticCase
from centre_fault_table import FAULTS
from enrolment import EXIT, NICKNAME


class Renewed(AutomaticCase):
    def test_it_is_off_until_it_is_turned_on(self):
        self.user.set("renewal.automatic", "false")
        self.assert_silent()
        self.automatic("done", "valux-enroll config renewal.automatic true", options=())
        self.user.assert_whole(1)

    def test_what_is_due_is_renewed_told_once_and_takes_over_nickname_and_selection(self):
        bus, service = self.desktop()
        old = self.report()
        result = self.automatic("done", bus=bus)
        self.assertEqual((result.out, result.err), ("", ""))
        urgency, summary, body = service.notification()
        self.assertEqual((urgency, summary), (1, f"The certificate {NICKNAME} has been renewed."))
        self.assertIn("programs use the new one already", body)
        new = self.report()
        self.assertNotEqual(new["serialNumber"], old["serialNumber"])
        self.assertEqual((new["nickname"], new["selected"], new["visible"]), (NICKNAME, True, True))
        self.assertTrue(self.report(old["serialNumber"])["superseded"])
        self.assertIn("renewed", new["automaticRenewal"])
        self.assert_status(self.user.run([ENROLL, "status"]), "done", "Renewed automatically: 20")
        self.user.assert_whole(2)
        self.assert_silent(bus=bus)
        self.assertTrue(service.silent(), "told twice")
        self.user.assert_whole(2)

    def test_what_is_given_up_is_not_to_be_renewed(self):
        serial = self.report()["serialNumber"]
        sheet = self.user.run([ENROLL, "status", NICKNAME]).out
        self.assertIn("Renew it", sheet)
        self.assertIn("Next automatic renewal", sheet)
        retired = self.assert_status(self.user.run([ENROLL, "retire", "--yes"]), "done", serial,
                                     CONTACT)
        self.assertNotIn("Renew it", retired.out)
        self.assertNotIn("automatic renewal", retired.out)

    def test_what_no_desktop_shows_is_told_when_there_is_one(self):
        self.automatic("done")
        bus, service = self.desktop()
        self.assert_silent(bus=bus)
        self.assertIn(NICKNAME, service.notification()[1])
        self.assert_silent(bus=bus)
        self.assertTrue(service.silent(), "told twice")

    def test_whoever_reads_it_on_standard_output_is_not_told_again(self):
        self.automatic("done", f"The certificate {NICKNAME} has been renewed.", options=())
        bus, service = self.desktop()
        self.automatic("done", "No renewal is due.", bus=bus, options=())
        self.assertTrue(service.silent(), "told twice")

    def test_it_waits_for_the_thirty_days_and_then_up_to_half_an_hour(self):
        self.automatic("done")
        end = 300 * DAY
        next_try = self.report()["automaticRenewal"]["next"]
        self.assert_silent(seconds=end - 30 * DAY - MINUTE)
        self.automatic("done", seconds=end - 30 * DAY + 31 * MINUTE)
        self.user.assert_whole(3)
        self.assertGreater(self.report(seconds=end - 29 * DAY)["automaticRenewal"]["next"],
                           next_try)

    def test_an_acquisition_that_has_not_ended_is_left_alone(self):
        self.automatic("done")
        self.centre.add_letter("Xyz123Xyz456", certificate="Cert1009")
        self.user.write("otp", "Xyz123Xyz456")
        command = self.user.command_new(nickname="BANK02")
        command[command.index("--certificate-id") + 1] = "Cert1009"
        self.centre.arm("drop-after")
        self.assert_status(self.user.run(command), "pending")
        self.centre.arm()
        for seconds in (0, 40 * MINUTE, 2 * DAY):
            self.assert_silent(seconds=seconds)
        self.assertEqual(self.user.journals(), ["sending"])

    def test_an_interrupted_renewal_is_brought_to_its_end(self):
        self.centre.arm("drop-after")
        self.assert_status(self.user.renew(), "pending")
        self.centre.arm()
        self.automatic("done")
        self.user.assert_whole(2)


class ShortLived(AutomaticCase):
    """A centre whose certificates end as soon as the old one."""

    LASTING = ("--not-before", str(-DAY), "--service-end", "-60")

    def test_a_new_certificate_that_has_to_be_renewed_as_well_waits_for_a_day(self):
        self.automatic("done")
        self.assertEqual(self.report()["status"], "expired")
        self.assert_silent()
        self.assert_silent(seconds=DAY - MINUTE)
        self.automatic("done", seconds=DAY + MINUTE)
        self.user.assert_whole(3)


class Tried(AutomaticCase):
    def test_a_centre_that_is_down_is_tried_with_growing_pauses(self):
        self.centre.stop()
        tried = 0
        for pause in (5, 10, 20, 30, 30):
            self.automatic("network", "The centre can't be reached", seconds=tried * MINUTE)
            self.assert_silent(seconds=tried * MINUTE + pause * MINUTE - 10)
            tried += pause
        self.assertEqual(self.report()["automaticRenewal"]["tries"], 5)
        self.centre.start()
        self.automatic("done", seconds=tried * MINUTE)
        self.user.assert_whole(2)

    def test_the_alarm_says_why_it_could_not_be_renewed_yet(self):
        alarm = [ENROLL, "alarm", "--json", "--dry-run"]
        self.assertIn("It is going to be renewed automatically",
                      json.loads(self.user.run(alarm).out)["alarms"][0]["message"])
        self.centre.stop()
        self.automatic("network")
        told = json.loads(self.user.run(alarm).out)["alarms"][0]["message"]
        self.assertIn("could not be renewed automatically yet: The centre can't be reached", told)
        self.assertIn(CONTACT, told)
        self.centre.start()

    def test_the_centres_wish_to_wait_is_heeded(self):
        self.centre.arm("busy-503")
        self.automatic("centre", "closed for maintenance")
        self.centre.arm()
        with open(os.path.join(self.user.store, "renewals.json"), encoding="utf-8") as file:
            [record] = json.load(file)["certificates"].values()
        self.assertEqual(record["askedPause"], 1)  # the centre's Retry-After
        record["askedPause"] = 2 * 3600
        with open(os.path.join(self.user.store, "renewals.json"), "w", encoding="utf-8") as file:
            json.dump({"version": 1, "certificates": {self.report()["keyId"]: record}}, file)
        self.assert_silent(seconds=2 * 3600 - MINUTE)
        self.automatic("done", seconds=2 * 3600 + MINUTE)
        self.user.assert_whole(2)

    def test_a_clock_that_was_set_back_delays_a_try_by_one_pause(self):
        self.centre.stop()
        self.automatic("network", seconds=20 * 3600)
        self.centre.start()
        self.assert_silent()
        self.assert_silent(seconds=4 * MINUTE)
        self.automatic("done", seconds=5 * MINUTE + 10)
        self.user.assert_whole(2)

    def test_it_is_not_run_twice_at_once(self):
        with open(os.path.join(self.user.store, "lock"), encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.automatic("busy", "Another valux-enroll")
        runs = [self.user.start(self.user.command_automatic("--quiet")) for _ in range(3)]
        for run in runs:
            with run:
                run.communicate()
        self.assertEqual({run.returncode for run in runs}, {0})
        self.user.assert_whole(2)

    def test_a_memory_that_can_t_be_read_is_made_anew(self):
        self.user.write("store/renewals.json", "{")
        self.automatic("done", "renewals.json")
        self.user.assert_whole(2)
        self.assert_silent()

    def test_nothing_is_tried_that_can_t_be_noted(self):
        os.mkdir(os.path.join(self.user.store, "renewals.json"))
        before = self.requests()
        self.automatic("store", "renewals.json")
        self.assertEqual(self.requests(), before)


class AsleepInATry(AutomaticCase):
    """The machine is suspended while a try waits for the centre."""

    ASLEEP = 20 * MINUTE

    def try_asleep(self):
        """A try that fails after the machine has slept."""
        step = self.user.path("step")
        self.user.write("step", "0")
        self.centre.stop()
        with socket.create_server(("127.0.0.1", self.centre.port)) as server:
            process = self.user.start(self.user.command_automatic("--quiet"), environment={
                "LD_PRELOAD": STEP_CLOCK, "STEP_CLOCK_FILE": step})
            connection, _ = server.accept()
            self.user.write("step", str(self.ASLEEP))
            connection.close()
        _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, EXIT["network"], errors)
        self.centre.start()

    def test_the_pause_begins_when_the_try_ends(self):
        self.try_asleep()
        self.assertEqual(self.report()["automaticRenewal"]["tries"], 1)
        self.assert_silent(seconds=self.ASLEEP + MINUTE)
        self.automatic("done", seconds=self.ASLEEP + 6 * MINUTE)
        self.user.assert_whole(2)


class Faults(AutomaticCase):
    """Each fault of the centre: nothing is lost, nobody is pestered, and the next try ends it."""

    def strike(self, name):
        fault = FAULTS[name]
        if name == "refused":
            self.centre.stop()
        self.centre.arm(*([] if name == "refused" else [name]))
        result = self.automatic(None)
        self.assertEqual(result.status, fault.status, result)
        self.assertEqual(result.out, "")
        self.assertIn(fault.phrases["en"], result.err)
        self.assertEqual(self.user.journals(), fault.journals)
        self.assert_silent(seconds=2 * MINUTE)  # a try takes a minute where nobody answers
        self.assertIn(fault.phrases["en"][:60], self.report()["automaticRenewal"]["message"])
        if name == "refused":
            self.centre.start()
        self.centre.arm()
        self.automatic("done", seconds=6 * MINUTE)
        self.user.assert_whole(2)

    @classmethod
    def run_case(cls, name):
        case = cls()
        case.setUp()
        try:
            case.strike(name)
        finally:
            case.doCleanups()

    def test_each_fault_is_survived_and_noted(self):
        """Most of the time is waiting."""
        names = [name for name, fault in FAULTS.items() if "renew" in fault.commands]
        names.sort(key=lambda name: name not in ("stall", "late"))
        with concurrent.futures.ThreadPoolExecutor(max_workers=8) as pool:
            for name, run in [(name, pool.submit(self.run_case, name)) for name in names]:
                with self.subTest(fault=name):
                    run.result()
                    print("survived:", name, flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
