#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Keys in a TPM under a PIN: the TPM judges the PIN, and counts and ends guessing."""

import json
import time

from pin_case import LOCKED, OTHER_PIN, STORE, PinCase, Program
from harness import case, clients, process, product, software_tpm
from sandboxed_login import SandboxedLogin
from signer_world import CKR_OK
from terminal import Terminal

TRIES, SECONDS = 3, 15
UNSEAL = 0x15E


class TpmCase(PinCase):
    """A person whose keys are in a TPM."""

    def prepare(self):
        self.tpm = software_tpm.SoftwareTpm()
        self.addCleanup(lambda: self.tpm.close())
        self.tpm.allow_wrong_passwords(TRIES, SECONDS)
        self.person.configure(custody="tpm", tpm={"tcti": self.tpm.name})

    def protect(self):
        self.person.enroll("custody", "tpm-pin", "--new-pin-file", self.pin_file)


class UnderAPinOfTheTpm(TpmCase):
    def setUp(self):
        super().setUp()
        self.protect()

    def seal(self):
        return json.loads((self.person.store / "seal").read_text())

    def refused(self, file, status=LOCKED):
        return self.person.enroll("unlock", "--pin-file", file, status=status)

    def use_another_tpm(self):
        self.tpm.close()
        self.tpm = software_tpm.SoftwareTpm()
        self.person.configure(tpm={"tcti": self.tpm.name})

    def assert_nothing_restores_it(self):
        error = self.refused(self.pin_file, STORE)
        self.assertIn("cleared or replaced", error)
        self.assertIn("can't be restored", error)
        self.assertIn("new one-time passwords", error)
        self.assertEqual(self.objects(), {"Certificate"})

    def test_the_tpm_opens_the_seal_for_the_right_pin_and_programs_sign(self):
        self.assertEqual(self.custody(), {"interface": 1, "custody": "tpm-pin", "locked": True})
        self.assertEqual(self.seal()["version"], 2)
        program = Program(self.person)
        self.assertNotEqual(program.sign("BANK01"), CKR_OK)
        self.unlock()
        unsealed = self.tpm.commands[UNSEAL]
        self.assertEqual([program.sign("BANK01") for _ in range(3)], [CKR_OK] * 3)
        self.assertEqual(self.tpm.commands[UNSEAL], unsealed, "no signature asks for the PIN")
        self.person.enroll("lock")
        self.assertNotEqual(program.sign("BANK01"), CKR_OK)
        self.tell("unsealed before three signatures and not by one, and none while locked")

    def test_a_tls_client_logs_in_while_it_is_unlocked_alone(self):
        for protocol in ("TLSv1.2", "TLSv1.3"):
            with self.assertRaises(AssertionError):
                clients.curl(self.person, self.server, protocol)
        self.unlock()
        for protocol in ("TLSv1.2", "TLSv1.3"):
            answer = clients.curl(self.person, self.server, protocol)
            self.assert_presented(answer, self.certificate, f"curl, {protocol}")
        self.person.enroll("lock")
        with self.assertRaises(AssertionError):
            clients.curl(self.person, self.server, "TLSv1.3")

    def test_the_tpm_counts_wrong_pins_locks_itself_and_forgets_after_a_time(self):
        for left in range(TRIES - 1, -1, -1):
            self.assertIn(f"{left} more", self.refused(self.other_file))
        begun = time.monotonic()
        error = self.refused(self.pin_file)
        self.assertIn("is locked", error)
        self.assertIn(f"{SECONDS} seconds", error)
        self.assertIn("Nothing is lost", error)
        self.assertFalse((self.person.store / "pin-attempts.json").exists())
        program = Program(self.person)
        self.assertNotEqual(program.sign("BANK01"), CKR_OK)
        process.wait_until(lambda: "is locked" not in self.person.enroll(
            "unlock", "--pin-file", self.pin_file, status=None), "the TPM allows another try")
        self.assertIs(self.custody()["locked"], False)
        self.assertEqual(program.sign("BANK01"), CKR_OK)
        self.tell(f"locked after {TRIES}, also for the right PIN, and open "
                  f"{time.monotonic() - begun:.0f} s later")

    def test_who_has_the_store_without_the_tpm_can_t_try_a_pin(self):
        self.tpm.kill()
        for file in (self.pin_file, self.other_file):
            self.assertIn("connection", self.refused(file, STORE).lower())
        self.tpm.restart()
        self.unlock()
        self.tell("right and wrong PIN are answered alike while the TPM is away")

    def test_a_pin_is_changed(self):
        self.person.enroll("custody", "tpm-pin", "--pin-file", self.pin_file, "--new-pin-file",
                           self.other_file)
        self.assertIn("The PIN is wrong", self.refused(self.pin_file))
        self.person.enroll("unlock", "--pin-file", self.other_file)
        self.assertEqual(Program(self.person).sign("BANK01"), CKR_OK)
        self.tell("the new one alone opens the keys")

    def test_a_wrong_pin_changes_and_takes_away_nothing(self):
        before = (self.person.store / "seal").read_bytes()
        for custody in ("tpm-pin", "tpm"):
            error = self.person.enroll("custody", custody, "--pin-file", self.other_file,
                                       "--new-pin-file", self.other_file, status=LOCKED)
            self.assertIn("The PIN is wrong", error)
        self.assertEqual((self.person.store / "seal").read_bytes(), before)
        self.unlock()

    def test_the_pin_is_taken_away_or_leaves_the_tpm(self):
        self.person.enroll("custody", "pin", "--pin-file", self.pin_file, "--new-pin-file",
                           self.other_file)
        self.assertNotIn("tpm", self.seal())
        self.assertEqual(self.seal()["version"], 1, "an older version reads it as well")
        self.person.enroll("custody", "tpm", "--pin-file", self.other_file)
        self.assertEqual((self.person.store / "seal").stat().st_size, 32)
        self.assertEqual(self.custody()["custody"], "tpm")
        self.assertEqual(Program(self.person).sign("BANK01"), CKR_OK)
        self.tell("tpm-pin, pin, tpm")

    def test_a_cleared_tpm_is_told_by_name_and_what_to_do(self):
        self.tpm.clear()
        self.assert_nothing_restores_it()

    def test_whoever_sets_the_pin_is_told_before_what_a_cleared_tpm_takes(self):
        terminal = Terminal(self.home, self.programs.enroll, "en", "custody", "tpm-pin",
                            "--pin-file", str(self.pin_file))
        for words in ("firmware can do, or replaced", "those that were", "new letter"):
            terminal.wait_for(words)
        for question in ("New PIN", "once more"):
            terminal.wait_for(question)
            terminal.type(OTHER_PIN, without_echo=True)
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.person.enroll("unlock", "--pin-file", self.other_file)

    def test_whoever_chooses_the_tpm_without_a_pin_is_told_as_well(self):
        told = {"en": ("firmware can do, or replaced", "made in it", "new letter"),
                "ja": ("TPMが消去（ファームウェアのリセットなど）", "通知書")}
        for language, words in told.items():
            terminal = Terminal(self.home, self.programs.enroll, language, "custody", "tpm",
                                "--pin-file", str(self.pin_file))
            for word in words:
                terminal.wait_for(word)
            self.assertEqual(terminal.end(), 0, terminal.screen)
            self.assertEqual(self.custody()["custody"], "tpm")

    def test_a_copied_store_opens_by_no_other_tpm(self):
        self.use_another_tpm()
        self.assert_nothing_restores_it()

    def test_a_new_store_gets_its_pin_in_the_tpm(self):
        person = product.Person(self.programs, self.place.home("new-store"), self.scene.centre)
        person.configure(custody="tpm-pin", tpm={"tcti": self.tpm.name})
        person.enroll(*self.new("BANK02"), "--new-pin-file", self.pin_file)
        self.assertEqual(json.loads(person.enroll("custody", "--json"))["custody"], "tpm-pin")
        self.assertIn("tpm", json.loads((person.store / "seal").read_text()))
        self.assertEqual(len(list((person.store / "tpm").iterdir())), 1)
        self.tell("seal and key are the TPM's")


class InASandbox(SandboxedLogin, TpmCase):
    COUNTED = (1, 1, 2)  # the TPM forgets by time alone

    def prepare(self):
        super().prepare()
        self.tpm.allow_wrong_passwords(TRIES, 3600)

    def count_wrong(self):
        self.assertFalse((self.person.store / "pin-attempts.json").exists())
        return self.tpm.wrong_passwords()


if __name__ == "__main__":
    case.main()
