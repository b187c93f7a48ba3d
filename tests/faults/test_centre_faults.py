# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Whatever the centre does wrong, the user is told what happened and what to do, and neither the
one-time password nor the certificate is lost.
"""

import base64
import concurrent.futures
import ssl
import subprocess
import sys
import threading
import time
import unittest

from centre_fault_table import FAULTS, SENDING
from enrolment import EXIT, NICKNAME, OTP, User, make_centre

from harness.client_key import openssl

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)

# What other centres do, and what is stored all the same.
HARMLESS = {"content-type", "leaf-in-chain", "chain-twice", "unneeded-certificates", "ed25519-ca",
            "ed448-ca", "rsa-pss-ca", "rollover", "tls-1.2"}
ADVICE = {
    ("new", 10): ("run 'valux-enroll resume' later",
                  "後ほど 'valux-enroll resume' を実行してください"),
    ("renew", 10): ("run 'valux-enroll resume' later",
                    "後ほど 'valux-enroll resume' を実行してください"),
    ("new", 9): ("The key is kept",
                 "鍵は保存されています"),
    ("renew", 9): ("The key is kept",
                   "鍵は保存されています"),
    ("new", None): ("The one-time password has not been used.",
                    "ワンタイムパスワードは使用されていません。"),
    ("renew", None): ("The certificate is as it was.",
                      "証明書に変更はありません。"),
}


def fault_names():
    """The faults as the centre's help lists them."""
    text = subprocess.run([CENTRE, "--help"], check=True, stdout=subprocess.PIPE).stdout.decode()
    lines = text.split("Faults:\n")[1].split("\n\n")[0].splitlines()
    return {line.split()[0] for line in lines}


class CentreFaults(unittest.TestCase):
    """Each fault with each command in each language; most of the time is waiting."""

    def run_case(self, name, command, language):
        with make_centre(CENTRE) as centre, User(ENROLL, centre) as user:
            if command == "renew":
                self.assertEqual(user.new().status, 0)
            user.language = language
            self.strike(name, user, command)
            user.language = None
            self.recover(name, user, command)
            user.assert_whole(2 if command == "renew" else 1)

    def strike(self, name, user, command):
        fault = FAULTS[name]
        if name == "refused":
            user.centre.stop()
        else:
            user.centre.arm(name)
        result = getattr(user, command)()
        if name == "refused":
            user.centre.start()
        user.centre.arm()
        advice = ADVICE[command, fault.status if fault.journals else None]
        language = "ja" if user.language == "ja" else "en"
        self.assertEqual(result.status, fault.status, result)
        self.assertEqual(result.out, "")
        self.assertTrue(fault.phrases[language])
        self.assertIn(fault.phrases[language], result.err)
        self.assertIn(advice[language == "ja"], result.err)
        self.assertEqual(user.journals(), fault.journals, result)
        known = len(user.centre.list()["requests"]) - (command == "renew")
        self.assertEqual(known, fault.arrived)
        keys = len(user.objects()["private keys"]) - (command == "renew")
        self.assertEqual(keys, len(fault.journals))

    def recover(self, name, user, command):
        fault = FAULTS[name]
        if fault.journals:
            result = user.resume()
            if fault.arrived or fault.late or command == "renew":
                self.assertEqual(result.status, 0, result)
                return
            self.assertEqual(result.status, EXIT["pending"], result)
            self.assertIn("The centre does not know the request yet.", result.err)
            self.assertIn("run 'valux-enroll new' later with the same IDs", result.err)
        result = getattr(user, command)()
        self.assertEqual(result.status, 0, result)

    def test_each_fault_of_the_centre_is_in_the_table(self):
        self.assertEqual(fault_names() | {"refused"}, set(FAULTS) | HARMLESS)

    def test_the_path_that_verifies_is_stored_whatever_comes_with_it(self):
        for name in sorted(HARMLESS):
            for profile in ("valux-json", "est"):
                for command in ("new", "renew"):
                    with self.subTest(fault=name, profile=profile, command=command), \
                            make_centre(CENTRE, "--validity", str(40 * 86400)) as centre, \
                            User(ENROLL, centre) as user:
                        user.profile = profile
                        if command == "renew":
                            self.assertEqual(user.new().status, 0)
                        centre.arm(name)
                        result = getattr(user, command)()
                        self.assertEqual((result.status, result.err), (0, ""))
                        user.assert_whole(2 if command == "renew" else 1)
                        self.verify(centre, user, user.catalogue()[-1])

    def verify(self, centre, user, entry):
        """The chain alone leads from the certificate to the centre's root, and has no more."""
        self.assertEqual(len(entry["chain"]), 1)
        names = []
        for name, certificate in (("leaf", entry["certificate"]), ("chain", entry["chain"][0])):
            names.append(user.path(name + ".pem"))
            with open(names[-1], "w", encoding="ascii") as file:
                file.write(ssl.DER_cert_to_PEM_cert(base64.b64decode(certificate)))
        openssl("verify", "-CAfile", centre.path("ca.pem"), "-untrusted", names[1], names[0])

    def test_each_fault_is_told_and_nothing_is_lost(self):
        cases = [(name, command, language) for name in FAULTS for command in FAULTS[name].commands
                 for language in ("en", "ja")]
        cases.sort(key=lambda case: case[0] not in ("stall", "late"))
        with concurrent.futures.ThreadPoolExecutor(max_workers=8) as pool:
            runs = {case: pool.submit(self.run_case, *case) for case in cases}
            for case, run in runs.items():
                with self.subTest(fault=case[0], command=case[1], language=case[2]):
                    run.result()
                    print("told, and nothing lost:", *case, flush=True)


class SlowCentre(unittest.TestCase):
    """
    The centre has the request and is slow. Sending takes up to a minute in each, so all of them
    run at once.
    """

    def answered_while_waiting(self, centre, user):
        """The request is sent again before the centre has worked the first one off."""
        centre.arm("late:1@certificates")
        result = user.new(wait=120)
        self.assertEqual(result.status, 0, result)
        centre.arm()
        centre.request("GET", "/v1/profile")
        user.assert_whole()

    def worked_off_after_the_helper_gave_up(self, centre, user):
        """"Unknown" is not final while the request may be on its way."""
        centre.arm("late@certificates")
        result = user.new(wait=5)
        self.assertEqual(result.status, EXIT["pending"], result)
        self.assertEqual(user.journals(), SENDING)
        asked = user.resume()
        self.assertEqual(asked.status, EXIT["pending"], asked)
        self.assertIn("The centre does not know the request yet.", asked.err)
        self.assertEqual(user.journals(), SENDING)
        self.assertEqual(centre.list()["oneTimePasswordsUsed"], 0)
        centre.arm()
        result = user.resume()
        self.assertEqual(result.status, 0, result)
        user.assert_whole()

    def sent_again_by_new_while_the_first_is_held_back(self, centre, user,
                                                       fault="late:1@certificates"):
        """Both are worked off, and come to one certificate for one password."""
        centre.arm(fault)
        result = user.new(wait=5)
        self.assertEqual(result.status, EXIT["pending"], result)
        result = user.new(wait=5)
        self.assertEqual(result.status, 0, result)
        centre.arm()
        centre.request("GET", "/v1/profile")
        user.assert_whole()

    def sent_again_byte_for_byte_to_a_slow_centre_that_speaks_est(self, centre, user):
        user.profile = "est"
        self.sent_again_by_new_while_the_first_is_held_back(centre, user, "late:1@simpleenroll")

    def polled_no_longer_than_wait_says(self, centre, user):
        """A question without an answer ends after --wait, not after a limit of its own."""
        centre.arm("pending@certificates", "stall@fetch")
        begin = time.monotonic()
        result = user.new(wait=10)
        elapsed = time.monotonic() - begin
        self.assertEqual(result.status, EXIT["pending"], result)
        self.assertGreater(elapsed, 9)
        self.assertLess(elapsed, 40)
        centre.arm()
        self.assertEqual(user.resume().status, 0)
        user.assert_whole()

    def given_up_before_sending(self, centre, user):
        """The question for the profile, before the request is sent, may not take a minute."""
        centre.arm("stall@profile")
        command = user.command_new(wait=10)
        position = command.index("--key-type")
        del command[position:position + 2]
        begin = time.monotonic()
        result = user.run(command)
        self.assertLess(time.monotonic() - begin, 50)
        self.assertEqual(result.status, EXIT["network"], result)
        self.assertIn("The one-time password has not been used.", result.err)
        user.assert_untouched()

    def test_a_slow_centre_loses_nothing_and_is_not_waited_for_too_long(self):
        def run(case):
            with make_centre(CENTRE) as centre, User(ENROLL, centre) as user:
                case(centre, user)

        cases = (self.answered_while_waiting, self.worked_off_after_the_helper_gave_up,
                 self.sent_again_by_new_while_the_first_is_held_back,
                 self.sent_again_byte_for_byte_to_a_slow_centre_that_speaks_est,
                 self.polled_no_longer_than_wait_says, self.given_up_before_sending)
        with concurrent.futures.ThreadPoolExecutor(max_workers=len(cases)) as pool:
            for case, done in [(case, pool.submit(run, case)) for case in cases]:
                with self.subTest(case=case.__name__):
                    done.result()
                    print("slow centre:", case.__name__, flush=True)


class OneFault(unittest.TestCase):
    """Faults that strike once or in a row."""

    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE))
        self.user = self.enterContext(User(ENROLL, self.centre))

    def test_a_lost_request_is_sent_again_while_the_secrets_are_at_hand(self):
        for fault in ("drop-before:1", "error-500:1", "drop-after:1", "truncate:1", "pending:2",
                      "busy-503:1"):
            with self.subTest(fault=fault), make_centre(CENTRE) as centre, \
                    User(ENROLL, centre) as user:
                centre.arm(fault)
                result = user.new(wait=30)
                self.assertEqual(result.status, 0, result)
                user.assert_whole()

    def test_an_answer_lost_before_the_centre_vanishes_is_fetched_later(self):
        self.centre.arm("drop-after")
        vanish = threading.Thread(target=lambda: (self.centre.wait_for_log("certificates"),
                                                  self.centre.kill()))
        vanish.start()
        result = self.user.new(wait=30)
        vanish.join()
        self.assertEqual(result.status, EXIT["pending"], result)
        self.assertEqual(self.user.journals(), SENDING)
        self.assertEqual(self.user.resume().status, EXIT["pending"])
        self.assertEqual(self.user.journals(), SENDING)
        self.centre.start()
        self.centre.arm()
        self.assertEqual(self.user.resume().status, 0)
        self.user.assert_whole()

    def test_a_second_new_with_the_same_ids_takes_the_first_one_up(self):
        self.centre.arm("drop-after")
        self.assertEqual(self.user.new().status, EXIT["pending"])
        self.centre.arm()
        result = self.user.new(nickname="BANK02")
        self.assertEqual(result.status, 0, result)
        self.assertEqual([entry["nickname"] for entry in self.user.catalogue()], ["BANK02"])
        self.user.assert_whole()

    def test_a_nickname_of_an_unfinished_acquisition_is_taken(self):
        self.centre.arm("drop-after")
        self.assertEqual(self.user.new().status, EXIT["pending"])
        command = self.user.command_new()
        command[command.index("--certificate-id") + 1] = "Cert1003"
        result = self.user.run(command)
        self.assertEqual(result.status, EXIT["input"], result)
        self.assertIn(f"The nickname {NICKNAME} belongs to an acquisition that has not ended",
                      result.err)

    def test_a_wrong_one_time_password_after_a_lost_answer_costs_nothing(self):
        self.centre.arm("drop-before")
        self.assertEqual(self.user.new().status, EXIT["pending"])
        self.centre.arm()
        self.user.write("otp", "Wrong0000000")
        result = self.user.new()
        self.assertEqual(result.status, EXIT["pending"], result)
        self.assertIn("The one-time password is wrong", result.err)
        self.assertEqual(self.user.journals(), SENDING)
        self.user.write("otp", OTP)
        self.assertEqual(self.user.new().status, 0)
        self.user.assert_whole()

    def test_a_ca_file_that_is_missing_is_missed_before_anything_is_sent(self):
        for command in ("new", "renew"):
            for file in ("/nonexistent.pem", "/dev/null"):
                with self.subTest(command=command, file=file):
                    sent = self.centre.list()
                    result = getattr(self.user, command)("--issuer-ca-file", file)
                    self.assertEqual(result.status, EXIT["configuration"], result)
                    self.assertIn(f"The CA file {file} can't be read", result.err)
                    self.assertEqual(self.centre.list(), sent)
                    self.assertEqual(self.user.journals(), [])
            if command == "new":
                self.assertEqual(self.user.new().status, 0)
        self.user.assert_whole()

    def test_what_the_centre_refuses_leaves_nothing_behind(self):
        self.centre.add_letter("Old123Old456", certificate="Cert1009",
                               expires="2001-01-01T00:00:00Z")
        for change, phrase in (({"otp": "Wrong0000000"}, "The one-time password is wrong"),
                               ({"passphrase": "WRONGPASS"}, "The passphrase is wrong")):
            for name, text in change.items():
                self.user.write(name, text)
            result = self.user.new()
            self.assertEqual(result.status, EXIT["centre"], result)
            self.assertIn(phrase, result.err)
            self.user.assert_untouched()
            self.user.write("otp", OTP)
            self.user.write("passphrase", "PASSPHRASE")
        self.assertEqual(self.user.new().status, 0)
        self.user.assert_whole()

    def test_whoever_does_not_want_to_wait_resumes_later(self):
        self.centre.arm("pending")
        result = self.user.new(wait=0)
        self.assertEqual(result.status, EXIT["pending"], result)
        self.centre.arm()
        self.assertEqual(self.user.resume().status, 0)
        self.user.assert_whole()

    def test_abandoning_removes_journal_and_key(self):
        self.centre.arm("drop-before")
        self.user.new()
        listed = self.user.run([ENROLL, "resume", "--list"])
        result = self.user.resume("--abandon", listed.out.split()[0])
        self.assertEqual(result.status, 0, result)
        self.user.assert_untouched()


if __name__ == "__main__":
    unittest.main(verbosity=2)
