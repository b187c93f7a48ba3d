#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Keys in a TPM: they sign by it and nowhere else, and what goes wrong with it is said in words."""

import json
import os
import subprocess
import unittest

from signer_world import BOUND, CKR_DEVICE_ERROR, CKR_OK, SignerCase, wait_until
from harness.software_tpm import SoftwareTpm

ENROLL = os.environ["VALUX_TEST_ENROLL"]
LOAD, SIGN = 0x157, 0x15D
LOCKOUT, RETRY = 0x921, 0x922


class TpmCase(SignerCase):
    def setUp(self):
        self.tpm = SoftwareTpm()
        self.addCleanup(lambda: self.tpm.close())
        super().setUp()

    def key_options(self):
        return []

    def make_store(self, *options):
        return super().make_store("--tpm", self.tpm.name, *options)

    def doctor(self):
        """The messages of what doctor finds wrong with the keys."""
        home = os.path.dirname(self.store)
        configuration = os.path.join(home, ".config/valux")
        os.makedirs(configuration, exist_ok=True)
        with open(os.path.join(configuration, "valux.json"), "w", encoding="ascii") as file:
            json.dump({"tpm": {"tcti": self.tpm.name}, "exposure": "usable"}, file)
        found = subprocess.run([ENROLL, "doctor", "--json"], capture_output=True, text=True,
                               check=False, env={"HOME": home, "VALUX_HOME": self.store,
                                                 "PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
        findings = json.loads(found.stdout)["findings"]
        return [finding["message"] for finding in findings
                if finding["step"] == "keys" and finding["verdict"] == "wrong"]

    def assert_named(self, words):
        messages = self.doctor()
        self.assertTrue(any(words in message for message in messages), messages)
        self.say(messages[-1])

    def assert_does_not_sign(self, program):
        self.assertEqual(program.sign("tester1")[0], CKR_DEVICE_ERROR)


class TpmKeys(TpmCase):
    def test_both_kinds_of_key_sign(self):
        program = self.open_program()
        self.assert_signs(program)
        rv, _, signature = program.sign("tester2")
        self.assertEqual((rv, len(signature)), (CKR_OK, 64))
        self.assert_signs(program)
        self.assertEqual(self.doctor(), [])
        self.assertGreaterEqual(self.tpm.commands[SIGN], 1, "the TPM has signed")

    def test_the_signer_alone_gives_libraries_the_context_of_libcrypto_that_is_there(self):
        for program, gives in ((ENROLL, False), (os.environ["VALUX_TEST_SIGNER"], True)):
            defined = subprocess.run(["nm", "--dynamic", "--defined-only", program], text=True,
                                     capture_output=True, check=True).stdout
            self.assertEqual(" T OSSL_LIB_CTX_new\n" in defined, gives,
                             "without it a signature takes 2 ms more of processor time" if gives
                             else "the modules that this program loads would call it")

    def test_a_copied_store_does_not_sign_by_another_tpm(self):
        program = self.open_program()
        self.assert_signs(program)
        self.tpm.close()
        self.tpm = SoftwareTpm()
        self.make_store()
        self.assert_does_not_sign(self.open_program())
        self.assert_named("does not open this key")

    def test_a_cleared_tpm_is_named(self):
        self.assert_signs(self.open_program())
        self.tpm.clear()
        self.assert_does_not_sign(self.open_program())
        self.assert_named("was cleared or replaced")

    def test_a_locked_tpm_is_named(self):
        self.tpm.answer(LOAD, [LOCKOUT])
        self.assert_named("is locked: it was given too many wrong passwords")
        self.assertEqual(self.doctor(), [], "it is not locked any more")

    def test_a_busy_tpm_is_asked_again(self):
        program = self.open_program()
        self.tpm.answer(SIGN, [RETRY] * 3)
        self.assertEqual(program.sign("tester2")[0], CKR_OK)
        self.assertEqual(self.tpm.answers[SIGN], [], "it was busy three times")

    def test_a_tpm_that_goes_away_is_a_device_error_until_it_is_there_again(self):
        program = self.open_program()
        self.assert_signs(program)
        self.tpm.kill()
        self.assert_does_not_sign(program)
        self.assert_named("The connection to the TPM")
        self.tpm.restart()
        wait_until(lambda: program.sign("tester1")[0] == CKR_OK, "it does not sign again", BOUND)
        self.assert_signs(program)


if __name__ == "__main__":
    unittest.main(verbosity=2)
