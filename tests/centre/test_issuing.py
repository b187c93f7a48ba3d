# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The sandbox centre's honest side: valux-json, its persistence and the operator's commands."""

import base64
import datetime
import os
import pathlib
import ssl
import subprocess
import sys
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness.client_key import Key, describe, public_key, serial
from harness.sandbox_centre import CERTIFICATE, COMPANY, Centre

PROGRAM = sys.argv.pop(1)


class Issuing(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(Centre(PROGRAM))
        self.centre.add_letter("Abc123Def456")
        self.key = Key(self.centre.temporary.name, "first")

    def test_a_certificate_is_issued_for_a_one_time_password(self):
        answer = self.centre.acquire(self.key, "Abc123Def456")
        document = answer.json()
        self.assertEqual(answer.status, 201)
        self.assertEqual((document["companyId"], document["certificateId"]),
                         (COMPANY, CERTIFICATE))
        text = describe(document["certificate"])
        self.assertIn(f"CN={CERTIFICATE},O={COMPANY}", text)
        self.assertIn("TLS Web Client Authentication", text)
        self.key.take(answer)
        status = self.centre.request("GET", "/v1/status", client=self.key)
        self.assertEqual(status.json(), {"state": "active",
                                         "servicePeriod": document["servicePeriod"]})

    def test_the_default_service_period_ends_21_days_before_expiry_after_387_days(self):
        document = self.centre.acquire(self.key, "Abc123Def456").json()
        text = describe(document["certificate"])
        begin = ssl.cert_time_to_seconds(text.split("Not Before: ")[1].split("\n")[0])
        expiry = ssl.cert_time_to_seconds(text.split("Not After : ")[1].split("\n")[0])
        self.assertEqual(expiry - begin, 387 * 86400)
        end = self.centre.list()["requests"][0]["serviceTo"]
        self.assertEqual(document["servicePeriod"]["to"], end)
        self.assertEqual(seconds(end), expiry - 21 * 86400)
        self.assertEqual(seconds(document["servicePeriod"]["from"]), begin)

    def test_an_rsa_key_gets_key_encipherment_for_mail(self):
        key = Key(self.centre.temporary.name, "rsa", "rsa-2048")
        text = describe(self.centre.acquire(key, "Abc123Def456").json()["certificate"])
        self.assertIn("Key Encipherment", text)
        self.assertIn("E-mail Protection", text)

    def test_the_same_request_again_and_its_fetch_get_the_same_answer(self):
        request_id = str(uuid.uuid4())
        path = "/v1/certificates/" + request_id
        self.assertEqual(self.centre.request("GET", path).status, 404)
        first = self.centre.acquire(self.key, "Abc123Def456", request_id)
        again = self.centre.acquire(self.key, "Abc123Def456", request_id)
        fetched = self.centre.request("GET", path)
        self.assertEqual([first.status, again.status, fetched.status], [201] * 3)
        self.assertEqual(first.body, again.body)
        self.assertEqual(first.body, fetched.body)
        self.assertEqual(len(self.centre.list()["requests"]), 1)

    def test_a_used_password_is_refused_to_another_request(self):
        request_id = str(uuid.uuid4())
        self.assertEqual(self.centre.acquire(self.key, "Abc123Def456", request_id).status, 201)
        self.assertEqual(self.centre.acquire(self.key, "Abc123Def456").code(), "otp_used")
        other = Key(self.centre.temporary.name, "other")
        answer = self.centre.acquire(other, "Abc123Def456", request_id)
        self.assertEqual((answer.status, answer.code()), (400, None))
        listed = self.centre.list()
        self.assertEqual((len(listed["requests"]), listed["oneTimePasswordsUsed"]), (1, 1))

    def test_five_wrong_tries_lock_the_ids_and_the_right_password_with_them(self):
        for number in range(5):
            answer = self.centre.acquire(self.key, f"Wrong000000{number}")
            self.assertEqual(answer.code(), "otp_invalid")
        answer = self.centre.acquire(self.key, "Abc123Def456")
        self.assertEqual((answer.status, answer.code()), (423, "locked"))
        self.assertEqual(self.centre.list()["requests"], [])

    def test_a_right_try_forgets_the_wrong_ones_before(self):
        for number in range(4):
            self.centre.acquire(self.key, f"Wrong000000{number}")
        self.assertEqual(self.centre.acquire(self.key, "Abc123Def456").status, 201)
        self.assertEqual(self.centre.list()["failures"][0]["count"], 0)

    def test_a_wrong_passphrase_counts_as_a_wrong_try(self):
        answer = self.centre.acquire(self.key, "Abc123Def456", passphrase="WRONGPHRASE")
        self.assertEqual(answer.code(), "passphrase_invalid")
        self.assertEqual(self.centre.list()["failures"][0]["count"], 1)

    def test_unknown_ids_and_an_expired_password_have_codes_of_their_own(self):
        answer = self.centre.acquire(self.key, "Abc123Def456", companyId="UNKNOWN01003")
        self.assertEqual(answer.code(), "id_unknown")
        self.centre.add_letter("Old123Def456", expires="2020-01-01T00:00:00Z")
        self.assertEqual(self.centre.acquire(self.key, "Old123Def456").code(), "otp_expired")

    def test_requests_that_are_not_csrs_of_accepted_keys_are_rejected(self):
        weak = Key(self.centre.temporary.name, "weak", "rsa-1024")
        self.assertEqual(self.centre.acquire(weak, "Abc123Def456").code(), "csr_rejected")
        forged = bytearray(self.key.request_der())
        forged[-1] ^= 1
        for csr in ("", "AAAA", "not base64", base64.b64encode(forged).decode(),
                    base64.b64encode(self.key.request_der() + b"\0").decode()):
            answer = self.centre.acquire(self.key, "Abc123Def456", csr=csr)
            self.assertEqual((answer.status, answer.code()), (422, "csr_rejected"), csr)
        self.assertEqual(self.centre.acquire(self.key, "Abc123Def456").status, 201)

    def test_malformed_requests_are_refused_and_spend_nothing(self):
        wrong = [{"companyId": "SHORT"}, {"certificateId": "toolong12"}, {"passphrase": "SHORT"},
                 {"passphrase": "lowercase"}, {"oneTimePassword": "has blank 12"},
                 {"requestId": "not-a-uuid"}, {"companyId": 5}, {"unknown": "member"}]
        for changes in wrong:
            answer = self.centre.acquire(self.key, "Abc123Def456", **changes)
            self.assertEqual((answer.status, answer.code()), (400, None), changes)
        for body in ("", "{", "[]", "null", "{} {}", "[" * 5000, "\0"):
            self.assertEqual(self.centre.post("/v1/certificates", body).status, 400, body)
        answer = self.centre.post("/v1/certificates", "{}",
                                  headers={"Content-Type": "text/plain"})
        self.assertEqual(answer.status, 415)
        self.assertEqual(self.centre.post("/v1/certificates", " " * 65537).status, 413)
        self.assertEqual(self.centre.request("DELETE", "/v1/profile").status, 405)
        self.assertEqual(self.centre.request("GET", "/v2/profile").status, 404)
        self.assertEqual(self.centre.list(), {"requests": [], "failures": [],
                                              "oneTimePasswordsUsed": 0})

    def test_a_centre_that_was_killed_still_knows_what_it_answered(self):
        request_id = str(uuid.uuid4())
        first = self.centre.acquire(self.key, "Abc123Def456", request_id)
        self.centre.kill()
        self.centre.start()
        again = self.centre.acquire(self.key, "Abc123Def456", request_id)
        self.assertEqual(first.body, again.body)
        self.assertEqual(self.centre.acquire(self.key, "Abc123Def456").code(), "otp_used")

    def test_a_centre_ends_cleanly_by_a_signal(self):
        self.assertEqual(self.centre.request("GET", "/v1/profile").status, 200)
        self.assertEqual(self.centre.stop(), 0)

    def test_revoking_suspending_and_resuming_take_effect_at_once(self):
        answer = self.centre.acquire(self.key, "Abc123Def456")
        self.key.take(answer)
        number = serial(answer.json()["certificate"])
        for command, state in (("suspend", "suspended"), ("resume", "active"),
                               ("revoke", "revoked")):
            self.centre.operate(command, number.lower())
            status = self.centre.request("GET", "/v1/status", client=self.key)
            self.assertEqual(status.json()["state"], state)
        with self.assertRaises(subprocess.CalledProcessError):
            self.centre.operate("resume", number)
        with self.assertRaises(subprocess.CalledProcessError):
            self.centre.operate("revoke", "00")

    def test_status_and_renewal_need_a_certificate_of_this_centre(self):
        answer = self.centre.request("GET", "/v1/status")
        self.assertEqual((answer.status, answer.code()), (403, None))
        with Centre(PROGRAM) as other:
            other.add_letter("Abc123Def456")
            self.key.take(other.acquire(self.key, "Abc123Def456"))
        self.assertEqual(self.centre.request("GET", "/v1/status", client=self.key).status, 403)
        self.assertEqual(self.centre.renew(self.key, self.key).status, 403)

    def test_a_server_certificate_for_tests_is_issued_under_the_same_root(self):
        self.centre.operate("issue-server", "--name", "localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.centre.path("server-localhost.pem"),
                                self.centre.path("server-localhost-key.pem"))
        self.assertEqual(os.stat(self.centre.path("server-localhost-key.pem")).st_mode & 0o777,
                         0o600)
        client_in, client_out = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = self.centre.context().wrap_bio(client_in, client_out,
                                                server_hostname="localhost")
        server = context.wrap_bio(client_out, client_in, server_side=True)
        for side in (client, server, client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                pass
        self.assertEqual(client.getpeercert()["subject"][-1][0], ("commonName", "localhost"))


class KeyTypes(unittest.TestCase):
    def test_the_profile_tells_the_accepted_keys_and_others_are_rejected(self):
        with Centre(PROGRAM, "--key-types", "ec-p384,ec-p256", "--no-service-period") as centre:
            centre.add_letter("Abc123Def456")
            profile = centre.request("GET", "/v1/profile").json()
            self.assertEqual(profile["keyTypes"], ["ec-p384", "ec-p256"])
            rsa = Key(centre.temporary.name, "rsa", "rsa-2048")
            self.assertEqual(centre.acquire(rsa, "Abc123Def456").code(), "csr_rejected")
            good = Key(centre.temporary.name, "good", "ec-p384")
            answer = centre.acquire(good, "Abc123Def456")
            self.assertEqual(answer.status, 201)
            self.assertNotIn("servicePeriod", answer.json())


class Renewal(unittest.TestCase):
    def acquire(self, *options):
        centre = self.enterContext(Centre(PROGRAM, *options))
        centre.add_letter("Abc123Def456")
        old = Key(centre.temporary.name, "old")
        old.take(centre.acquire(old, "Abc123Def456"))
        return centre, old, Key(centre.temporary.name, "new")

    def test_a_renewal_with_the_old_certificate_gives_a_new_one(self):
        centre, old, new = self.acquire("--service-end", "86400")
        request_id = str(uuid.uuid4())
        answer = centre.renew(new, old, request_id)
        self.assertEqual(answer.status, 201)
        self.assertEqual(centre.renew(new, old, request_id).body, answer.body)
        self.assertEqual(centre.request("GET", "/v1/certificates/" + request_id).body, answer.body)
        self.assertNotEqual(public_key(answer.json()["certificate"]), public_key(
            centre.list()["requests"][0]["certificate"]))
        new.take(answer)
        self.assertEqual(centre.request("GET", "/v1/status", client=new).status, 200)
        listed = centre.list()
        self.assertEqual([request["kind"] for request in listed["requests"]], ["new", "renewal"])
        self.assertEqual(listed["requests"][1]["renews"], listed["requests"][0]["serial"])
        self.assertEqual(listed["oneTimePasswordsUsed"], 1)

    def test_a_certificate_whose_service_has_ended_can_still_be_renewed(self):
        centre, old, new = self.acquire("--not-before", "-1000", "--service-end", "-10")
        period = centre.request("GET", "/v1/status", client=old).json()["servicePeriod"]
        self.assertEqual(seconds(period["to"]) - seconds(period["from"]), 990)
        self.assertEqual(centre.renew(new, old).status, 201)

    def test_a_short_life_is_a_service_period_to_its_end(self):
        centre, old, _ = self.acquire("--validity", "3600")
        period = centre.request("GET", "/v1/status", client=old).json()["servicePeriod"]
        self.assertEqual(seconds(period["to"]) - seconds(period["from"]), 3600)

    def test_a_renewal_is_refused_until_30_days_before_service_end(self):
        centre, old, new = self.acquire("--service-end", str(31 * 86400))
        self.assertEqual(centre.renew(new, old).code(), "not_renewable")

    def test_the_renewal_window_can_be_widened(self):
        centre, old, new = self.acquire("--renewal-window", str(400 * 86400))
        self.assertEqual(centre.renew(new, old).status, 201)

    def test_a_certificate_past_its_expiry_is_not_renewable(self):
        centre, old, new = self.acquire("--not-before", "-1000", "--validity", "10")
        self.assertEqual(centre.renew(new, old).code(), "not_renewable")

    def test_revoked_and_suspended_certificates_are_not_renewable(self):
        centre, old, new = self.acquire("--service-end", "86400")
        number = centre.list()["requests"][0]["serial"]
        for command in ("suspend", "revoke"):
            centre.operate(command, number)
            self.assertEqual(centre.renew(new, old).code(), "not_renewable")


def seconds(text):
    return datetime.datetime.fromisoformat(text).timestamp()


if __name__ == "__main__":
    unittest.main(verbosity=2)
