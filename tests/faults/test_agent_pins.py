#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The agent has PINs checked for programs in a sandbox: what a check has and says, and checks that
die, hang, or lose who asked."""

import os
import pathlib
import subprocess
import time
import unittest

import process_memory
from agent_pin_case import CHECK_SECONDS, PinsCase
from agent_world import (
    DAEMON, NONE_READY, PIN_FAILED, PIN_RIGHT, PIN_TAKEN, PIN_WRONG, READY, has_ended, pin_frame,
)
from signer_world import BOUND, SLACK, descriptors, is_gone, kill, wait_until

CHECKS_MAX = 4  # of pin_checker.h


class Checks(PinsCase):
    def test_the_pin_is_right_or_wrong_as_valux_enroll_says(self):
        self.assertEqual(self.check(b"right-horse"), [PIN_TAKEN, PIN_RIGHT])
        self.assertEqual(self.check(b"wrong-horse"), [PIN_TAKEN, PIN_WRONG])
        self.assertEqual(len(self.begun()), 2)
        self.assert_nothing_is_left()

    def test_valux_enroll_has_the_pin_from_its_input_alone(self):
        self.assertEqual(self.check(b"right-secret-horse"), [PIN_TAKEN, PIN_RIGHT])
        words = (self.checks / "words").read_text()
        environment = (self.checks / "environment").read_text()
        self.assertIn("unlock --json --pin-file /dev/stdin", words)
        self.assertEqual(environment.split(), [f"VALUX_HOME={self.store}"])
        self.assertNotIn("secret-horse", words)
        links = (self.checks / "descriptors").read_text()
        self.assertNotIn("socket:", links)

    def test_the_pin_is_in_nobodys_memory_afterwards(self):
        secret = os.urandom(20).hex().encode()
        looked = {"pin": secret}
        waiting = self.give(b"waits" + secret)
        self.assertEqual(self.status(waiting), PIN_TAKEN)
        wait_until(lambda: len(self.begun()) == 1, "no check begins", BOUND)
        checker = self.checker()
        self.assertEqual(process_memory.find_texts(checker, looked), {"pin"},
                         "what is looked for can be found")
        self.assertEqual(process_memory.find_texts(self.agent.pid, looked), set())
        self.let_go()
        self.assertEqual(self.status(waiting), PIN_RIGHT)
        self.assertEqual(process_memory.find_texts(checker, looked), set())
        waiting.close()

    def test_where_the_keys_are_under_no_pin_any_is_right(self):
        self.seal.write_bytes(self.open_seal)
        for pin in (b"any-at-all", b""):
            self.assertEqual(self.check(pin), [PIN_RIGHT])
        self.assertEqual(self.begun(), [])

    def test_an_empty_one_is_wrong_and_no_check(self):
        self.assertEqual(self.check(b""), [PIN_WRONG])
        self.assertEqual(self.begun(), [])

    def test_half_a_message_or_a_wrong_one_is_closed_at_once(self):
        whole = pin_frame(b"right-horse")
        wrong = [whole[:-1], whole + b"\0", whole[:20], pin_frame(b"p", length=129),
                 pin_frame(b"right-horse", length=5), pin_frame(b"right-horse", version=2)]
        for data in wrong:
            connection = self.connect()
            connection.send(data)
            self.assertTrue(has_ended(connection), data)
            connection.close()
        self.assertEqual(self.begun(), [])
        self.assert_nothing_is_left()

    def test_one_is_checked_after_the_other_and_no_more_than_a_few_wait(self):
        waiting = [self.give(b"waits%d" % i) for i in range(CHECKS_MAX)]
        self.assertEqual([self.status(one) for one in waiting], [PIN_TAKEN] * CHECKS_MAX)
        wait_until(lambda: len(self.begun()) == 1, "no check begins", BOUND)
        self.assertEqual(self.check(b"right-horse"), [PIN_FAILED], "one too many")
        client = self.client()
        self.assertIn(client.answer, (READY, NONE_READY), "programs are served meanwhile")
        client.close()
        self.assertEqual(len(self.begun()), 1)
        self.let_go()
        for one in waiting:
            self.assertEqual(self.statuses(one), [PIN_RIGHT])
        self.assertEqual(len(self.begun()), CHECKS_MAX)
        self.assertEqual(self.check(b"right-horse"), [PIN_TAKEN, PIN_RIGHT])

    def test_the_process_that_has_pins_checked_is_shielded(self):
        checker = self.checker()
        seen, ordinary = process_memory.intrude_as(DAEMON, checker)
        self.assertEqual((set(seen.values()) & {0}, ordinary["ptrace"]), (set(), 0))
        self.assertEqual(os.stat(f"/proc/{checker}/mem").st_uid, 0, "not dumpable")
        status = pathlib.Path(f"/proc/{checker}/status").read_text()
        self.assertRegex(status, r"(?m)^NoNewPrivs:\t1$")
        self.assertRegex(status, r"(?m)^Umask:\t0077$")
        self.assertNotRegex(status, r"(?m)^VmLck:\t\s*0 kB$")
        self.assertRegex(pathlib.Path(f"/proc/{checker}/limits").read_text(),
                         r"Max core file size\s+0\s+0")
        links = descriptors(checker)
        self.assertEqual([links.pop(number) for number in range(3)], ["/dev/null"] * 3)
        self.assertEqual([link.split(":")[0] for link in links.values()], ["socket"],
                         "it does not listen")


class Failures(PinsCase):
    def test_a_check_that_dies_or_only_talks_has_failed(self):
        for pin in (b"dies-at-once", b"talks-too-much"):
            self.assertEqual(self.check(pin), [PIN_TAKEN, PIN_FAILED])
        self.assertEqual(self.check(b"right-horse"), [PIN_TAKEN, PIN_RIGHT])
        self.assert_nothing_is_left()

    def test_a_check_that_does_not_end_is_ended(self):
        begin = time.monotonic()
        self.assertEqual(self.check(b"stays-for-ever"), [PIN_TAKEN, PIN_FAILED])
        duration = time.monotonic() - begin
        self.assertGreaterEqual(duration, CHECK_SECONDS)
        self.assertLess(duration, CHECK_SECONDS + SLACK)
        self.assertTrue(is_gone(self.begun()[0]))
        self.assert_nothing_is_left()
        self.say(f"ended after {duration:.1f} s")

    def test_a_program_that_dies_in_between_leaves_nothing(self):
        gone = self.give(b"waits-in-vain")
        self.assertEqual(self.status(gone), PIN_TAKEN)
        gone.close()
        self.let_go()
        self.assertEqual(self.check(b"right-horse"), [PIN_TAKEN, PIN_RIGHT])
        self.assert_nothing_is_left()

    def test_the_agent_that_is_killed_takes_the_process_with_it(self):
        checker = self.checker()
        waiting = self.give(b"waits-in-vain")
        self.assertEqual(self.status(waiting), PIN_TAKEN)
        wait_until(lambda: len(self.begun()) == 1, "no check begins", BOUND)
        self.end_agent()
        self.assertIsNone(self.status(waiting))
        waiting.close()
        self.let_go()
        wait_until(lambda: is_gone(checker), "it outlives the agent", BOUND)
        self.start_agent()
        self.assertEqual(self.check(b"right-horse"), [PIN_TAKEN, PIN_RIGHT])

    def test_without_the_process_checks_fail_and_programs_are_served(self):
        waiting = [self.give(b"waits-in-vain") for _ in range(2)]
        self.assertEqual([self.status(one) for one in waiting], [PIN_TAKEN] * 2)
        wait_until(lambda: len(self.begun()) == 1, "no check begins", BOUND)
        kill(self.checker())
        self.assertEqual([self.statuses(one) for one in waiting], [[PIN_FAILED]] * 2)
        self.assertEqual(self.check(b"right-horse"), [PIN_FAILED])
        client = self.client()
        self.assertIn(client.answer, (READY, NONE_READY))
        client.close()
        self.assertIsNone(self.agent.poll())

    def test_an_agent_whose_program_waits_for_a_check_is_not_idle(self):
        self.end_agent()
        self.idle = 3
        self.start_agent()
        waiting = self.give(b"waits-longer-than-the-agent-is-idle")
        self.assertEqual(self.status(waiting), PIN_TAKEN)
        with self.assertRaises(subprocess.TimeoutExpired):
            self.agent.wait(2 * self.idle)
        self.let_go()
        self.assertEqual(self.status(waiting), PIN_RIGHT)
        waiting.close()
        self.assertEqual(self.agent.wait(BOUND), 0)
        self.agent = None


if __name__ == "__main__":
    unittest.main(verbosity=2)
