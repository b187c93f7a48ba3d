# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
A standard centre, by EST (RFC 7030): acquisition and renewal, and nothing lost, although EST can't
be asked what became of a request.
"""

import base64
import json
import os
import sys
import unittest

from basic_centre import BasicCentre, as_der
from enrolment import EXIT, OTP, PASSPHRASE, User, make_centre
from interruption import KILL, Scene, assert_killed, at_each, inject

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
SENDINGS = 3  # of a request whose answers are lost
FORTY_DAYS = ("--validity", str(40 * 86400))


class Est(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE, *FORTY_DAYS))
        self.user = self.enterContext(User(ENROLL, self.centre))
        self.user.profile = "est"

    def assert_status(self, result, status):
        self.assertEqual(result.status, EXIT[status], result)

    def listed(self):
        result = self.user.run([ENROLL, "list", "--json"])
        return json.loads(result.out)["certificates"]

    def test_a_certificate_is_acquired_and_its_service_ends_21_days_before_expiry(self):
        self.assert_status(self.user.new(), "done")
        self.user.assert_whole()
        entry = self.listed()[0]
        self.assertEqual(entry["status"], "expiring")
        self.assertEqual(len(self.user.catalogue()[0]["chain"]), 1)
        self.assertNotIn("servicePeriod", self.user.catalogue()[0])

    def test_a_certificate_is_renewed_over_the_old_one(self):
        self.assert_status(self.user.new(), "done")
        self.assert_status(self.user.renew(), "done")
        self.user.assert_whole(2)

    def test_a_server_that_knows_only_basic_authentication_is_served(self):
        with BasicCentre(self.centre) as other:
            command = self.user.command_new()
            command[command.index("--address") + 1] = f"https://127.0.0.1:{other.port}"
            self.assert_status(self.user.run(command), "done")
            self.assertEqual(len(other.requests), 1)
        self.user.assert_whole()

    def test_an_answer_in_der_instead_of_base64_is_read(self):
        with BasicCentre(self.centre) as other:
            other.change = as_der
            command = self.user.command_new()
            command[command.index("--address") + 1] = f"https://127.0.0.1:{other.port}"
            self.assert_status(self.user.run(command), "done")
        self.user.assert_whole()

    def test_the_centre_s_wish_decides_the_kind_of_key(self):
        for kinds, words in (("ec-p384,rsa-2048", "secp384r1"), ("rsa-3072,ec-p256", "3072 bit")):
            with make_centre(CENTRE, "--key-types", kinds) as centre, \
                    User(ENROLL, centre) as user:
                user.profile = "est"
                command = user.command_new()
                position = command.index("--key-type")
                del command[position:position + 2]
                self.assert_status(user.run(command), "done")
                text = user.run(["openssl", "x509", "-noout", "-text", "-inform", "DER", "-in",
                                 self.write_certificate(user)]).out
                self.assertIn(words, text)

    def write_certificate(self, user):
        with open(user.path("certificate"), "wb") as file:
            file.write(base64.b64decode(user.catalogue()[0]["certificate"]))
        return user.path("certificate")

    def test_202_is_asked_again_with_the_same_request(self):
        self.centre.arm("pending:2")
        self.assert_status(self.user.new(wait=30), "done")
        self.user.assert_whole()

    def test_a_centre_that_asks_to_come_back_in_an_hour_is_not_waited_for(self):
        def change(status, headers, body):
            if headers.get("Content-Type", "").startswith("application/pkcs7-mime") and enrolled():
                return 202, {"Retry-After": "3600"}, b""
            return status, headers, body

        with BasicCentre(self.centre) as other:
            def enrolled():
                return other.requests

            other.change = change
            command = self.user.command_new(wait=3000)
            command[command.index("--address") + 1] = f"https://127.0.0.1:{other.port}"
            result = self.user.run(command)
            self.assert_status(result, "pending")
            self.assertIn("asks to come back in 60 minutes", result.err)
            self.assertEqual(len(other.requests), 1)
        self.assert_status(self.user.new(), "done")
        self.user.assert_whole()

    def test_a_request_whose_answers_are_lost_is_sent_again_by_new_byte_for_byte(self):
        for fault in ("drop-after", "drop-before", "pending", "truncate", "error-500"):
            with self.subTest(fault=fault), make_centre(CENTRE, *FORTY_DAYS) as centre, \
                    User(ENROLL, centre) as user:
                user.profile = "est"
                centre.arm(fault)
                result = user.new()
                self.assert_status(result, "pending")
                self.assertIn("run 'valux-enroll new' later with the same IDs", result.err)
                self.assertEqual(user.journals(), ["sending"])
                centre.arm()
                resumed = user.resume()
                self.assert_status(resumed, "pending")
                self.assertIn("can't tell what became of the request", resumed.err)
                self.assert_status(user.new(), "done")
                user.assert_whole()

    def test_a_renewal_whose_answers_are_lost_is_sent_again_by_resume(self):
        self.assert_status(self.user.new(), "done")
        for fault in ("drop-after", "drop-before"):
            with self.subTest(fault=fault):
                self.centre.arm(fault)
                self.assert_status(self.user.renew(), "pending")
                self.centre.arm()
                self.assert_status(self.user.resume(), "done")
                certificates = 2 if fault == "drop-after" else 3
                self.user.assert_whole(certificates)

    def test_a_request_that_is_lost_on_a_kept_connection_is_not_repeated_by_libcurl(self):
        """By itself libcurl sends it once more, on another connection."""
        self.assert_status(self.user.new(), "done")
        with BasicCentre(self.centre) as other:
            other.drops = True
            command = self.user.command_renew(wait=30)
            command[command.index("--address") + 1] = f"https://127.0.0.1:{other.port}"
            self.assert_status(self.user.run(command), "pending")
            self.assertEqual(other.dropped, SENDINGS)
        self.assert_status(self.user.resume(), "done")
        self.user.assert_whole(2)

    def test_a_certificate_with_a_weak_signature_is_taken_where_the_configuration_says(self):
        self.centre.arm("md5-signed")
        self.assert_status(self.user.new(), "answer")
        self.user.configure(securityLevel="0")
        self.assert_status(self.user.resume(), "done")
        self.user.assert_whole()

    def test_no_secret_is_in_the_journal(self):
        self.user.configure(passphraseInRequest="true")
        self.centre.arm("drop-before")
        self.assert_status(self.user.new(), "pending")
        pending = os.path.join(self.user.store, "pending")
        with open(os.path.join(pending, os.listdir(pending)[0]), "rb") as file:
            journal = file.read()
        document = json.loads(journal)
        texts = [journal] + [base64.b64decode(document[name])
                             for name in ("request", "sealedRequest")]
        for text in texts:
            self.assertNotIn(PASSPHRASE.encode(), text)
            self.assertNotIn(OTP.encode(), text)
        self.assertGreater(len(texts[2]), len(texts[1]))

    def test_other_secrets_make_another_request_for_the_same_key(self):
        self.user.configure(passphraseInRequest="true")
        self.centre.arm("drop-before")
        self.user.write("passphrase", "WRONGPASS")
        self.assert_status(self.user.new(), "pending")
        self.centre.arm()
        result = self.user.new()
        self.assert_status(result, "pending")
        self.assertIn("The passphrase is wrong", result.err)
        self.user.write("passphrase", PASSPHRASE)
        self.assert_status(self.user.new(), "done")
        self.user.assert_whole()

    def test_a_mistyped_secret_between_does_not_lose_the_request_that_was_answered(self):
        # ECDSA signs the same request anew with other bytes, and the centre knows it by its bytes.
        for name, wrong in (("otp", "Wrong0000000"), ("passphrase", "WRONGPASS")):
            with self.subTest(mistyped=name), make_centre(CENTRE, *FORTY_DAYS) as centre, \
                    User(ENROLL, centre) as user:
                user.profile = "est"
                user.configure(passphraseInRequest="true")
                command = user.command_new()
                centre.arm("drop-after")
                self.assert_status(user.run(command), "pending")
                centre.arm()
                user.write(name, wrong)
                self.assert_status(user.run(command), "pending")
                user.write(name, OTP if name == "otp" else PASSPHRASE)
                self.assert_status(user.run(command), "done")
                user.assert_whole()

    def test_what_the_centre_refuses_leaves_nothing_behind(self):
        self.user.write("otp", "Wrong0000000")
        result = self.user.new()
        self.assert_status(result, "centre")
        self.assertIn("The one-time password is wrong", result.err)
        self.user.assert_untouched()
        self.user.write("otp", OTP)
        self.assert_status(self.user.new(), "done")
        self.user.assert_whole()

    def test_a_refusal_without_a_problem_document_is_told_as_well(self):
        with BasicCentre(self.centre) as other:
            other.change = lambda status, headers, body: (status, {}, b"") \
                if status == 401 else (status, headers, body)
            self.user.write("otp", "Wrong0000000")
            command = self.user.command_new()
            command[command.index("--address") + 1] = f"https://127.0.0.1:{other.port}"
            result = self.user.run(command)
        self.assert_status(result, "centre")
        self.assertIn("does not accept the company ID, the certificate ID and the one-time "
                      "password", result.err)
        self.user.assert_untouched()

    def test_answers_that_can_t_be_used_keep_the_key(self):
        for fault, phrase in (("wrong-key", "None of the certificates in the centre's answer is "
                               "for the key"), ("wrong-chain", "does not verify"),
                              ("already-expired", "has expired already"),
                              ("bad-json", "not a list of certificates")):
            with self.subTest(fault=fault), make_centre(CENTRE, *FORTY_DAYS) as centre, \
                    User(ENROLL, centre) as user:
                user.profile = "est"
                centre.arm(fault)
                result = user.new()
                self.assert_status(result, "answer")
                self.assertIn(phrase, result.err)
                self.assertEqual(user.journals(), ["answered"])
                self.assert_status(user.resume(), "answer")
                centre.arm()
                self.assert_status(user.new(), "done")
                user.assert_whole()

    def test_a_centre_without_ca_certificates_is_told_before_anything_is_sent(self):
        self.centre.arm("error-500@cacerts")
        result = self.user.new()
        self.assert_status(result, "answer")
        self.assertIn("The one-time password has not been used.", result.err)
        self.user.assert_untouched()

    def test_that_est_tells_no_state_is_said(self):
        self.assert_status(self.user.new(), "done")
        for member, value in (("profile", "est"), ("caFile", self.centre.path("ca.pem")),
                              ("address", f"https://127.0.0.1:{self.centre.port}")):
            self.assert_status(self.user.run([ENROLL, "config", "centre." + member, value]),
                               "done")
        result = self.user.run([ENROLL, "status", "--sync"])
        self.assertIn("EST, does not tell a certificate's state", result.err)

    def test_killed_at_a_choice_of_calls_it_ends_with_one_certificate(self):
        names = ("sendto", "recvfrom", "renameat", "fsync", "connect")
        for command in ("new", "renew"):
            scene = Scene(ENROLL, CENTRE, command, "est")
            try:
                points = [call for call in scene.calls() if call[0] in names]
            finally:
                scene.close()

            def run(case, user, point):
                result = user.run(case.command_of(user), inject(*point[:2], KILL))
                assert_killed(result, point[0])

            points = points[::4]
            failures = at_each(ENROLL, CENTRE, command, points, run, "est")
            print(f"EST, {command}: killed at {len(points)} calls", flush=True)
            self.assertEqual(failures, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
