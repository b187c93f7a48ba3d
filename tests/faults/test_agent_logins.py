#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Programs in a sandbox log in at the agent, beside their copy of the module: one that has the PIN
checked, one that dies or stops, liars, an older one, and another user's."""

import os
import pathlib
import shutil
import signal
import unittest

from agent_pin_case import CHECK_SECONDS, PinsCase
from agent_world import (
    CONTROL_SIZE, DAEMON, LOCKED, PIN_TAKEN, UNLOCKED, AgentCase, Liar, answer, answer_garbage,
    close_at_once, say_nothing,
)
from signer_world import BOUND, CKR_OK, SLACK, children_of, descriptors, stop, wait_until

CKR_FUNCTION_FAILED, CKR_PIN_INCORRECT, CKR_USER_PIN_NOT_INITIALIZED = 0x6, 0xA0, 0x102


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
