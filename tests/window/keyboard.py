# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Uses a window by its keyboard alone; what it shows is read by names and roles (AT-SPI)."""

import contextlib
import subprocess

import accessibility
from accessibility import Atspi, GLib
from harness import process

TABS = 40  # more than any screen has places for the keyboard
MOVES = 1  # second that a key gets to move the keyboard; some have nothing to move it to


def keys(*names):
    """Presses keys, such as alt+a."""
    subprocess.run(["xdotool", "key", "--clearmodifiers", *names], check=True,
                   timeout=process.DEADLINE)


def write(text):
    """Types a text."""
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True,
                   timeout=process.DEADLINE)


class Typist(accessibility.Reader):
    """A person who has a keyboard and no mouse."""

    def __init__(self, name, is_running):
        super().__init__(name, is_running)
        self.focus = None  # the name of what has the keyboard, as far as it is known
        self.moved = False
        self.listener = Atspi.EventListener.new(self.note)
        self.listener.register("object:state-changed:focused")

    def note(self, event):
        """Remembers what has the keyboard, as a screen reader does."""
        if event.detail1:
            self.focus = accessibility.quietly(
                lambda: event.source.get_name() or f"a {event.source.get_role_name()}")
            self.moved = True

    def has_moved(self):
        while GLib.MainContext.default().iteration(False):
            pass
        return self.moved

    def move(self, key):
        """Presses a key, and returns the name of what has the keyboard then."""
        self.has_moved()
        self.moved = False
        keys(key)
        with contextlib.suppress(process.ProcessFailure):
            process.wait_until(self.has_moved, "another focus", MOVES)
        return self.focus

    def go_to(self, is_wanted, what):
        """Presses Tab until something that is wanted has the keyboard."""
        self.has_moved()
        passed = [self.focus]
        while not (passed[-1] and is_wanted(passed[-1])):
            if len(passed) > TABS:
                raise process.ProcessFailure(f"Tab does not lead to {what}, but to {passed}")
            passed.append(self.move("Tab"))

    def press(self, name):
        process.wait_until(lambda: self.is_active(name), f"an active button \"{name}\"",
                           accessibility.DEADLINE)
        self.go_to(lambda focused: focused == name, name)
        keys("Return")

    def enter(self, name, text):
        self.find(name, ("text", "entry", "password text"))
        self.go_to(lambda focused: focused == name, name)
        keys("ctrl+a", "BackSpace")
        write(text)
        process.wait_until(lambda: len(self.text(name)) == len(text), f"the text of {name}")

    def select_row(self, beginning):
        process.wait_until(lambda: any(row.startswith(beginning) for row in self.rows()),
                           f"a row {beginning}", accessibility.DEADLINE)
        self.go_to(lambda focused: focused in self.rows(), "a row")
        row = self.move("Home")
        for _ in self.rows():
            if row.startswith(beginning):
                return
            row = self.move("Down")
        raise process.ProcessFailure(f"no row {beginning}: {self.rows()}")
