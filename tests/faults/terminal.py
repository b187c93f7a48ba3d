# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A program on a terminal, and what a person sees and types there."""

import os
import pty
import select
import termios
import time

from harness import languages, process

DEADLINE = 60
COLUMNS = 80


class Terminal:
    """A program on a pseudo-terminal of its own, run as the user of a workplace.Home.

    The terminal has 80 columns.
    """

    def __init__(self, home, program, language, *arguments):
        self.screen = ""
        self._read = 0
        environment = {**home.environment, **languages.environment(language), "TERM": "dumb"}
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            try:
                termios.tcsetwinsize(0, (24, COLUMNS))
                if home.user is not None:
                    os.setgroups([])
                    os.setgid(home.user.pw_gid)
                    os.setuid(home.user.pw_uid)
                os.execve(program, [str(program), *arguments], environment)
            finally:
                os._exit(127)

    def wait_for(self, text):
        """Waits until the text appears behind what was waited for last."""
        until = time.monotonic() + DEADLINE
        while (position := self.screen.find(text, self._read)) < 0:
            if not self._receive(until - time.monotonic()):
                raise AssertionError(f"no '{text}' on the screen:\n{self.screen}")
        self._read = position + len(text)

    def _receive(self, seconds):
        ready, _, _ = select.select([self.descriptor], [], [], max(0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 4096)
        except OSError:
            return False
        self.screen += data.decode("utf-8", "replace")
        return data != b""

    def has_echo(self):
        return bool(termios.tcgetattr(self.descriptor)[3] & termios.ECHO)

    def wait_for_echo(self, on):
        process.wait_until(lambda: self.has_echo() == on, "the echo is " + ("on" if on else "off"))

    def type(self, text, without_echo=False):
        """Types a line; a secret once the echo is off."""
        self.wait_for_echo(not without_echo)
        self.press(text.encode() + b"\n")

    def press(self, keys):
        os.write(self.descriptor, keys)

    def end(self):
        """Reads to the end; returns the exit status, negative for a signal."""
        until = time.monotonic() + DEADLINE
        while self._receive(until - time.monotonic()):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(status)
