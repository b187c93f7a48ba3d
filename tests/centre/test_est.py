# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The sandbox centre's EST side (RFC 7030)."""

import base64
import hashlib
import http.client
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness.client_key import Key, openssl
from harness.sandbox_centre import CERTIFICATE, COMPANY, PASSPHRASE, Centre

PROGRAM = sys.argv.pop(1)
EST = "/.well-known/est/"
OTP = "Abc123Def456"
USER = f"{COMPANY}/{CERTIFICATE}"


def lines(der):
    text = base64.b64encode(der).decode()
    return "".join(text[i:i + 64] + "\n" for i in range(0, len(text), 64))


def basic(password, user=USER):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def certificates(answer):
    """The certificates of a certs-only answer, in base64."""
    text = openssl("pkcs7", "-inform", "DER", "-print_certs", data=base64.b64decode(answer.body))
    return [openssl("x509", "-outform", "DER", data=pem + b"-----END CERTIFICATE-----\n")
            for pem in text.split(b"-----END CERTIFICATE-----\n")[:-1]]


class Est(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(Centre(PROGRAM, "--service-end", "86400"))
        self.centre.add_letter(OTP)
        self.key = Key(self.centre.temporary.name, "first")

    def enroll(self, key, authorization, body=None, content_type="application/pkcs10",
               challenge=PASSPHRASE):
        headers = {"Content-Type": content_type}
        if authorization is not None:
            headers["Authorization"] = authorization
        return self.centre.request("POST", EST + "simpleenroll", headers=headers,
                                   body=body or lines(key.request_der(challenge=challenge)))

    def acquire(self):
        answer = self.enroll(self.key, basic(OTP))
        self.assertEqual(answer.status, 200, answer.body)
        self.key.keep([base64.b64encode(der) for der in certificates(answer)])
        return answer

    def test_cacerts_are_the_issuing_ca_and_the_root(self):
        answer = self.centre.request("GET", EST + "cacerts")
        self.assertEqual((answer.status, answer.type), (200, "application/pkcs7-mime"))
        self.assertLessEqual(max(len(line) for line in answer.body.splitlines()), 64)
        self.assertEqual(len(certificates(answer)), 2)

    def test_csrattrs_name_the_keys(self):
        answer = self.centre.request("GET", EST + "csrattrs")
        self.assertEqual((answer.status, answer.type), (200, "application/csrattrs"))
        text = openssl("asn1parse", "-inform", "DER", data=base64.b64decode(answer.body)).decode()
        self.assertNotIn("challengePassword", text)
        for word in ("rsaEncryption", "0800", "id-ecPublicKey", "prime256v1"):
            self.assertIn(word, text)

    def test_simpleenroll_by_basic_authentication_issues_one_certificate(self):
        answer = self.acquire()
        self.assertEqual(answer.type, "application/pkcs7-mime")
        self.assertEqual(answer.headers.get_param("smime-type"), "certs-only")
        self.assertEqual(len(certificates(answer)), 1)
        status = self.centre.request("GET", "/v1/status", client=self.key)
        self.assertEqual(status.json()["state"], "active")

    def test_simpleenroll_by_digest_authentication_issues_a_certificate(self):
        first = self.enroll(self.key, None)
        self.assertEqual(first.status, 401)
        schemes = " ".join(first.headers.get_all("WWW-Authenticate"))
        self.assertIn("Basic", schemes)
        self.assertEqual(self.enroll(self.key, digest(schemes, OTP)).status, 200)
        self.assertEqual(self.centre.list()["oneTimePasswordsUsed"], 1)

    def test_a_wrong_digest_is_a_wrong_try(self):
        challenge = " ".join(self.enroll(self.key, None).headers.get_all("WWW-Authenticate"))
        answer = self.enroll(self.key, digest(challenge, "Wrong0000000"))
        self.assertEqual((answer.status, answer.code()), (401, "otp_invalid"))
        self.assertEqual(self.centre.list()["failures"][0]["count"], 1)

    def test_the_same_request_again_gets_the_same_certificate_another_one_none(self):
        self.assertEqual(self.acquire().body, self.acquire().body)
        other = Key(self.centre.temporary.name, "other")
        self.assertEqual(self.enroll(other, basic(OTP)).code(), "otp_used")
        self.assertEqual(len(self.centre.list()["requests"]), 1)

    def test_wrong_credentials_are_refused_by_code(self):
        answer = self.enroll(self.key, basic("Wrong0000000"))
        self.assertEqual((answer.status, answer.code()), (401, "otp_invalid"))
        answer = self.enroll(self.key, basic(OTP, "UNKNOWN01003/Cert1002"))
        self.assertEqual((answer.status, answer.code()), (401, "id_unknown"))
        for user in ("", "nobody", "/", "A" * 300 + "/B"):
            self.assertEqual(self.enroll(self.key, basic(OTP, user)).status, 401)
        answer = self.enroll(self.key, basic(OTP), challenge="WRONGPHRASE")
        self.assertEqual((answer.status, answer.code()), (403, "passphrase_invalid"))

    def test_a_request_may_go_without_the_passphrase(self):
        answer = self.enroll(self.key, basic(OTP), challenge=None)
        self.assertEqual(answer.status, 200)

    def test_requests_have_to_be_linked_to_their_connection_where_that_is_asked_for(self):
        with Centre(PROGRAM, "--tls-linking") as centre:
            centre.add_letter(OTP)
            answer = centre.request("GET", EST + "csrattrs")
            text = openssl("asn1parse", "-inform", "DER", data=base64.b64decode(answer.body))
            self.assertIn("challengePassword", text.decode())
            for challenge in (None, PASSPHRASE):
                answer = centre.request(
                    "POST", EST + "simpleenroll", lines(self.key.request_der(challenge=challenge)),
                    {"Content-Type": "application/pkcs10", "Authorization": basic(OTP)})
                self.assertEqual((answer.status, answer.type), (401, "text/plain"))
            self.assertEqual(centre.list()["requests"], [])

    def test_bodies_that_real_servers_refuse_are_refused(self):
        der = self.key.request_der(challenge=PASSPHRASE)
        pem = openssl("req", "-inform", "DER", data=der)
        for body in (der, pem, base64.b64encode(der), lines(der)[:-10], "", "\n"):
            answer = self.enroll(self.key, basic(OTP), body=body or "\n")
            self.assertEqual(answer.status, 400)
        answer = self.enroll(self.key, basic(OTP), content_type="application/octet-stream")
        self.assertEqual(answer.status, 415)
        connection = http.client.HTTPSConnection("127.0.0.1", self.centre.port,
                                                 context=self.centre.context())
        connection.request("POST", EST + "simpleenroll", body=iter([lines(der).encode()]),
                           headers={"Content-Type": "application/pkcs10",
                                    "Authorization": basic(OTP)}, encode_chunked=True)
        self.assertEqual(connection.getresponse().status, 411)
        connection.close()
        self.assertEqual(self.centre.list()["requests"], [])

    def reenroll(self, key, old, **arguments):
        return self.centre.request("POST", EST + "simplereenroll", client=old,
                                   headers={"Content-Type": "application/pkcs10"},
                                   body=lines(key.request_der(**arguments)))

    def test_simplereenroll_with_the_old_certificate_gives_a_new_one(self):
        self.acquire()
        new = Key(self.centre.temporary.name, "new")
        answer = self.reenroll(new, self.key)
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.reenroll(new, self.key).body, answer.body)
        requests = self.centre.list()["requests"]
        self.assertEqual([request["kind"] for request in requests], ["new", "renewal"])

    def test_simplereenroll_wants_the_old_subject_and_the_old_certificate(self):
        self.acquire()
        new = Key(self.centre.temporary.name, "new")
        answer = self.reenroll(new, self.key, subject=f"/O={COMPANY}/CN=another")
        self.assertEqual(answer.code(), "csr_rejected")
        self.assertEqual(self.reenroll(new, None).status, 403)

    def test_a_pending_enrolment_is_202_with_retry_after_and_an_empty_body(self):
        self.centre.arm("pending:2")
        for _ in range(2):
            answer = self.enroll(self.key, basic(OTP))
            self.assertEqual((answer.status, answer.body), (202, b""))
            self.assertEqual(answer.headers["Retry-After"], "1")
        self.acquire()


def digest(challenge, password):
    """An Authorization header by RFC 7616 with SHA-256."""
    def sha(*parts):
        return hashlib.sha256(":".join(parts).encode()).hexdigest()

    fields = dict(re.findall(r'(\w+)="([^"]*)"', challenge[challenge.index("Digest"):]))
    uri = EST + "simpleenroll"
    response = sha(sha(USER, fields["realm"], password), fields["nonce"], "00000001", "client",
                   "auth", sha("POST", uri))
    return (f'Digest username="{USER}", realm="{fields["realm"]}", nonce="{fields["nonce"]}", '
            f'uri="{uri}", qop=auth, nc=00000001, cnonce="client", response="{response}", '
            f'opaque="{fields["opaque"]}", algorithm=SHA-256')


if __name__ == "__main__":
    unittest.main(verbosity=2)
