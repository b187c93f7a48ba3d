#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The agent has PINs checked for programs in a sandbox. Here a script stands in valux-enroll's
place: it notes what it is started with, and does what the PIN says."""

import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import process_memory
from agent_world import (
    ANSWER, CONTROL_SIZE, DAEMON, LOCKED, MAGIC, NONE_READY, PIN_FAILED, PIN_RIGHT, PIN_TAKEN,
    PIN_WRONG, READY, UNLOCKED, AgentCase, Liar, answer, answer_garbage, close_at_once, has_ended,
    pin_frame, say_nothing,
)
from signer_world import (
    BOUND, CKR_OK, SLACK, children_of, descriptors, is_gone, kill, stop, wait_until,
)

CKR_FUNCTION_FAILED, CKR_PIN_INCORRECT, CKR_USER_PIN_NOT_INITIALIZED = 0x6, 0xA0, 0x102
CHECK_SECONDS = 30  # of unlock_run.h
CHECKS_MAX = 4      # of pin_checker.h

STAND_IN = """#!/bin/sh
place=$(dirname "$VALUX_HOME")/checks
pin=$(cat)
tr '\\0' ' ' < /proc/$$/cmdline > "$place/words"
tr '\\0' '\\n' < /proc/$$/environ > "$place/environment"
readlink /proc/$$/fd/* > "$place/descriptors"
echo $$ >> "$place/begun"
case $pin in
right*) ;;
waits*) while ! [ -e "$place/go" ]; do sleep 0.01; done ;;
stays*) exec sleep 600 ;;
dies*) kill -KILL $$ ;;
talks*) exec yes no answer ;;
*) echo '{"error": {"domain":"locked"}}'; exit 15 ;;
esac
echo '{"custody": "pin"}'
"""


def publish(test):
    """Publishes a copy of the module and the snapshot; the copy, and where the socket is to be."""
    copy = pathlib.Path(test.directory) / "app/libvalux-pkcs11.so"
    store = copy.parent / "valux"
    store.mkdir(parents=True)
    shutil.copy(test.module, copy)
    shutil.copy(pathlib.Path(test.store) / "snapshot", store)
    if test.user is not None:
        for path in (copy.parent, store, store / "snapshot"):
            os.chown(path, test.user, test.user)
    return copy, store / "agent"


class PinsCase(AgentCase):
    user = DAEMON

    def setUp(self):
        super().setUp()
        home = pathlib.Path(self.store).parent
        self.checks = home / "checks"
        self.checks.mkdir()
        os.chown(self.checks, self.user, self.user)
        self.seal = pathlib.Path(self.store) / "seal"
        self.open_seal = self.seal.read_bytes()
        self.seal.write_bytes(bytes(100))  # longer than a secret: it is under a PIN
        enroll = pathlib.Path(self.copy_into_tree(os.environ["VALUX_TEST_ENROLL"]))
        enroll.unlink()
        enroll.write_text(STAND_IN)
        enroll.chmod(0o755)
        self.addCleanup(self.end_all)
        self.start_agent()
        self.before = self.clean_descriptors()

    def clean_descriptors(self):
        """How many the agent has once it has seen the end of all connections before."""
        self.assertEqual(self.check(b""), [PIN_WRONG])
        return self.agent_descriptors()

    def end_all(self):
        if self.agent is not None:
            self.end_agent()
        for pid in self.begun():
            if not is_gone(pid):
                kill(pid)

    def begun(self):
        """The process IDs of the checks that have begun."""
        try:
            return [int(line) for line in (self.checks / "begun").read_text().split()]
        except FileNotFoundError:
            return []

    def let_go(self):
        (self.checks / "go").touch()

    def agent_descriptors(self):
        return len(descriptors(self.agent.pid))

    def checker(self):
        """The process that has PINs checked: no child of the agent's."""
        wait_until(lambda: len(self.checkers()) == 1, "it is not one process", BOUND)
        return self.checkers()[0]

    def checkers(self):
        """The process, and for a moment also its child, before that is the script."""
        return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()
                and self.is_checker(entry)]

    def is_checker(self, pid):
        try:
            return (os.readlink(f"/proc/{pid}/exe") == self.agent_path and
                    pathlib.Path(f"/proc/{pid}/comm").read_text() == "valux-pin-check\n")
        except OSError:
            return False

    def give(self, pin):
        connection = self.connect()
        connection.send(pin_frame(pin))
        return connection

    @staticmethod
    def status(connection):
        """What comes next on the connection; None is its end."""
        data = connection.recv(4096)
        if not data:
            return None
        magic, version, status = ANSWER.unpack(data)
        assert (magic, version) == (MAGIC, 1)
        return status

    def statuses(self, connection):
        """All that comes until the agent closes it."""
        found = []
        while (status := self.status(connection)) is not None:
            found.append(status)
        connection.close()
        return found

    def check(self, pin):
        return self.statuses(self.give(pin))

    def assert_nothing_is_left(self):
        wait_until(lambda: self.agent_descriptors() == self.before, "descriptors are left", BOUND)
        self.assertEqual(children_of(self.agent.pid), [])
        checker = self.checker()
        wait_until(lambda: children_of(checker) == [], "a child is left, or a zombie", BOUND)
        self.assertEqual(sorted(descriptors(checker)), [0, 1, 2, 3])


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


class Copies(PinsCase):
    """Programs that have a published copy of the module, with the agent's socket beside it."""

    def setUp(self):
        super().setUp()
        self.end_agent()
        self.copy, self.socket = publish(self)
        self.start_agent()

    def login(self, program, pin):
        return int(program.ask(f"login {pin}")[0], 16)

    def sandboxed_program(self):
        program = self.program(str(self.copy), VALUX_HOME="/nowhere", XDG_RUNTIME_DIR="/nowhere")
        program.open()
        return program

    def test_a_login_is_answered_as_the_pin_is(self):
        program = self.sandboxed_program()
        before = descriptors(program.pid)
        for pin, value in (("right-horse", CKR_OK), ("wrong-horse", CKR_PIN_INCORRECT),
                           ("dies-at-once", CKR_FUNCTION_FAILED), ("right-again", CKR_OK)):
            self.assertEqual(self.login(program, pin), value, pin)
        self.assertEqual(len(self.begun()), 4)
        for pin in ("", "right" * 26):
            self.assertEqual(self.login(program, pin), CKR_PIN_INCORRECT, pin)
        self.assertEqual(len(self.begun()), 4, "none of these can be right")
        self.seal.write_bytes(self.open_seal)
        for pin in ("", "right" * 26, "wrong-horse"):
            self.assertEqual(self.login(program, pin), CKR_OK, pin)
        self.assertEqual(len(self.begun()), 4, "there is no PIN")
        self.assertEqual(descriptors(program.pid), before)
        self.assertEqual(children_of(program.pid), [])

    def test_an_agent_that_dies_fails_the_login_at_once(self):
        program = self.sandboxed_program()
        before = descriptors(program.pid)
        program.begin("login waits-in-vain")
        wait_until(lambda: len(self.begun()) == 1, "no check begins", BOUND)
        self.end_agent()
        value, milliseconds = program.answer()
        self.assertEqual(int(value, 16), CKR_FUNCTION_FAILED)
        self.let_go()
        self.assertEqual(self.login(program, "right-horse"), CKR_FUNCTION_FAILED, "there is none")
        self.assertEqual(descriptors(program.pid), before)
        self.say(f"told after {milliseconds} ms")

    def test_a_stopped_agent_fails_the_login_soon(self):
        program = self.sandboxed_program()
        stop(self.agent.pid)
        value, milliseconds = program.ask("login right-horse")
        self.assertEqual(int(value, 16), CKR_FUNCTION_FAILED)
        self.assertLess(int(milliseconds), CHECK_SECONDS * 1000)
        self.agent.send_signal(signal.SIGCONT)
        self.assertEqual(self.login(program, "right-horse"), CKR_OK)

    def test_a_program_that_dies_in_its_login_leaves_nothing(self):
        self.before = self.clean_descriptors()
        program = self.sandboxed_program()
        program.begin("login waits-in-vain")
        wait_until(lambda: len(self.begun()) == 1, "no check begins", BOUND)
        program.process.kill()
        self.let_go()
        self.assert_nothing_is_left()


def take_and(then):
    """A liar that takes the PIN, and then does this."""
    def do(connection):
        connection.recv(4096)
        connection.send(answer(PIN_TAKEN))
        then(connection)
    do.__name__ = f"take_and_{then.__name__}"
    return do


def send_garbage(connection):
    connection.send(b"\xa5" * 16)


def take_it_again(connection):
    connection.send(answer(PIN_TAKEN))


def be_older(status):
    """An agent from before there was this message, which says this of the lock."""
    def do(connection):
        if len(connection.recv(4096)) == CONTROL_SIZE:
            connection.send(answer(status))
        connection.close()
    return do


class Liars(AgentCase):
    def login_at(self, do):
        """The return value of a login while a liar listens, and milliseconds."""
        liar = Liar(self.socket, do)
        try:
            value, milliseconds = self.sandboxed.ask("login correct-horse")
        finally:
            liar.close()
            self.socket.unlink()
        return int(value, 16), int(milliseconds)

    def setUp(self):
        super().setUp()
        copy, self.socket = publish(self)
        self.sandboxed = self.program(str(copy), VALUX_HOME="/nowhere")
        self.sandboxed.open()
        self.descriptors = descriptors(self.sandboxed.pid)

    def test_an_older_agent_says_whether_the_keys_are_locked(self):
        self.assertEqual(self.login_at(be_older(LOCKED))[0], CKR_USER_PIN_NOT_INITIALIZED)
        self.assertEqual(self.login_at(be_older(UNLOCKED))[0], CKR_OK)
        self.assertEqual(self.login_at(close_at_once)[0], CKR_FUNCTION_FAILED)
        self.assertEqual(descriptors(self.sandboxed.pid), self.descriptors)

    def test_a_liar_fails_the_login_and_keeps_nobody_waiting(self):
        for do in (say_nothing, answer_garbage, take_and(close_at_once), take_and(send_garbage),
                   take_and(take_it_again)):
            value, milliseconds = self.login_at(do)
            self.assertEqual(value, CKR_FUNCTION_FAILED, do.__name__)
            self.assertLess(milliseconds, CHECK_SECONDS * 1000, do.__name__)
        self.assertEqual(descriptors(self.sandboxed.pid), self.descriptors)

    def test_a_liar_that_takes_the_pin_and_says_no_more_is_waited_for_within_the_bound(self):
        value, milliseconds = self.login_at(take_and(say_nothing))
        self.assertEqual(value, CKR_FUNCTION_FAILED)
        self.assertGreaterEqual(milliseconds, CHECK_SECONDS * 1000)
        self.assertLess(milliseconds, (CHECK_SECONDS + SLACK) * 1000)
        self.assertEqual(descriptors(self.sandboxed.pid), self.descriptors)


class OfAnotherUser(AgentCase):
    user = DAEMON

    def test_who_is_another_user_is_not_told_the_pin(self):
        copy, place = publish(self)
        told = []
        liar = Liar(place, lambda connection: told.append(connection.recv(4096)))  # root's
        self.addCleanup(liar.close)
        os.chmod(place, 0o666)
        program = self.program(str(copy), VALUX_HOME="/nowhere")
        program.open()
        self.assertEqual(int(program.ask("login correct-horse")[0], 16), CKR_FUNCTION_FAILED)
        wait_until(lambda: told, "the connection does not end", BOUND)
        self.assertEqual(told, [b""])


if __name__ == "__main__":
    unittest.main(verbosity=2)
