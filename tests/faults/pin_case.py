# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What tests of keys under a PIN begin with."""

import json
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, product
from harness.process import processes_of, wait_until
from signer_world import PROGRAM

PIN, OTHER_PIN = "correct-horse", "battery-staple"
INPUT, CONFIGURATION, STORE, LOCKED = 3, 4, 5, 15


class Program:
    """A running program of the person's, which has loaded the module."""

    def __init__(self, person):
        self.child = person.home.start([PROGRAM, person.product.module], commands=True)
        assert self.ask("open") == ["0x0"]

    def ask(self, command):
        return self.child.ask(command, "^(.*)$").split()

    def sign(self, label):
        return int(self.ask(f"sign {label}")[0], 16)


class PinCase(case.ProgramCase):
    """A person with a certificate, and two files with PINs, of which the first one is set."""

    def setUp(self):
        self.home = self.place.home(self.id().rpartition(".")[2][:24])
        self.person = product.Person(self.programs, self.home, self.scene.centre)
        self.pin_file = self.home.write("pin", PIN + "\n")
        self.other_file = self.home.write("other-pin", OTHER_PIN + "\n")
        self.prepare()
        self.certificate = self.person.acquire("BANK01", "ec-p256")
        self.addCleanup(self.end_agent)

    def prepare(self):
        """What is to be done before there is a certificate."""

    def end_agent(self):
        self.person.enroll("lock", status=None)
        for pid in processes_of(self.programs.agent, self.home.directory):
            os.kill(pid, signal.SIGKILL)

    def agent(self):
        """The agent, and not the process by which it has PINs checked."""
        found, = [pid for pid in processes_of(self.programs.agent, self.home.directory)
                  if pathlib.Path(f"/proc/{pid}/comm").read_text() == "valux-agent\n"]
        return found

    def custody(self):
        return json.loads(self.person.enroll("custody", "--json"))

    def set_pin(self):
        self.person.enroll("custody", "pin", "--new-pin-file", self.pin_file)

    def unlock(self, *options):
        self.person.enroll("unlock", "--pin-file", self.pin_file, *options)

    def new(self, nickname):
        """The command that acquires a certificate with a new letter."""
        letter = self.scene.centre.send_letter()
        one_time_password = self.home.write("one-time-password", letter.one_time_password + "\n")
        passphrase = self.home.write("passphrase", letter.passphrase + "\n")
        return ["new", "--company-id", letter.company_id, "--certificate-id",
                letter.certificate_id, "--nickname", nickname, "--otp-file", one_time_password,
                "--passphrase-file", passphrase, "--key-type", "ec-p256", "--no-register"]

    def objects(self):
        """The kinds of objects that a program that begins now finds."""
        listed = self.home.run(["pkcs11-tool", "--module", self.programs.module, "-O"], status=None)
        return {line.split(" Object")[0] for line in listed.splitlines() if " Object" in line}

    def wait_until_locked(self):
        wait_until(lambda: self.custody().get("locked") is True, "the store is locked")
        wait_until(lambda: not processes_of(self.programs.agent, self.home.directory),
                   "the agent has ended")
