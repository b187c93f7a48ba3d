#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Keys under a PIN: who can use them when, and what ends that."""

import json
import os
import pathlib
import signal
import stat
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, interface, process, product
from harness.process import processes_of
from pin_case import CONFIGURATION, INPUT, LOCKED, OTHER_PIN, PIN, STORE, PinCase, Program
from sandboxed_login import SandboxedLogin
from signer_world import CKR_OK, children_of
from terminal import Terminal


class UnderAPin(PinCase):
    def test_programs_follow_live_from_sealed_to_pin_to_unlocked_to_locked(self):
        program = Program(self.person)
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        self.assertEqual(self.custody()["custody"], "sealed")
        self.set_pin()
        custody = self.custody()
        self.assertEqual((custody["custody"], custody["locked"]), ("pin", True))
        self.assertNotEqual(program.sign("BANK01"), CKR_OK)
        self.assertEqual(self.objects(), {"Certificate"})
        self.unlock()
        self.assertIs(self.custody()["locked"], False)
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        self.assertEqual(self.objects(), {"Certificate", "Private Key", "Public Key"})
        self.assertEqual(children_of(program.child.pid), [], "its signer is the agent's")
        self.person.enroll("lock")
        self.assertIs(self.custody()["locked"], True)
        self.assertNotEqual(program.sign("BANK01"), CKR_OK)
        self.unlock()
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        self.person.enroll("custody", "sealed", "--pin-file", self.pin_file)
        self.assertEqual(self.custody()["custody"], "sealed")
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        self.tell("a running program signed, lost its key, and signed again, each at once")

    def test_a_locked_store_shows_nothing_where_that_is_configured(self):
        self.set_pin()
        self.person.configure(pin={"locked": "nothing"})
        self.person.enroll("list")
        self.assertEqual(self.objects(), set())
        self.unlock()
        self.assertEqual(self.objects(), {"Certificate", "Private Key", "Public Key"})
        self.tell("nothing while locked")

    def test_another_program_is_asked_again_after_a_wrong_pin(self):
        self.set_pin()
        given, told = self.home.write("given", f"{OTHER_PIN}\n{PIN}\n"), self.home.write("told", "")
        command = f"'{self.programs.enroll}' unlock --json --pin-fd 3 --progress-fd 4"
        self.home.run(["bash", "-c", f"exec {command} 3<'{given}' 4>'{told}'"])
        steps = interface.check_lines("progress", pathlib.Path(told).read_text())
        self.assertEqual([step["step"] for step in steps], ["pin", "pin"])
        self.assertNotIn("wrong", steps[0]["message"])
        self.assertIn("wrong", steps[1]["message"])
        self.assertIs(self.custody()["locked"], False)
        given = self.home.write("given", f"{PIN}\n")
        new = self.home.write("new", f"{OTHER_PIN}\n")
        command = f"'{self.programs.enroll}' custody pin --json --pin-fd 3 --new-pin-fd 4"
        self.home.run(["bash", "-c", f"exec {command} 3<'{given}' 4<'{new}'"])
        self.person.enroll("unlock", "--pin-file", self.pin_file, status=LOCKED)
        self.person.enroll("unlock", "--pin-file", self.other_file)
        self.tell("the wrong PIN was told, and the next line was read")

    def test_a_wrong_pin_costs_time_is_counted_and_opens_nothing(self):
        self.set_pin()
        seal = json.loads((self.person.store / "seal").read_text())
        self.assertGreaterEqual(seal["scryptLog2N"], 14)
        self.assertEqual(stat.S_IMODE((self.person.store / "seal").stat().st_mode), 0o600)
        begin = resources()
        for failures in range(1, 4):
            error = self.person.enroll("unlock", "--pin-file", self.other_file, status=LOCKED)
            self.assertIn("wrong", error)
            if failures > 1:
                self.assertIn(f"{failures} times", error)
        used = (resources() - begin) / 3
        self.assertGreater(used, 0.2)
        error = self.person.enroll("unlock", "--pin-file", self.pin_file, status=LOCKED)
        self.assertIn("possible in", error)
        process.wait_until(lambda: "possible in" not in self.person.enroll(
            "unlock", "--pin-file", self.pin_file, status=None), "the waiting time is over")
        self.assertIs(self.custody()["locked"], False)
        self.assertFalse((self.person.store / "pin-attempts.json").exists())
        self.tell(f"{used:.2f} s of the processor for each, and a wait after the third")

    def test_whoever_keeps_it_unlocked_is_killed_and_the_keys_are_locked(self):
        self.set_pin()
        self.unlock()
        program = Program(self.person)
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        keeper, = processes_of(self.programs.enroll, self.home.directory)
        os.kill(keeper, signal.SIGKILL)
        process.wait_until(lambda: not processes_of(self.programs.signer, self.home.directory),
                           "the signers have ended with the agent")
        self.assertNotEqual(program.sign("BANK01"), CKR_OK)
        self.assertIs(self.custody()["locked"], True, "the next command says so")
        self.assertEqual(self.objects(), {"Certificate"})
        self.tell("the agent and its signers ended, and the next command took the keys away")

    def test_the_agent_is_killed_and_the_keys_are_locked(self):
        self.set_pin()
        self.unlock()
        program = Program(self.person)
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        os.kill(self.agent(), signal.SIGKILL)
        self.wait_until_locked()
        process.wait_until(lambda: self.objects() == {"Certificate"}, "the keys are gone")
        self.assertNotEqual(program.sign("BANK01"), CKR_OK)
        self.tell("the signers ended with it, and the keys were taken away")

    def test_sigterm_to_the_keeper_locks_as_a_logout_does(self):
        self.set_pin()
        self.unlock("--minutes", "0")
        keeper, = processes_of(self.programs.enroll, self.home.directory)
        os.kill(keeper, signal.SIGTERM)
        self.wait_until_locked()
        self.tell("locked")

    def log_in(self, pin, status=0):
        """Lists a token's objects by a program that insists on logging in (OpenSC's)."""
        told = subprocess.run(["pkcs11-tool", "--module", self.programs.module, "--login", "--pin",
                               pin, "-O"], capture_output=True, text=True, check=False,
                              timeout=process.DEADLINE, env=self.home.environment)
        self.assertEqual(told.returncode, status, told.stderr)
        return told.stdout + told.stderr

    def test_a_program_that_logs_in_is_answered_by_the_same_check(self):
        self.log_in("anything that the program sends")
        self.set_pin()
        self.assertIn("CKR_PIN_INCORRECT", self.log_in(OTHER_PIN, status=1))
        self.assertIs(self.custody()["locked"], True)
        self.assertTrue((self.person.store / "pin-attempts.json").exists(), "it is counted")
        self.assertIn("Private Key Object", self.log_in(PIN))
        self.assertIs(self.custody()["locked"], False)
        self.assertFalse((self.person.store / "pin-attempts.json").exists())
        self.assertIn("CKR_PIN_INCORRECT", self.log_in(OTHER_PIN, status=1))
        self.assertIs(self.custody()["locked"], False)
        self.tell("wrong: CKR_PIN_INCORRECT, counted, unlocked or not; right: the keys are there")

    def test_without_the_pin_a_key_is_not_even_removed(self):
        self.set_pin()
        error = self.person.enroll("remove", "BANK01", "--yes", "--even-selected", "--json",
                                   status=LOCKED)
        self.assertIn("locked", error)
        self.person.enroll("remove", "BANK01", "--yes", "--even-selected", "--pin-file",
                           self.other_file, status=LOCKED)
        self.assertEqual(len(self.person.certificates()), 1)
        self.person.enroll("remove", "BANK01", "--yes", "--even-selected", "--pin-file",
                           self.pin_file)
        self.assertEqual(self.person.certificates(), [])
        self.tell("removed with the PIN alone")

    def test_a_new_store_gets_its_pin_before_anything_is_sent(self):
        person = product.Person(self.programs, self.place.home("new-store"), self.scene.centre)
        person.configure(custody="pin")
        words = self.new("BANK02")
        short = self.home.write("short", "12345\n")
        person.enroll(*words, "--json", status=LOCKED)
        person.enroll(*words, "--new-pin-file", short, status=INPUT)
        person.enroll(*words, "--new-pin-file", self.pin_file)
        self.assertEqual(json.loads(person.enroll("custody", "--json"))["custody"], "pin")
        self.assertIsInstance(json.loads((person.store / "seal").read_text()), dict)
        self.tell("the password was not spent on the two that failed")

    def test_a_new_store_whose_pin_a_person_has_set_is_unlocked_at_once(self):
        self.home = self.place.home("unlocked-at-once")
        self.person = product.Person(self.programs, self.home, self.scene.centre)
        self.person.configure(custody="pin")
        words = " ".join(f"'{word}'" for word in [self.programs.enroll, *self.new("BANK03")])
        given = self.home.write("given", f"{PIN}\n")
        self.home.run(["bash", "-c", f"exec {words} --json --new-pin-fd 3 3<'{given}'"])
        self.assertEqual(self.custody(), {"interface": 1, "custody": "pin", "locked": False})
        self.assertEqual(Program(self.person).sign("BANK03"), CKR_OK)
        keeper, = processes_of(self.programs.enroll, self.home.directory)
        self.assertFalse(has_in_memory(keeper, PIN.encode()), "what stays behind has no PIN")
        self.person.enroll("lock")
        self.wait_until_locked()
        self.tell("it signs without a second question, and not any more after 'lock'")

    def under_demand(self, custody, *arguments, **variables):
        """Runs valux-enroll where the machine's file demands a custody, in a mount of its own."""
        etc = self.home.make_directory("etc")
        script = ('mount -t tmpfs none "$0" && cp -a /etc/. "$0" && mkdir -p "$0/valux" && '
                  'printf \'{"custody": "%s"}\' "$1" > "$0/valux/valux.json" && '
                  'mount --bind "$0" /etc && shift && exec "$@"')
        return subprocess.run(
            ["unshare", "--mount", "sh", "-c", script, etc, custody, self.programs.enroll,
             *arguments], env={**self.home.environment, **variables},
            stdin=subprocess.DEVNULL, check=False, capture_output=True, text=True, timeout=60)

    def test_what_the_administrator_demands_is_demanded_of_every_store(self):
        self.assertNotIn("custodyDemanded", self.custody())
        for command in ("custody", "list", "status"):
            told = json.loads(self.under_demand("pin", command, "--json").stdout)
            self.assertEqual((told["custody"], told["custodyDemanded"]), ("sealed", "pin"))
        fresh = self.under_demand("pin", "list", "--json",
                                  VALUX_HOME=str(self.home.directory / "fresh"))
        self.assertNotIn("custodyDemanded", json.loads(fresh.stdout))
        self.assertIn("valux-enroll custody pin", self.under_demand("pin", "custody").stdout)
        refused = self.under_demand("pin", *self.new("BANK02"))
        self.assertEqual(refused.returncode, CONFIGURATION)
        self.assertIn("valux-enroll custody pin", refused.stderr)
        refused = self.under_demand("pin", "custody", "sealed")
        self.assertEqual(refused.returncode, CONFIGURATION)
        self.assertIn("administrator", refused.stderr)
        changed = self.under_demand("pin", "custody", "pin", "--new-pin-file", self.pin_file)
        self.assertEqual(changed.returncode, 0, changed.stderr)
        self.person.configure(custody="sealed")
        refused = self.under_demand("pin", "list")
        self.assertEqual(refused.returncode, CONFIGURATION)
        self.assertIn("--unset custody", refused.stderr)
        self.tell("a renewal, another custody and the user's own file were refused")

    def test_on_a_terminal_the_pin_is_asked_without_echo_and_the_warning_comes_first(self):
        terminal = Terminal(self.home, self.programs.enroll, "en", "custody", "pin")
        terminal.wait_for("Nobody can give a forgotten PIN back")
        terminal.wait_for("New PIN")
        terminal.type(PIN, without_echo=True)
        terminal.wait_for("once more")
        terminal.type(OTHER_PIN, without_echo=True)
        self.assertEqual(terminal.end(), INPUT, terminal.screen)
        self.assertEqual(self.custody()["custody"], "sealed")
        terminal = Terminal(self.home, self.programs.enroll, "ja", "custody", "pin")
        for question in ("新しいPIN", "もう一度"):
            terminal.wait_for(question)
            terminal.type(PIN, without_echo=True)
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertNotIn(PIN, terminal.screen)
        terminal = Terminal(self.home, self.programs.enroll, "en", "unlock")
        terminal.wait_for("PIN of the keys")
        terminal.type(PIN, without_echo=True)
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertIs(self.custody()["locked"], False)
        self.tell("asked")

    def test_while_a_person_types_the_pin_others_can_change_the_store(self):
        self.set_pin()
        certificate = self.person.certificate("BANK01")
        for command in (("repair",), ("remove", "--yes", "--even-selected", certificate.serial)):
            terminal = Terminal(self.home, self.programs.enroll, "en", *command)
            terminal.wait_for("PIN of the keys")
            self.person.select(certificate)
            terminal.type(PIN, without_echo=True)
            self.assertEqual(terminal.end(), 0, terminal.screen)
        self.tell("repair and remove hold no lock while they ask")

    def test_without_a_tpm_the_custody_stays_what_it_is(self):
        self.person.configure(tpm={"tcti": str(self.home.directory / "no-tpm")})
        error = self.person.enroll("custody", "tpm", status=STORE)
        self.assertIn("no-tpm", error)
        self.person.enroll("custody", "tpm-pin", "--new-pin-file", self.pin_file, status=STORE)
        self.assertEqual(self.custody(), {"interface": 1, "custody": "sealed"})
        self.tell("refused, and unchanged")

    def test_the_secret_is_in_the_agent_alone_and_in_no_file(self):
        before = (self.person.store / "seal").read_bytes()
        self.assertEqual(len(before), 32)
        self.set_pin()
        self.unlock()
        for file in self.person.store.rglob("*"):
            if file.is_file():
                self.assertNotIn(before, file.read_bytes(), file)
        program = Program(self.person)
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        found = {name: [pid for pid in processes_of(path, self.home.directory)
                        if has_in_memory(pid, before)]
                 for name, path in (("agent", self.programs.agent),
                                    ("helper", self.programs.enroll),
                                    ("signer", self.programs.signer))}
        self.assertEqual(len(found["agent"]), 1)
        self.assertEqual((found["helper"], found["signer"]), ([], []))
        self.assertFalse(has_in_memory(program.child.pid, before))
        self.tell("in the agent's memory, and not in the keeper's, a signer's or the program's")


class InASandbox(SandboxedLogin, PinCase):
    COUNTED = (1, 0, 1)

    def protect(self):
        self.set_pin()

    def count_wrong(self):
        attempts = self.person.store / "pin-attempts.json"
        return json.loads(attempts.read_text())["failures"] if attempts.exists() else 0


def has_in_memory(pid, secret):
    with (open(f"/proc/{pid}/maps", encoding="ascii") as maps,
          open(f"/proc/{pid}/mem", "rb") as memory):
        for line in maps:
            place, rights = line.split()[:2]
            if "rw" not in rights:
                continue
            begin, end = (int(number, 16) for number in place.split("-"))
            try:
                memory.seek(begin)
                if secret in memory.read(end - begin):
                    return True
            except OSError:
                pass
    return False


def resources():
    """Seconds of the processor that the children have used."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    case.main()
