# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
The automatic renewal: off until it is turned on, it renews what is due, tells the person once, and
asks the centre no more often than its pauses say.
"""

import concurrent.futures
import fcntl
import json
import os
import shutil
import socket
import struct
import sys
import unittest

from centre_fault_table import FAULTS
from desktop import Bus, NotificationService
from enrolment import EXIT, NICKNAME, User, make_centre
from harness.process import wait_until

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
STEP_CLOCK = sys.argv.pop(1)
NOTIFICATION_SERVICE = sys.argv.pop(1)
MINUTE = 60
DAY = 86400
WITH_FILTER = os.path.join(os.path.dirname(ENROLL), "with-filter")
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
        place = f"XDG_RUNTIME_DIR={self.runtime['XDG_RUNTIME_DIR']}\0".encode()
        count = 0
        for entry in os.listdir("/proc"):
            try:
                if os.readlink(f"/proc/{entry}/exe") == os.path.realpath(ENROLL):
                    with open(f"/proc/{entry}/environ", "rb") as environment:
                        count += place in environment.read()
            except OSError:
                pass
        return count

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
