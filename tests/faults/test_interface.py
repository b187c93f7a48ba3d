#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The machine interface: answers, messages and progress as the schemas say, and nobody is asked."""

import json
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, interface, product, sandbox_centre, workplace

USAGE, INPUT, NETWORK, PENDING = 2, 3, 7, 10
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "enroll/examples"
CONTACT = "VALUX support, 03-0000-0000"
TEN_DAYS = str(10 * 86400)


class Interface(unittest.TestCase):
    def setUp(self):
        self.place = self.enterContext(workplace.Workplace())
        self.programs = case.ProgramCase.programs
        self.centre = sandbox_centre.start_in(self.place, self.programs.centre)
        self.person = product.Person(self.programs, self.place.home("person"), self.centre)
        self.home = self.person.home

    def ask(self, *arguments, status=0):
        """What the command wrote, which is checked against the schemas on the way."""
        return self.person.enroll(arguments[0], "--json", *arguments[1:], status=status)

    def refuse(self, status, *arguments):
        """The last message of a command that fails."""
        return json.loads(self.ask(*arguments, status=status).splitlines()[-1])

    def letter_options(self, nickname="BANK01"):
        letter = self.centre.send_letter()
        secrets = [("--otp-file", letter.one_time_password),
                   ("--passphrase-file", letter.passphrase)]
        files = [word for option, text in secrets
                 for word in (option, self.home.write(option[2:], text + "\n"))]
        return ["--company-id", letter.company_id, "--certificate-id", letter.certificate_id,
                "--nickname", nickname, *files, "--key-type", "ec-p256", "--no-register"]

    def with_progress(self, *arguments, status=0):
        """The answer of a command, and the steps that it told."""
        reader, writer = os.pipe()
        try:
            answer = self.home.run(
                ["sh", "-c", 'exec 9>"$0"; exec "$@"', f"/proc/{os.getpid()}/fd/{writer}",
                 self.programs.enroll, *arguments, "--json", "--progress-fd", "9"],
                status=status, errors=False)
        finally:
            os.close(writer)
            with open(reader, encoding="utf-8") as lines:
                told = interface.check_lines("progress", lines.read())
        return answer, [line["step"] for line in told]

    def test_every_command_has_a_schema_and_answers_by_it(self):
        commands = set(self.person.commands())
        self.assertEqual(commands - set(interface.schemas()), set())
        self.person.acquire("BANK01", "ec-p256")
        serial = self.person.certificate("BANK01").serial
        answered = {"new"}
        pin = self.home.write("pin", "a PIN of the tests\n")
        for arguments in (["list"], ["status"], ["status", "--sync"], ["select", serial],
                          ["resume", "--list"], ["resume"], ["repair"], ["config"],
                          ["config", "exposure", "usable"], ["config", "--unset", "exposure"],
                          ["register"], ["unregister"], ["alarm", "--dry-run"], ["custody"],
                          ["custody", "--new-pin-file", pin, "pin"], ["status"],
                          ["unlock", "--pin-file", pin], ["lock"],
                          ["custody", "--pin-file", pin, "sealed"],
                          ["remove", "--yes", "--even-selected", serial],
                          ["retire", "--yes"]):
            self.assertEqual(json.loads(self.ask(*arguments))["interface"], 1, arguments)
            answered.add(arguments[0])
        self.assertTrue(json.loads(self.person.enroll("doctor", "--json",
                                                      status=None))["findings"])
        self.assertEqual(commands - answered, {"renew", "doctor"})

    def test_a_renewal_and_an_acquisition_tell_their_progress(self):
        self.centre.start("--service-end", TEN_DAYS)
        self.person.configure()
        answer, steps = self.with_progress("new", *self.letter_options())
        interface.check("new", json.loads(answer))
        self.assertEqual(steps, ["keyPair", "sending", "storing"])
        self.centre.arm("pending:2")
        answer, steps = self.with_progress("renew", "BANK01")
        interface.check("renew", json.loads(answer))
        self.assertEqual(steps, ["keyPair", "sending", "waiting", "asking", "waiting", "asking",
                                 "storing", "registering"])
        self.assertEqual(self.with_progress("status", "--sync")[1], ["asking"])

    def test_a_reader_that_goes_away_disturbs_nothing(self):
        self.home.run(["sh", "-c", 'exec 9>/dev/full; exec "$@"', "sh", self.programs.enroll, "new",
                       *self.letter_options(), "--json", "--progress-fd", "9"])
        self.home.run(["bash", "-c", '"$@" --progress-fd 9 9> >(exec <&-)', "bash",
                       self.programs.enroll, "new", *self.letter_options("BANK02"), "--json"])
        self.assertEqual(len(self.person.certificates()), 2)

    def test_a_descriptor_that_can_t_be_written_is_told_before_anything_is_sent(self):
        for redirection in ("9<&-", "9</dev/null"):
            said = self.home.run(["sh", "-c", f'exec "$@" {redirection}', "sh",
                                  self.programs.enroll, "new", *self.letter_options(), "--json",
                                  "--progress-fd", "9"], status=USAGE)
            self.assertIn("9", json.loads(said)["message"])
        self.assertEqual(self.centre.list()["requests"], [])

    def test_nobody_is_asked(self):
        self.person.acquire("BANK01", "ec-p256")
        for arguments in (["new"], ["renew"], ["select"], ["remove", "BANK01"]):
            self.assertEqual(self.refuse(USAGE, *arguments)["domain"], "usage")
        self.assertEqual(len(self.person.certificates()), 1)

    def test_messages_say_domain_advice_and_contact(self):
        self.person.enroll("config", "centre.contact", CONTACT)
        self.centre.arm("drop-before")
        told = self.refuse(PENDING, "new", *self.letter_options(), "--wait", "0")
        self.assertEqual((told["domain"], told["contact"]), ("pending", CONTACT))
        self.centre.stop()
        told = self.refuse(NETWORK, "new", *self.letter_options("BANK02"))
        self.assertEqual((told["domain"], told["contact"]), ("network", CONTACT))
        self.assertIn("network", told["advice"])
        self.assertNotIn("contact", self.refuse(INPUT, "new", "--nickname", "x"))
        self.assertIn(f"The VALUX centre: {CONTACT}\n",
                      self.person.enroll("new", *self.letter_options("BANK03"), status=NETWORK))

    def test_what_has_not_ended_is_listed_and_given_up(self):
        self.centre.arm("drop-before")
        self.ask("new", *self.letter_options(), "--wait", "0", status=PENDING)
        unfinished, = json.loads(self.ask("resume", "--list"))["unfinished"]
        self.assertEqual((unfinished["kind"], unfinished["state"], unfinished["nickname"],
                          unfinished["resumable"]), ("acquisition", "sending", "BANK01", True))
        request = unfinished["requestId"]
        self.assertEqual(json.loads(self.ask("resume", "--abandon", request))["abandoned"], request)
        self.assertEqual(json.loads(self.ask("resume", "--list"))["unfinished"], [])

    def test_what_is_resumed_is_answered(self):
        self.centre.arm("drop-after")
        self.ask("new", *self.letter_options(), "--wait", "0", status=PENDING)
        self.centre.arm()
        ended, = json.loads(self.ask("resume"))["certificates"]
        self.assertEqual((ended["nickname"], ended["selected"]), ("BANK01", True))

    def test_doctor_names_the_command_that_mends(self):
        self.person.acquire("BANK01", "ec-p256")
        (self.person.store / "catalogue.json").write_text("{")
        findings = json.loads(self.person.enroll("doctor", "--json", status=None))["findings"]
        remedies = [finding["remedy"] for finding in findings if "remedy" in finding]
        self.assertIn(["repair"], remedies)
        repaired = json.loads(self.ask(*remedies[remedies.index(["repair"])]))
        self.assertEqual((repaired["count"], repaired["restored"]), (1, 1))
        self.assertTrue((self.person.store / repaired["kept"]).exists())

    def test_doctor_tries_the_connection_and_shows_the_authority_s_fingerprint(self):
        fingerprint = self.home.run(
            ["openssl", "x509", "-in", self.home.directory / "centre-ca.pem", "-noout",
             "-fingerprint", "-sha256"]).strip().split("=")[1]

        def found():
            report = json.loads(self.person.enroll("doctor", "--json", "--connect", status=None))
            return {finding["step"]: finding for finding in report["findings"]}
        self.assertIn(fingerprint, found()["authority"]["message"])
        self.assertEqual(found()["connection"]["verdict"], "right")
        self.centre.stop()
        self.assertEqual(found()["connection"]["verdict"], "wrong")

    def test_the_examples_acquire_list_and_select(self):
        program = self.home.directory / "acquire"
        self.home.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-o",
                       program, EXAMPLES / "acquire.c", "-lcjson"])
        path = f"{self.programs.enroll.parent}:{self.home.environment['PATH']}"
        for number, command in enumerate(([program], [sys.executable, EXAMPLES / "acquire.py"])):
            letter = self.centre.send_letter()
            output = self.home.run(
                [*command, letter.company_id, letter.certificate_id, f"BANK0{number}"],
                {"PATH": path}, text=f"{letter.one_time_password}\n{letter.passphrase}\n",
                errors=False)
            self.assertRegex(output, rf"acquired: BANK0{number}, (new|new-arrival)\n")
            self.assertIn(f"listed: BANK0{number} until 20", output)
            self.assertTrue(output.endswith(f"selected: BANK0{number}\n"), output)
            self.assertEqual(self.person.certificate(f"BANK0{number}").report["selected"], True)


if __name__ == "__main__":
    case.main()
