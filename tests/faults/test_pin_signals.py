#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What a desktop says that locks keys under a PIN: screen lock, sleep, logout; and pinentry."""

import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, process, product

PIN = "correct horse % battery"
WRITTEN_PIN = PIN.replace("%", "%25")
INPUT, CANCELLED, LOCKED = 3, 14, 15
SERVICE = pathlib.Path(__file__).resolve().parent / "login_service.py"
PINENTRY = """#!/bin/sh
# Answers as pinentry does, and notes what it is told.
echo "OK Pleased to meet you"
while read -r line; do
    echo "$line" >> "$HOME/pinentry-was-told"
    case $line in
        GETPIN*) cat "$HOME/pinentry-answer" ;;
        *) echo OK ;;
    esac
done
"""


class Signals(case.ProgramCase):
    def setUp(self):
        self.home = self.place.home(self.id().rpartition(".")[2][:24])
        self.person = product.Person(self.programs, self.home, self.scene.centre)
        self.pin_file = self.home.write("pin", PIN + "\n")
        self.person.acquire("BANK01", "ec-p256")
        self.person.enroll("custody", "pin", "--new-pin-file", self.pin_file)
        self.addCleanup(self.person.enroll, "lock", status=None)

    def start_bus(self, name):
        """A bus whose address the home's programs find in this variable."""
        bus = self.home.start(["dbus-daemon", "--session", "--nofork", "--print-address"])
        self.home.environment[name] = bus.wait_for_line("^(unix:.*)$").group(1)
        return bus

    def unlock(self):
        self.person.enroll("unlock", "--pin-file", self.pin_file)
        self.assertIs(self.is_locked(), False)

    def is_locked(self):
        return json.loads(self.person.enroll("custody", "--json"))["locked"]

    def start_logind(self):
        self.start_bus("DBUS_SYSTEM_BUS_ADDRESS")
        service = self.home.start(["/usr/bin/python3", "-B", SERVICE], commands=True)
        service.wait_for_line("ready")
        return service

    def assert_locks(self, send, what):
        """What is sent locks the keys. It is sent until the keeper, which listens a moment after
        the command has ended, has heard it."""
        self.unlock()

        def has_locked():
            send()
            return self.is_locked()

        process.wait_until(has_locked, f"{what} locks")
        self.tell(f"{what} locks the keys")

    def test_sleep_and_the_lock_of_an_own_session_lock_and_those_of_others_do_not(self):
        logind = self.start_logind()
        others = os.getuid() + 1
        self.assert_locks(lambda: logind.ask("sleep", "^(sent)$"), "sleep")
        self.assert_locks(lambda: logind.ask(f"lock {os.getuid()}", "^(sent)$"), "a locked session")
        self.unlock()
        heard = logind.lines.count("asked")

        def is_heard():
            for line in ("wake", f"user-removed {others}", f"lock {others}"):
                logind.ask(line, "^(sent)$")
            return logind.lines.count("asked") > heard

        # The keeper asks whose session it is: so it has heard the others too, which came before.
        process.wait_until(is_heard, "the keeper hears of other users")
        self.assertIs(self.is_locked(), False, "what concerns others does not lock")
        self.assert_locks(lambda: logind.ask(f"user-removed {os.getuid()}", "^(sent)$"),
                          "the logout")

    def test_the_desktop_s_screen_lock_and_the_end_of_the_session_lock(self):
        bus = self.start_bus("DBUS_SESSION_BUS_ADDRESS")
        for name in ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"):
            self.assert_locks(lambda name=name: self.home.run(
                ["dbus-send", "--session", "--type=signal", "/" + name.replace(".", "/"),
                 name + ".ActiveChanged", "boolean:true"]), name)
        self.unlock()
        self.home.run(["dbus-send", "--session", "--type=signal", "/org/gnome/ScreenSaver",
                       "org.gnome.ScreenSaver.ActiveChanged", "boolean:false"])
        self.assertIs(self.is_locked(), False, "a screen that is unlocked does not lock")
        bus.stop()
        process.wait_until(self.is_locked, "the end of the session's bus locks")

    def test_without_a_terminal_pinentry_asks(self):
        tools = self.home.make_directory("tools")
        program = self.home.write("tools/pinentry", PINENTRY)
        program.chmod(0o755)
        self.home.environment.update(PATH=f"{tools}:{self.home.environment['PATH']}", DISPLAY=":9")
        for answer, status, words in (
                ("ERR 83886179 Operation cancelled <Pinentry>", CANCELLED, "Cancelled"),
                ("ERR 83918950 Inappropriate ioctl for device <Pinentry>", LOCKED, "does not work"),
                ("OK", CANCELLED, "Cancelled"),
                (f"D {WRITTEN_PIN}%00\nOK", INPUT, "is no text")):
            self.home.write("pinentry-answer", answer + "\n")
            self.assertIn(words, self.person.enroll("unlock", status=status), answer)
        first, last = WRITTEN_PIN[:7], WRITTEN_PIN[7:]
        self.home.write("pinentry-answer", f"S status\nD {first}\nD {last}\nOK\n")
        self.person.enroll("unlock")
        self.assertIs(self.is_locked(), False)
        told = (self.home.directory / "pinentry-was-told").read_text()
        self.assertIn("SETPROMPT PIN of the keys", told)
        self.person.enroll("lock")
        program.unlink()
        del self.home.environment["DISPLAY"]
        self.person.enroll("unlock", status=LOCKED)
        self.tell("asked by Assuan, and nobody where there is no desktop")


if __name__ == "__main__":
    case.main()
