# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Each fault of the sandbox centre does what its name says, and the centre is honest afterwards."""

import base64
import concurrent.futures
import http.client
import json
import socket
import pathlib
import ssl
import subprocess
import sys
import unittest
import uuid
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness.client_key import Key, describe, openssl, public_key
from harness.process import DEADLINE
from harness.sandbox_centre import CERTIFICATE, COMPANY, Centre

PROGRAM = sys.argv.pop(1)
OTP = "Abc123Def456"
CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, ssl.SSLEOFError)


class Faults(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(Centre(PROGRAM))
        self.centre.add_letter(OTP)
        self.key = Key(self.centre.temporary.name, "key")
        self.request_id = str(uuid.uuid4())

    def acquire(self):
        return self.centre.acquire(self.key, OTP, self.request_id)

    def issued(self):
        return len(self.centre.list()["requests"])

    def assert_honest(self):
        """The same request now gets the right answer, and one certificate was issued."""
        self.centre.arm()
        answer = self.acquire()
        self.assertEqual(answer.status, 201)
        document = answer.json()
        self.assertEqual(document["requestId"], self.request_id)
        self.assertEqual(public_key(document["certificate"]),
                         openssl("pkey", "-in", self.key.key_file, "-pubout"))
        self.verify(document)
        self.assertEqual(self.issued(), 1)

    def verify(self, document):
        names = []
        for name, certificate in (("leaf", document["certificate"]),
                                  ("chain", document["chain"][0])):
            names.append(self.centre.path(name + ".test"))
            with open(names[-1], "w", encoding="ascii") as file:
                file.write(ssl.DER_cert_to_PEM_cert(base64.b64decode(certificate)))
        openssl("verify", "-CAfile", self.centre.path("ca.pem"), "-untrusted", names[1], names[0])

    def test_drop_before_closes_and_issues_nothing(self):
        self.centre.arm("drop-before")
        with self.assertRaises(CLOSED):
            self.acquire()
        self.assertEqual(self.issued(), 0)
        self.assert_honest()

    def test_drop_after_issues_and_closes(self):
        self.centre.arm("drop-after")
        with self.assertRaises(CLOSED):
            self.acquire()
        self.assertEqual(self.issued(), 1)
        self.assert_honest()

    def test_stall_never_answers_and_the_centre_still_ends_cleanly(self):
        self.centre.arm("stall:1")
        connection = http.client.HTTPSConnection("127.0.0.1", self.centre.port,
                                                 context=self.centre.context(), timeout=1)
        connection.request("GET", "/v1/certificates/" + self.request_id)
        self.centre.wait_for_log("stalled")
        with self.assertRaises(socket.timeout):
            connection.getresponse()
        self.assert_honest()
        self.assertEqual(self.centre.stop(), 0)
        connection.close()

    def test_late_holds_a_request_back_and_works_it_off_when_the_fault_is_gone(self):
        self.centre.arm("late@certificates")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            late = pool.submit(self.acquire)
            self.centre.wait_for_log("held back")
            path = "/v1/certificates/" + self.request_id
            self.assertEqual(self.centre.request("GET", path).status, 404)
            self.assertEqual(self.issued(), 0)
            self.centre.arm()
            self.assertEqual(self.centre.request("GET", path).status, 201)
            self.assertEqual(late.result(DEADLINE).status, 201)
        self.assert_honest()

    def send_and_leave(self, fault):
        self.centre.arm(fault)
        connection = http.client.HTTPSConnection("127.0.0.1", self.centre.port, timeout=DEADLINE,
                                                 context=self.centre.context())
        document = self.centre.acquisition(self.key, OTP, self.request_id)
        connection.request("POST", "/v1/certificates", body=json.dumps(document),
                           headers={"Content-Type": "application/json"})
        self.centre.wait_for_log("held back")
        connection.close()

    def test_late_works_a_request_off_whose_client_has_gone(self):
        self.send_and_leave("late@certificates")
        self.centre.arm()
        path = "/v1/certificates/" + self.request_id
        self.assertEqual(self.centre.request("GET", path).status, 201)
        self.assert_honest()

    def test_a_centre_that_holds_requests_back_still_ends_cleanly(self):
        self.send_and_leave("late")
        self.assertEqual(self.centre.stop(), 0)
        self.assertEqual(self.issued(), 0)

    def test_truncate_breaks_off_in_the_body(self):
        self.centre.arm("truncate")
        with self.assertRaises(CLOSED + (http.client.IncompleteRead,)):
            self.acquire()
        self.assertEqual(self.issued(), 1)
        self.assert_honest()

    def test_pending_answers_202_as_often_as_its_count_says(self):
        self.centre.arm("pending:3")
        path = "/v1/certificates/" + self.request_id
        self.assertEqual(self.centre.request("GET", path).status, 404)
        answers = [self.acquire(), self.centre.request("GET", path), self.acquire()]
        for answer in answers:
            self.assertEqual((answer.status, answer.body), (202, b""))
            self.assertEqual(answer.headers["Retry-After"], "1")
        self.assertEqual(self.centre.request("GET", path).status, 201)
        self.assert_honest()

    def test_busy_faults_say_when_to_come_back(self):
        for name, status, code in (("busy-429", 429, "rate_limited"),
                                   ("busy-503", 503, "maintenance")):
            self.centre.arm(name + ":1")
            answer = self.acquire()
            self.assertEqual((answer.status, answer.code()), (status, code))
            self.assertEqual(answer.headers["Retry-After"], "1")
        self.assertEqual(self.issued(), 0)
        self.assert_honest()

    def test_error_500_is_a_page_of_html(self):
        self.centre.arm("error-500")
        answer = self.acquire()
        self.assertEqual((answer.status, answer.type), (500, "text/html"))
        self.assert_honest()

    def test_redirect_points_to_where_the_request_would_succeed(self):
        self.centre.arm("redirect:1")
        answer = self.acquire()
        self.assertEqual(answer.status, 307)
        self.assertEqual(answer.headers["Location"],
                         f"https://localhost:{self.centre.port}/v1/certificates")
        self.assertEqual(self.issued(), 0)
        self.assert_honest()

    def test_content_type_is_wrong_and_the_body_right(self):
        self.centre.arm("content-type")
        answer = self.acquire()
        self.assertEqual((answer.status, answer.type), (201, "text/html"))
        self.assertEqual(answer.json()["requestId"], self.request_id)
        self.assert_honest()

    def test_huge_body_is_100_megabytes(self):
        self.acquire()
        connection = http.client.HTTPSConnection("127.0.0.1", self.centre.port, timeout=DEADLINE,
                                                 context=self.centre.context())
        self.centre.arm("huge-body")
        connection.request("GET", "/v1/certificates/" + self.request_id)
        response = connection.getresponse()
        self.assertEqual(response.headers["Content-Length"], "100000000")
        self.assertEqual(sum(len(piece) for piece in iter(lambda: response.read(1 << 20), b"")),
                         100000000)
        connection.close()
        self.assert_honest()

    def test_bad_json_ends_in_the_middle(self):
        self.centre.arm("bad-json")
        answer = self.acquire()
        self.assertEqual((answer.status, answer.type), (201, "application/json"))
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.body))
        with self.assertRaises(json.JSONDecodeError):
            answer.json()
        self.assert_honest()

    def test_deep_json_is_deep(self):
        self.centre.arm("deep-json")
        answer = self.acquire()
        self.assertEqual(answer.body, b"[" * 50000 + b"]" * 50000)
        self.assert_honest()

    def test_wrong_key_is_another_key_by_the_right_ca(self):
        self.centre.arm("wrong-key")
        document = self.acquire().json()
        self.assertNotEqual(public_key(document["certificate"]),
                            openssl("pkey", "-in", self.key.key_file, "-pubout"))
        self.verify(document)
        self.assert_honest()

    def test_wrong_chain_is_the_right_key_by_another_ca(self):
        self.centre.arm("wrong-chain")
        document = self.acquire().json()
        self.assertEqual(public_key(document["certificate"]),
                         openssl("pkey", "-in", self.key.key_file, "-pubout"))
        with self.assertRaises(subprocess.CalledProcessError):
            self.verify(document)
        self.assert_honest()

    def test_already_expired_is_a_certificate_of_the_past(self):
        self.centre.arm("already-expired")
        document = self.acquire().json()
        with self.assertRaises(subprocess.CalledProcessError):
            openssl("x509", "-inform", "DER", "-noout", "-checkend", "0",
                    data=base64.b64decode(document["certificate"]))
        self.assert_honest()

    def test_absurd_service_period_begins_long_after_its_end(self):
        self.centre.arm("absurd-service-period")
        period = self.acquire().json()["servicePeriod"]
        self.assertGreater(period["from"], period["to"])
        self.assert_honest()

    def test_other_request_is_the_answer_of_another_company(self):
        self.centre.arm("other-request")
        document = self.acquire().json()
        self.assertNotEqual(document["requestId"], self.request_id)
        self.assertNotEqual((document["companyId"], document["certificateId"]),
                            (COMPANY, CERTIFICATE))
        self.assertIn("OTHERCOMPANY", describe(document["certificate"]))
        self.assert_honest()

    def test_foreign_ca_is_not_the_pinned_one(self):
        self.centre.arm("foreign-ca")
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.acquire()
        self.assert_honest()

    def old_context(self):
        """A client that accepts TLS 1.1 and its signatures."""
        context = self.centre.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        return context

    def test_tls_1_1_is_all_that_is_spoken(self):
        self.centre.arm("tls-1.1")
        with self.assertRaises(ssl.SSLError):
            self.acquire()
        context = self.old_context()
        with socket.create_connection(("127.0.0.1", self.centre.port), DEADLINE) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
                self.assertEqual(connection.version(), "TLSv1.1")
        self.assert_honest()

    def test_an_honest_centre_does_not_speak_tls_1_1(self):
        context = self.old_context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises(ssl.SSLError):
            self.centre.request("GET", "/v1/profile", context=context)

    def test_faults_can_be_armed_for_a_route_and_on_the_command_line(self):
        self.centre.stop()
        self.centre.start("--fault", "error-500:1@profile", "--fault", "drop-before@status")
        self.assertEqual(self.acquire().status, 201)
        self.assertEqual(self.centre.request("GET", "/v1/profile").status, 500)
        self.assertEqual(self.centre.request("GET", "/v1/profile").status, 200)
        with self.assertRaises(CLOSED):
            self.centre.request("GET", "/v1/status")
        self.assert_honest()

    def test_the_same_fault_written_again_strikes_again(self):
        for _ in range(2):
            self.centre.arm("busy-503:1")
            self.assertEqual(self.acquire().status, 503)
            self.assertEqual(self.acquire().status, 201)

    def test_a_wrong_command_line_is_refused(self):
        for arguments in (["--fault", "no-such-fault"], ["--fault", "stall:0"],
                          ["--fault", "stall@nowhere"], ["--fault", "tls-1.1@profile"],
                          ["--validity", "x"], ["--validity", "0"], ["--port", "65536"],
                          ["--key-types", "rsa-1024"], ["surplus"], ["--unknown"]):
            result = subprocess.run([PROGRAM, "--state", self.centre.directory, *arguments],
                                    timeout=DEADLINE, capture_output=True, check=False)
            self.assertEqual((result.returncode, result.stdout), (2, b""), arguments)
            self.assertNotEqual(result.stderr, b"")

    def test_help_has_a_line_for_each_fault(self):
        text = subprocess.run([PROGRAM, "--help"], timeout=DEADLINE, check=True,
                              stdout=subprocess.PIPE).stdout.decode()
        names = text.split("Faults:\n")[1].split("\n\n")[0].splitlines()
        self.assertEqual(len(names), 34)


if __name__ == "__main__":
    unittest.main(verbosity=2)
