# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""EST servers that others wrote: what they do differently; and no one-time password is lost."""

import base64
import contextlib
import json
import sys
import unittest

from basic_centre import BasicCentre
from enrolment import EXIT, OTP, PASSPHRASE, User, make_centre
from harness.client_key import openssl

ENROLL = sys.argv.pop(1)
CENTRE = sys.argv.pop(1)
FORTY_DAYS = ("--validity", str(40 * 86400))
UNUSED = "The one-time password has not been used."


class Servers(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE, *FORTY_DAYS))
        self.user = self.enterContext(User(ENROLL, self.centre))
        self.user.profile = "est"
        self.other = self.enterContext(BasicCentre(self.centre))

    def run_at(self, address, command):
        command[command.index("--address") + 1] = address
        return self.user.run(command)

    def new(self, *options, path="", **arguments):
        return self.run_at(f"https://127.0.0.1:{self.other.port}{path}",
                           self.user.command_new(*options, **arguments))

    def new_without_key_type(self):
        command = self.user.command_new()
        position = command.index("--key-type")
        del command[position:position + 2]
        return self.run_at(f"https://127.0.0.1:{self.other.port}", command)

    def answer(self, operation, *answers):
        """Answers the operation so, the n-th time by the n-th answer, and honestly after that."""
        answers = list(answers)

        def change(*honest):
            if self.other.path.endswith("/" + operation) and answers:
                return answers.pop(0)
            return honest

        self.other.change = change

    def assert_status(self, result, status):
        self.assertEqual(result.status, EXIT[status], result)

    def public_key(self):
        certificate = base64.b64decode(self.user.catalogue()[-1]["certificate"])
        return openssl("x509", "-inform", "DER", "-noout", "-text", data=certificate).decode()

    @contextlib.contextmanager
    def another_user(self):
        """The next case of a loop: the centre and the user as at the beginning."""
        with make_centre(CENTRE, *FORTY_DAYS) as self.centre, \
                BasicCentre(self.centre) as self.other, \
                User(ENROLL, self.centre) as self.user:
            self.user.profile = "est"
            yield

    def test_an_answer_of_any_content_type_and_success_is_taken_at_once(self):
        types = ("application/x-pkcs7-mime", "application/x-pkcs7-certificates",
                 "application/octet-stream", "text/plain", None)
        for name in types:
            for status in (200, 201):
                with self.subTest(type=name, status=status), self.another_user():
                    def change(_, headers, body):
                        if self.other.path.endswith("/csrattrs"):
                            return 404, {}, b""
                        changed = {} if name is None else {"Content-Type": name}
                        return status, changed, body

                    self.other.change = change
                    self.assert_status(self.new(), "done")
                    self.assertEqual(len(self.other.requests), 1)
                    self.user.assert_whole()

    def test_a_success_that_is_a_page_is_kept_and_not_asked_for_again_by_itself(self):
        self.answer("simpleenroll", (200, {"Content-Type": "text/html"}, b"<html>Hello</html>"))
        result = self.new()
        self.assert_status(result, "answer")
        self.assertIn("not a list of certificates", result.err)
        self.assertIn("run 'valux-enroll new' with the same IDs", result.err)
        self.assertEqual(len(self.other.requests), 1)
        self.assertEqual(self.user.journals(), ["answered"])
        self.assert_status(self.new(), "done")
        self.user.assert_whole()

    def test_ca_certificates_that_can_t_be_read_cost_no_password(self):
        empty = base64.b64encode(bytes.fromhex("300b06092a864886f70d010702"))
        for body in (b"", b"<html></html>", b"AAAA", empty):
            with self.subTest(body=body):
                self.answer("cacerts", (200, {"Content-Type": "application/pkcs7-mime"}, body))
                result = self.new()
                self.assert_status(result, "answer")
                self.assertIn("CA certificates can't be read", result.err)
                self.assertIn(UNUSED, result.err)
                self.assertEqual(self.other.requests, [])
                self.user.assert_untouched()

    def test_csr_attributes_are_advice(self):
        p521 = "3014301206072a8648ce3d0201310706052b81040023"
        rsa1024_then_p384 = ("3027301106092a864886f70d010101310402020400"
                             "301206072a8648ce3d0201310706052b81040022")
        cases = ((b"", "2048 bit", False), (b"<html></html>", "2048 bit", True),
                 (base64.b64encode(bytes.fromhex(p521)), "2048 bit", True),
                 (base64.b64encode(bytes.fromhex("3000")), "2048 bit", False),
                 (base64.b64encode(bytes.fromhex(rsa1024_then_p384)), "secp384r1", False))
        for body, key, warning in cases:
            with self.subTest(body=body), self.another_user():
                answer = (200, {"Content-Type": "application/csrattrs"}, body)
                self.answer("csrattrs", answer, answer)
                result = self.new_without_key_type()
                self.assert_status(result, "done")
                self.assertEqual("it gets an RSA key of 2,048 bits" in result.err, warning, result)
                self.assertIn(key, self.public_key())

    def test_503_with_retry_after_is_waited_for_as_long_as_wait_allows(self):
        busy = (503, {"Retry-After": "1", "Content-Type": "text/plain"}, b"Backup")
        for operation in ("cacerts", "simpleenroll"):
            with self.subTest(operation=operation), self.another_user():
                self.answer(operation, *[busy] * 5)
                self.assert_status(self.new(wait=60), "done")
                self.user.assert_whole()

    def test_503_for_longer_than_wait_says_what_is_certain(self):
        busy = (503, {"Retry-After": "600", "Content-Type": "text/plain"}, b"Backup")
        self.answer("cacerts", busy)
        result = self.new(wait=60)
        self.assert_status(result, "centre")
        self.assertIn('The centre says: "Backup"', result.err)
        self.assertIn(UNUSED, result.err)
        self.user.assert_untouched()
        self.answer("simpleenroll", busy)
        result = self.new(wait=60)
        self.assert_status(result, "pending")
        self.assertNotIn(UNUSED, result.err)
        self.assertEqual(len(self.other.requests), 1)
        self.assert_status(self.new(), "done")
        self.user.assert_whole()

    def test_a_login_that_is_not_known_gets_no_password(self):
        for challenge in ('Bearer realm="est"', "Negotiate"):
            with self.subTest(challenge=challenge):
                self.other.challenge = challenge
                result = self.new()
                self.assert_status(result, "answer")
                self.assertIn("No password was sent.", result.err)
                self.assertIn(UNUSED, result.err)
                self.user.assert_untouched()

    def test_401_at_a_renewal_speaks_of_the_renewal(self):
        self.assert_status(self.user.new(), "done")
        result = self.run_at(f"https://127.0.0.1:{self.other.port}", self.user.command_renew())
        self.assert_status(result, "centre")
        self.assertIn("does not accept the old certificate", result.err)
        self.assertNotIn("one-time password", result.err)
        self.user.assert_whole()

    def test_the_server_s_own_reason_is_shown_without_control_characters(self):
        problem = json.dumps({"title": "No \x1b[31mluck", "detail": "Wrong \u202emoon"}).encode()
        cases = (("text/plain; charset=utf-8", "No\x1b[31m\u009b luck\r\n\u202emoon".encode(),
                  'The centre says: "No?[31m? luck  ?moon".'),
                 ("application/problem+json", problem,
                  'The centre says: "No ?[31mluck: Wrong ?moon".'))
        for name, body, words in cases:
            with self.subTest(type=name):
                self.answer("simpleenroll", (400, {"Content-Type": name}, body))
                result = self.new()
                self.assert_status(result, "centre")
                self.assertIn(words, result.err)
                self.assertNotIn(UNUSED, result.err)
                self.assertNotIn("\x1b", result.err)

    def test_the_address_may_have_a_label_behind_est_s_path(self):
        for label, path in (("", "/.well-known/est"), ("", "/.well-known/est/"),
                            ("/arbitrary", "/.well-known/est/arbitrary"),
                            ("/arbitrary", "/.well-known/est/arbitrary//")):
            with self.subTest(path=path), self.another_user():
                self.other.label = label
                self.assert_status(self.new(path=path), "done")
                self.assertEqual(self.other.requests[0][0],
                                 f"/.well-known/est{label}/simpleenroll")
                self.user.assert_whole()

    def test_the_scheme_may_be_in_capitals(self):
        self.assert_status(self.run_at(f"HTTPS://127.0.0.1:{self.other.port}",
                                       self.user.command_new()), "done")
        self.user.assert_whole()

    def test_there_may_be_several_ca_files_and_a_bad_block_is_named_and_passed_over(self):
        with open(self.centre.path("ca.pem"), encoding="ascii") as file:
            good = file.read()
        bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        with make_centre(CENTRE) as foreign:
            with open(foreign.path("ca.pem"), encoding="ascii") as file:
                self.user.write("foreign.pem", file.read())
        self.user.write("bundle.pem", f"a comment\n{bad}{good}-----BEGIN CERTIFICATE-----\nbroken")
        files = self.user.path("foreign.pem") + ":" + self.user.path("bundle.pem")
        result = self.new("--ca-file", files)
        self.assert_status(result, "done")
        self.assertIn(f"The CA file {self.user.path('bundle.pem')} has a certificate that can't be "
                      "read", result.err)
        self.user.assert_whole()
        self.user.write("bad.pem", bad)
        for wrong in ("bad.pem", "missing.pem"):
            result = self.new("--ca-file", files + ":" + self.user.path(wrong), nickname="OTHER01")
            self.assert_status(result, "configuration")
            self.assertIn(f"The CA file {self.user.path(wrong)} can't be read or holds no "
                          "certificate", result.err)

    def challenge_of(self, body):
        text = openssl("req", "-inform", "DER", "-noout", "-text", data=base64.b64decode(body))
        return [line.split(":", 1)[1] for line in text.decode().splitlines()
                if "challengePassword" in line]

    def test_the_passphrase_goes_where_the_configuration_says(self):
        cases = (({}, OTP, []), ({"passphraseInRequest": "true"}, OTP, [PASSPHRASE]),
                 ({"passphraseInPassword": "true"}, OTP + PASSPHRASE, []))
        for members, password, challenge in cases:
            with self.subTest(members=members), self.another_user():
                self.user.configure(**members)
                self.assert_status(self.new(), "centre" if password != OTP else "done")
                self.assertEqual(self.other.passwords, [password])
                self.assertEqual(self.challenge_of(self.other.requests[0][1]), challenge)


class Linking(unittest.TestCase):
    """A server that wants each request linked to its TLS connection (RFC 7030, section 3.5)."""

    def test_requests_are_linked_to_their_connections(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version), \
                    make_centre(CENTRE, "--tls-linking", *FORTY_DAYS) as centre, \
                    User(ENROLL, centre) as user:
                user.profile = "est"
                if version == "1.2":
                    centre.arm("tls-1.2")
                for result in (user.new(), user.renew()):
                    self.assertEqual(result.status, 0, result)
                user.assert_whole(2)

    def test_a_passphrase_in_the_request_can_t_be_linked(self):
        with make_centre(CENTRE, "--tls-linking") as centre, User(ENROLL, centre) as user:
            user.profile = "est"
            user.configure(passphraseInRequest="true")
            result = user.new()
            self.assertEqual(result.status, EXIT["centre"], result)
            self.assertIn('The centre says: "The request is not linked to TLS."', result.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
