# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What tests of PINs that the agent has checked begin with. A script stands in for valux-enroll: it
notes what it is started with, and does what the PIN says."""

import os
import pathlib

from agent_world import ANSWER, DAEMON, MAGIC, PIN_WRONG, AgentCase, pin_frame
from signer_world import BOUND, children_of, descriptors, is_gone, kill, wait_until

CHECK_SECONDS = 30  # of unlock_run.h

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
