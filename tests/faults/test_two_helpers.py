# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Two helpers at once, a clock that is set, and stores that can't be written or locked: what happens
is defined and told, and nothing is lost.
"""

import os
import subprocess
import sys
import time
import unittest

from enrolment import CERTIFICATE, DEADLINE, EXIT, NICKNAME, User, make_centre

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
CLOCK = sys.argv.pop(1)
OTHER = {"certificate": "Cert1003", "otp": "Xyz123Uvw456"}
HOUR = 3600
DAY = 24 * HOUR
YEAR = 365 * DAY


class Helpers(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE))
        self.user = self.enterContext(User(ENROLL, self.centre))

    def assert_status(self, result, status, phrase=""):
        self.assertEqual(result.status, EXIT[status], result)
        self.assertIn(phrase, result.err)

    def other_new(self):
        """`new` with another letter."""
        self.centre.add_letter(OTHER["otp"], certificate=OTHER["certificate"])
        self.user.write("other-otp", OTHER["otp"])
        command = self.user.command_new(nickname="BANK02", wait=60)
        command[command.index(CERTIFICATE)] = OTHER["certificate"]
        command[command.index(self.user.path("otp"))] = self.user.path("other-otp")
        return command

    def start(self, command):
        process = self.user.start(command)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def wait_for_waiting(self):
        """Waits until a helper that got a 202 has its journal in the store."""
        limit = time.monotonic() + DEADLINE
        while self.user.journals() != ["sending"]:
            self.assertLess(time.monotonic(), limit, "no helper came to wait")
            time.sleep(0.02)
        self.centre.wait_for_log("202")


class TwoAtOnce(Helpers):
    def test_two_acquisitions_at_once_both_end(self):
        processes = [self.start(self.user.command_new(wait=60)), self.start(self.other_new())]
        for process in processes:
            _, err = process.communicate(timeout=2 * DEADLINE)
            self.assertEqual(process.returncode, 0, err)
        self.assertEqual(sorted(entry["nickname"] for entry in self.user.catalogue()),
                         ["BANK01", "BANK02"])
        self.assertEqual(len(self.user.objects()["private keys"]), 2)
        self.assertEqual(self.centre.list()["oneTimePasswordsUsed"], 2)
        self.assertEqual(self.user.strays(), set())

    def test_the_same_acquisition_twice_at_once_ends_with_one_certificate(self):
        processes = [self.start(self.user.command_new(wait=60)) for _ in range(2)]
        for process in processes:
            process.communicate(timeout=2 * DEADLINE)
        statuses = sorted(process.returncode for process in processes)
        self.assertEqual(statuses, [EXIT["done"], EXIT["input"]])
        self.user.assert_whole()

    def test_while_one_waits_for_the_centre_readers_read_and_writers_are_told_to_wait(self):
        self.assert_status(self.user.new(), "done")
        self.centre.arm("pending")
        waiting = self.start(self.other_new())
        self.wait_for_waiting()
        listed = self.user.run([ENROLL, "list"])
        self.assert_status(listed, "done")
        self.assertIn(NICKNAME, listed.out)
        self.assert_status(self.user.run([ENROLL, "select", NICKNAME]), "busy",
                           "Another valux-enroll is at work on this store.")
        self.centre.arm()
        _, err = waiting.communicate(timeout=2 * DEADLINE)
        self.assertEqual(waiting.returncode, 0, err)
        self.assert_status(self.user.run([ENROLL, "select", NICKNAME]), "done")

    def test_a_killed_helper_leaves_no_lock(self):
        self.centre.arm("pending")
        waiting = self.start(self.user.command_new(wait=60))
        self.wait_for_waiting()
        waiting.kill()
        waiting.communicate(timeout=DEADLINE)
        self.centre.arm()
        self.assert_status(self.user.resume(), "done")
        self.user.assert_whole()


class Clock(Helpers):
    """The clock is set between or before the helper's runs."""

    def at(self, seconds, command):
        return self.user.run(command, environment={"LD_PRELOAD": CLOCK,
                                                   "STEP_CLOCK": str(seconds)})

    def test_an_answer_is_fetched_whatever_the_clock_says_meanwhile(self):
        for seconds in (-HOUR, 3 * HOUR):
            with self.subTest(seconds=seconds), make_centre(CENTRE) as centre, \
                    User(ENROLL, centre) as user:
                self.user = user
                centre.arm("drop-after")
                self.assert_status(user.new(), "pending")
                centre.arm()
                self.assert_status(self.at(seconds, user.command_resume()), "done")
                user.assert_whole()

    def test_a_request_unknown_to_the_centre_is_kept_for_an_hour_and_while_the_clock_is_back(self):
        self.centre.arm("drop-before")
        self.assert_status(self.user.new(), "pending")
        self.centre.arm()
        for seconds in (-HOUR, 0, HOUR // 2):
            self.assert_status(self.at(seconds, self.user.command_resume()), "pending",
                               "The centre does not know the request yet.")
            self.assertEqual(self.user.journals(), ["sending"])
        self.assert_status(self.at(2 * HOUR, self.user.command_resume()), "centre",
                           "The one-time password has not been used.")
        self.user.assert_untouched()
        self.assert_status(self.user.new(), "done")
        self.user.assert_whole()

    def test_another_address_s_word_does_not_end_an_acquisition(self):
        self.centre.arm("drop-before")
        self.assert_status(self.user.new(), "pending")
        self.centre.arm()
        command = self.user.command_resume()
        command[command.index("--address") + 1] += "/"
        self.assert_status(self.at(2 * HOUR, command), "pending")
        self.assertEqual(self.user.journals(), ["sending"])

    def test_with_a_clock_behind_the_certificate_is_not_valid_yet_and_later_is(self):
        self.assert_status(self.at(-HOUR, self.user.command_new()), "done")
        self.user.assert_whole()
        behind = self.at(-HOUR, [ENROLL, "list", "--json"])
        self.assertIn('"not-yet-valid"', behind.out)
        now = self.user.run([ENROLL, "list", "--json"])
        self.assertNotIn('"not-yet-valid"', now.out)

    def test_with_a_clock_years_off_nothing_is_sent(self):
        for seconds in (-20 * YEAR, 40 * YEAR):
            result = self.at(seconds, self.user.command_new())
            self.assert_status(result, "network", "The one-time password has not been used.")
            self.user.assert_untouched()
        self.assert_status(self.user.new(), "done")
        self.user.assert_whole()


class Disk(Helpers):
    """The store on a file system of its own, which only the helper's processes see."""

    def mount(self, script):
        """Runs the script in a private mount namespace; returns the prefix that enters it."""
        unshare = ["unshare", "--mount", "--propagation", "private"]
        if os.geteuid() != 0:
            unshare[1:1] = ["--map-root-user"]
        holder = subprocess.Popen([*unshare, "sh", "-euc", script + "\necho mounted\nexec cat"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(holder.communicate)
        self.assertEqual(holder.stdout.readline(), b"mounted\n",
                         "a private mount namespace is needed for this test")
        self.root = f"/proc/{holder.pid}/root"
        enter = ["nsenter", "--target", str(holder.pid), "--mount"]
        return enter if os.geteuid() == 0 else [*enter, "--user", "--preserve-credentials"]

    def test_a_read_only_store_can_be_read_and_is_told_when_it_is_to_be_written(self):
        self.assert_status(self.user.new(), "done")
        store = self.user.store
        prefix = self.mount(f"mount --bind '{store}' '{store}'\n"
                            f"mount -o remount,ro,bind '{store}'")
        listed = self.user.run([ENROLL, "list"], prefix)
        self.assert_status(listed, "done")
        self.assertIn(NICKNAME, listed.out)
        for command in (self.other_new(), self.user.command_renew(), [ENROLL, "select", NICKNAME],
                        self.user.command_resume()):
            self.assert_status(self.user.run(command, prefix), "store", "Read-only file system")
        self.user.assert_whole()

    def test_a_store_that_can_t_be_made_is_told(self):
        home = self.user.home
        prefix = self.mount(f"mount --bind '{home}' '{home}'\n"
                            f"mount -o remount,ro,bind '{home}'")
        self.assert_status(self.user.run(self.user.command_new(), prefix), "store",
                           "Read-only file system")
        self.assertFalse(os.path.exists(self.user.store))
        self.assert_status(self.user.new(), "done")

    def test_on_a_disk_with_any_room_left_the_acquisition_ends_once_there_is_more(self):
        statuses = {}
        for room in range(0, 200, 8):
            with self.subTest(room=room), make_centre(CENTRE) as centre, \
                    User(ENROLL, centre) as user:
                statuses[room] = self.acquire_with_room(user, room)
        self.assertEqual(statuses[0], EXIT["store"])
        self.assertEqual(statuses[192], EXIT["done"])
        print("exit statuses by kB of room:", statuses)

    def acquire_with_room(self, user, room):
        place = user.store
        os.mkdir(place)
        prefix = self.mount(f"mount -t tmpfs -o size=1M,mode=700 tmpfs '{place}'\n"
                            f"mkdir -m 700 '{place}/store'\n"
                            f"head -c $((1048576 - {room} * 1024)) /dev/zero > '{place}/filler' "
                            "|| true")
        environment = {"VALUX_HOME": os.path.join(place, "store")}
        user.store = self.root + place + "/store"
        result = user.run(user.command_new(), prefix, environment)
        os.unlink(self.root + place + "/filler")
        resumed = user.run(user.command_resume(), prefix, environment)
        self.assertGreaterEqual(resumed.status, 0, resumed)
        if not user.catalogue():
            again = user.run(user.command_new(), prefix, environment)
            self.assert_status(again, "done")
        user.assert_whole()
        return result.status

    def test_a_file_system_without_locks_is_refused_and_told(self):
        self.assert_status(self.user.new(), "done")
        for number in ("ENOLCK", "EOPNOTSUPP"):
            prefix = ["strace", "-f", "-o", "/dev/null", "-e", "trace=flock", "-e",
                      f"inject=flock:error={number}"]
            for command in (self.other_new(), self.user.command_renew()):
                self.assert_status(self.user.run(command, prefix), "store",
                                   "Keep the store on a local disk")
            listed = self.user.run([ENROLL, "list"], prefix)
            self.assert_status(listed, "done")
            self.assertIn(NICKNAME, listed.out)
        self.user.assert_whole()


if __name__ == "__main__":
    unittest.main(verbosity=2)
