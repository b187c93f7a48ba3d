# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A program in a sandbox that logs in on a published copy of the module, for tests of keys under a
PIN. The sandbox is bubblewrap's: it sees /usr and what is published, and no environment."""

import pathlib
import subprocess

from harness import agent, process
from pin_case import OTHER_PIN, PIN, Program
from signer_world import CKR_OK

APPLICATION = ".var/app/org.mozilla.firefox"
SANDBOX = ["bwrap", "--unshare-all", "--die-with-parent", "--clearenv", "--ro-bind", "/usr", "/usr",
           "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--proc", "/proc",
           "--dev", "/dev", "--tmpfs", "/tmp"]


class SandboxedLogin:
    """Cases that are the same for each custody with a PIN. `protect` sets the PIN, `count_wrong`
    says how many wrong ones are counted, and COUNTED how many are to be after a wrong one, the
    right one and another wrong one."""

    def setUp(self):
        super().setUp()
        self.home.write(f"{APPLICATION}/config/mozilla/firefox/profiles.ini",
                        "[Profile0]\nName=p\nPath=p\n")
        self.home.make_directory(f"{APPLICATION}/config/mozilla/firefox/p")
        self.person.register()
        self.published = self.home.directory / APPLICATION / "valux-pkcs11"
        self.runtime = pathlib.Path(self.home.environment["XDG_RUNTIME_DIR"])
        self.runtime.mkdir(mode=0o700, exist_ok=True)
        (self.runtime / "valux").mkdir(mode=0o700, exist_ok=True)
        self.served_by = None
        self.start_agent()
        self.addCleanup(lambda: self.served_by.stop())

    def start_agent(self):
        """The agent ends when the store is locked, and systemd would start it again."""
        if self.served_by is not None:
            self.served_by.stop()
        self.served_by = agent.Agent(self.person, self.published, self.runtime)

    def tool(self, *words, status=0):
        """Runs OpenSC's program in the sandbox; returns what it prints."""
        told = subprocess.run(
            [*SANDBOX, "--bind", self.published, self.published, "pkcs11-tool", "--module",
             self.published / "libvalux-pkcs11.so", *words], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            timeout=process.DEADLINE)
        text = told.stdout.decode(errors="replace")
        self.assertEqual(told.returncode, status, text)
        return text

    def log_in(self, pin, status=0):
        return self.tool("--login", "--pin", pin, "-O", status=status)

    def test_a_program_in_a_sandbox_is_answered_by_the_same_check(self):
        self.assertIn("Private Key Object", self.log_in("anything that the program sends"))
        self.protect()
        self.start_agent()
        self.assertIn("CKR_PIN_INCORRECT", self.log_in(OTHER_PIN, status=1))
        wrong, right, wrong_again = self.COUNTED
        self.assertEqual(self.count_wrong(), wrong)
        self.assertIs(self.custody()["locked"], True)
        self.assertNotIn("Private Key Object", self.tool("-O"))
        self.assertIn("Private Key Object", self.log_in(PIN))
        self.assertIs(self.custody()["locked"], False)
        self.assertEqual(self.count_wrong(), right)
        self.sign_in_sandbox()
        self.assertEqual(Program(self.person).sign("BANK01"), CKR_OK, "and outside of it")
        self.assertIn("CKR_PIN_INCORRECT", self.log_in(OTHER_PIN, status=1))
        self.assertEqual(self.count_wrong(), wrong_again, "also while the keys are unlocked")
        self.assertIs(self.custody()["locked"], False)
        self.person.enroll("lock")
        self.start_agent()
        self.assertIn("Private Key Object", self.log_in(PIN), "again")
        self.tell("wrong: CKR_PIN_INCORRECT, counted, unlocked or not; right: the keys are there")

    def sign_in_sandbox(self):
        digest = self.published / "digest"
        digest.write_bytes(bytes(32))
        self.tool("--login", "--pin", PIN, "--sign", "--mechanism", "ECDSA", "--input-file", digest,
                  "--output-file", "/tmp/signature")
        digest.unlink()
