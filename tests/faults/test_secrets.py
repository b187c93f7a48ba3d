#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""One-time password and passphrase: who can read them, how long they stay, where they come to."""

import base64
import errno
import os
import pathlib
import resource
import shutil
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import process_memory
from harness import case, product, sandbox_centre, workplace
from harness.process import wait_until
from held_centre import HeldCentre
from terminal import Terminal

USER = "nobody"
SECONDS = 30
REFUSED = {"ptrace": errno.EPERM, "mem": errno.EACCES, "environ": errno.EACCES,
           "maps": errno.EACCES, "fd/3": errno.EACCES}


class Secrets(unittest.TestCase):
    """An ordinary user acquires a certificate; the test looks as root or as that user."""

    def setUp(self):
        if os.geteuid() != 0:
            self.fail("these tests look into processes of another user: run them as root")
        self.place = self.enterContext(workplace.Workplace())
        self.centre = sandbox_centre.start_in(self.place, case.ProgramCase.programs.centre,
                                              "--key-types", "ec-p256")
        programs = case.ProgramCase.programs.copy_to(self.place.own_directory("programs"))
        self.person = product.Person(programs, self.place.home("person", USER), self.centre)
        self.home = self.person.home
        self.letter = self.centre.send_letter()
        self.texts = {"one-time password": self.letter.one_time_password.encode(),
                      "passphrase": self.letter.passphrase.encode()}

    def fields(self):
        """The options for all fields but the secrets."""
        return ["new", "--company-id", self.letter.company_id, "--certificate-id",
                self.letter.certificate_id, "--nickname", "BANK01"]

    def command(self, *options):
        """The command line for an acquisition."""
        one_time_password = self.home.write("one-time-password", self.letter.one_time_password)
        passphrase = self.home.write("passphrase", self.letter.passphrase)
        return [self.person.product.enroll, *self.fields(), "--otp-file", one_time_password,
                "--passphrase-file", passphrase, *options]

    def start(self, *options, **arguments):
        """The helper, the process itself."""
        return self.home.start(self.command("--no-register", *options), **arguments)

    def wait_for_sending(self):
        """Waits until the helper's journal says that the request may have been sent."""
        pending = self.person.store / "pending"

        def is_sending():
            return any('"sending"' in file.read_text() for file in pending.glob("*.json"))

        wait_until(lambda: pending.exists() and is_sending(), "the request is being sent")

    def release(self):
        """The centre answers what it has held back."""
        self.centre.arm()
        self.centre.request("GET", "/v1/profile")


class Access(Secrets):
    def assert_refused(self, pid):
        helper, ordinary = process_memory.intrude_as(self.home.user.pw_uid, pid)
        self.assertEqual(helper, REFUSED)
        self.assertEqual((ordinary["ptrace"], ordinary["mem"]), (0, 0), "possible elsewhere")
        self.assertEqual(os.stat(f"/proc/{pid}/mem").st_uid, 0, "not dumpable: no core")
        with open(f"/proc/{pid}/limits", encoding="ascii") as limits:
            self.assertRegex(limits.read(), r"Max core file size +0 +0 ")

    def test_the_same_user_can_t_read_or_trace_the_helper_at_its_question(self):
        terminal = Terminal(self.home, self.person.product.enroll, "en", *self.fields())
        terminal.wait_for("one-time password (")
        self.assert_refused(terminal.pid)
        terminal.type(self.letter.one_time_password, without_echo=True)
        terminal.wait_for("passphrase (")
        self.assert_refused(terminal.pid)
        self.assertEqual(process_memory.find_texts(terminal.pid, self.texts),
                         {"one-time password"}, "the search finds what is there")
        os.kill(terminal.pid, signal.SIGTERM)
        self.assertEqual(terminal.end(), -signal.SIGTERM)

    def test_the_same_user_can_t_read_or_trace_the_helper_that_waits_for_the_centre(self):
        self.centre.arm("late@certificates")
        helper = self.start()
        self.wait_for_sending()
        self.assert_refused(helper.pid)
        self.release()
        helper.wait_for_line("BANK01 has been acquired")


class Memory(Secrets):
    """The helper has sent its request and waits for a slow centre."""

    def assert_forgotten(self, pid, texts):
        self.wait_for_sending()
        wait_until(lambda: not process_memory.find_texts(pid, texts),
                   "the secrets are in the process's memory no more", SECONDS)

    def test_no_secret_is_in_memory_after_it_was_sent(self):
        self.centre.arm("late@certificates")
        helper = self.start()
        self.assert_forgotten(helper.pid, self.texts)
        self.release()
        helper.wait_for_line("BANK01 has been acquired")

    def est_texts(self):
        """The secrets as EST has them: in HTTP's Basic authentication, and in the request."""
        user = f"{self.letter.company_id}/{self.letter.certificate_id}"
        login = f"{user}:{self.letter.one_time_password}".encode()
        # The passphrase in base64, whatever its place among the three bytes of a group.
        passphrase = self.letter.passphrase.encode()
        encoded = {f"passphrase at {i}": base64.b64encode(b"x" * i + passphrase)[4 * (i > 0):-4]
                   for i in range(3)}
        return {**self.texts, "login": base64.b64encode(login), **encoded}

    def assert_forgotten_by_est(self, scheme, drops=0):
        """The centre holds the request with the password back, after it has lost some.

        The passphrase is in the request.
        """
        self.person.enroll("config", "centre.passphraseInRequest", "true")
        with HeldCentre(self.centre, scheme, drops) as held:
            helper = self.start("--profile", "est", "--address", held.address)
            wait_until(lambda: held.held > drops, "the centre has the request with the password")
            self.assert_forgotten(helper.pid, self.est_texts())
            held.open()
            helper.wait_for_line("BANK01 has been acquired")

    def test_no_secret_is_in_memory_after_it_was_sent_by_est(self):
        for scheme in ("Basic", "Digest"):
            with self.subTest(scheme=scheme):
                self.setUp()
                self.assert_forgotten_by_est(scheme)

    def test_secrets_that_are_sent_again_are_forgotten_again(self):
        self.centre.arm("drop-before:1@certificates", "late@certificates")
        helper = self.start()
        self.centre.wait_for_log("held back")
        self.assert_forgotten(helper.pid, self.texts)
        self.release()
        helper.wait_for_line("BANK01 has been acquired")

    def test_secrets_that_are_sent_again_by_est_are_forgotten_again(self):
        for scheme in ("Basic", "Digest"):
            with self.subTest(scheme=scheme):
                self.setUp()
                self.assert_forgotten_by_est(scheme, drops=2)

    def test_a_challenge_that_comes_after_the_secrets_are_forgotten_costs_no_wrong_try(self):
        with HeldCentre(self.centre, "Digest", stale=True) as held:
            helper = self.start("--profile", "est", "--address", held.address)
            wait_until(lambda: held.held == 1, "the centre has the request with the password")
            self.assert_forgotten(helper.pid, self.est_texts())
            held.open()
            helper.wait_for_line("BANK01 has been acquired")
            self.assertEqual(held.held, 2, "sent again, once")
        log = self.centre.path("log").read_text(encoding="ascii")
        # Without a password: twice by the helper, once for a new challenge. None with a wrong one.
        self.assertEqual(log.count("simpleenroll 401"), 3, log)
        self.assertEqual(self.centre.list()["oneTimePasswordsUsed"], 1)

    def test_where_no_memory_may_be_locked_the_helper_works(self):
        limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, limit[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_MEMLOCK, limit)
        self.start().wait_for_line("BANK01 has been acquired")


class OtherPlaces(Secrets):
    def test_a_module_of_somebody_else_finds_no_secret(self):
        module = self.place.directory / "foreign_module.so"
        shutil.copy(os.environ["VALUX_TEST_FOREIGN_MODULE"], module)
        database = self.home.make_directory(".pki", ".pki/nssdb")
        self.home.run(["certutil", "-N", "-d", f"sql:{database}", "--empty-password"])
        with open(database / "pkcs11.txt", "a", encoding="ascii") as file:
            file.write(f"\nlibrary={module}\nname=Foreign\n\n")
        self.home.write("foreign-wanted", "".join(
            bytes(byte ^ 0xff for byte in text).hex() + "\n" for text in self.texts.values()))
        told = self.home.run([str(word) for word in self.command()])
        self.assertNotIn("the foreign module speaks", told, "what it writes is not ours")
        with open(self.home.directory / "foreign-found", encoding="ascii") as file:
            lines = file.read().splitlines()
        self.assertTrue(lines, "the module was loaded")
        self.assertEqual(set(lines), {f"0 {errno.EACCES}"})
        self.assertIn("name=VALUX", (database / "pkcs11.txt").read_text())

    def test_the_keys_of_a_connection_are_written_nowhere(self):
        log = self.home.directory / "keys"
        self.home.run([str(word) for word in self.command("--no-register")],
                      {"SSLKEYLOGFILE": str(log)})
        self.assertFalse(log.exists())


if __name__ == "__main__":
    case.main()
