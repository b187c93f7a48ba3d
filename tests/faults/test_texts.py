#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What reaches the person: the locale's character set, and no control character of others."""

import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, languages, product, sandbox_centre, workplace

DEADLINE = 60
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# Escape sequences with seven and with eight bits, a title, and a text that runs backwards.
HARMFUL = "a\x1b[2Jb\x9b31mc\x1b]0;title\x07d\u202egpj.exe\u2066e\u061cf"
HARMLESS = "a?[2Jb?31mc?]0;title?d?gpj.exe?e?f"
TURNING = "p\x9b31m\u202eq"


def has_japanese(text):
    return any("\u3040" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff"
               for character in text)


def columns(line):
    """The columns on a terminal at which this line's cells begin."""
    found, width, blanks = [], 0, 2
    for character in line:
        if character != " " and blanks >= 2:
            found.append(width)
        blanks = blanks + 1 if character == " " else 0
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return found


class Texts(unittest.TestCase):
    def setUp(self):
        self.place = self.enterContext(workplace.Workplace())
        centre = sandbox_centre.start_in(self.place, case.ProgramCase.programs.centre,
                                         "--key-types", "ec-p256")
        self.person = product.Person(case.ProgramCase.programs, self.place.home("person"), centre)

    def run_enroll(self, *arguments, **variables):
        """The exit status, standard output and standard error, both as bytes."""
        done = subprocess.run([self.person.product.enroll, *arguments], capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=DEADLINE, check=False,
                              env={**self.person.home.environment, **variables})
        return done.returncode, done.stdout, done.stderr


class CharacterSet(Texts):
    """A locale whose character set is not UTF-8."""

    def setUp(self):
        super().setUp()
        locales = self.person.home.make_directory("locales")
        made = subprocess.run(["localedef", "-i", "ja_JP", "-f", "EUC-JP",
                               locales / "ja_JP.eucJP"], capture_output=True, check=False)
        self.assertTrue((locales / "ja_JP.eucJP/LC_CTYPE").exists(), made.stderr)
        self.euc_jp = {"LANG": "ja_JP.eucJP", "LOCPATH": str(locales)}

    def test_texts_are_in_the_locale_s_character_set(self):
        helps = [[name, "--help"] for name in self.person.commands()]
        for arguments in ([], ["--help"], *helps, ["list"],
                          ["doctor"], ["status"], ["config"], ["no-command"], ["new", "--bad"],
                          ["list", "more"], ["new", "--otp-file", "/no/such/file"],
                          ["register", "--module", "/no/such/file"]):
            with self.subTest(arguments=arguments):
                _, out, err = self.run_enroll(*arguments, **self.euc_jp)
                for text in (out, err):
                    decoded = text.decode("euc_jp")
                    self.assertNotIn("?", decoded.replace("?\n", "\n"))
                if arguments != ["config"]:
                    self.assertTrue(has_japanese((out + err).decode("euc_jp")))

    def test_a_system_error_s_text_is_in_it_too(self):
        _, _, err = self.run_enroll("new", "--otp-file", "/no/such/file", **self.euc_jp)
        self.assertIn("/no/such/file", err.decode("euc_jp"))

    def test_json_stays_utf_8(self):
        _, out, _ = self.run_enroll("doctor", "--json", **self.euc_jp)
        findings = json.loads(out.decode("utf-8"))["findings"]
        self.assertTrue(any(has_japanese(finding["message"]) for finding in findings))
        self.assertEqual(out, self.run_enroll("doctor", "--json",
                                              **languages.environment("ja"))[1])

    def test_the_table_s_columns_line_up(self):
        self.person.acquire("BANK01", "ec-p256")
        self.person.acquire("BANK02", "ec-p256")
        _, out, _ = self.run_enroll("list", **self.euc_jp)
        head, first, second = out.decode("euc_jp").splitlines()[:3]
        # The head of the first column, that of the mark, is empty.
        self.assertEqual(len(columns(head)), 6)
        self.assertEqual(columns(first)[1:], columns(head))
        self.assertEqual(columns(second), columns(head))

    def test_a_question_and_its_answer_are_in_it(self):
        self.person.acquire("BANK01", "ec-p256")
        pid, terminal = pty.fork()
        if pid == 0:
            try:
                program = str(self.person.product.enroll)
                os.execve(program, [program, "remove", "BANK01"],
                          {**self.person.home.environment, **self.euc_jp})
            finally:
                os._exit(127)
        seen = b""
        for asked in range(2):
            while seen.count("[y/N]: ".encode("euc_jp")) <= asked:
                seen += os.read(terminal, 4096)
            os.write(terminal, "はい\n".encode("euc_jp"))
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        self.assertTrue(has_japanese(seen.decode("euc_jp")))
        self.assertEqual(self.person.certificates(), [])

    def test_what_a_locale_lacks_becomes_a_question_mark(self):
        _, _, err = self.run_enroll("new", "--otp-file", "/日本/é", LANG="C")
        self.assertIn(b"/??/?", err)


class ControlCharacters(Texts):
    def assert_harmless(self, *texts):
        for text in texts:
            decoded = text.decode("utf-8")
            self.assertIsNone(CONTROLS.search(decoded), repr(decoded))

    def test_file_names_and_arguments_come_without_them(self):
        for arguments in (["new", "--otp-file", f"/no/{HARMFUL}"], ["select", HARMFUL],
                          ["status", HARMFUL], [HARMFUL], ["list", HARMFUL],
                          ["list", f"--{HARMFUL}"], ["register", "--module", f"/no/{HARMFUL}"],
                          ["renew", "--wait", HARMFUL], ["config", HARMFUL, "x"]):
            with self.subTest(arguments=arguments):
                status, out, err = self.run_enroll(*arguments)
                self.assertNotEqual(status, 0)
                self.assert_harmless(out, err)
                if arguments[0] != "config":
                    self.assertIn(HARMLESS, (out + err).decode())

    def test_a_line_end_in_a_file_name_makes_no_line(self):
        _, _, err = self.run_enroll("new", "--otp-file", "/no\nvalux-enroll: done")
        self.assertEqual(len(err.splitlines()), 1, err)

    def test_bytes_that_are_no_text_come_without_them(self):
        _, _, err = self.run_enroll("new", "--otp-file", b"/no/\x9b31m\xff")
        self.assert_harmless(err)
        self.assertIn("/no/?31m?", err.decode())

    def profile(self):
        """Makes a Firefox profile with a harmful name, in a directory with one."""
        place = self.person.home.make_directory(".mozilla/firefox", f".mozilla/firefox/{TURNING}")
        self.person.home.write(".mozilla/firefox/profiles.ini", "[Profile0]\n"
                               f"Name={HARMFUL}\nIsRelative=1\nPath={TURNING}\n")
        return place

    def test_profiles_and_directories_come_without_them_as_text(self):
        self.profile()
        for arguments in (["doctor"], ["register"], ["unregister"]):
            with self.subTest(arguments=arguments):
                _, out, err = self.run_enroll(*arguments)
                self.assert_harmless(out, err)
                self.assertIn(f"profile {HARMLESS}, ", out.decode())
                self.assertIn("p?31m?q", out.decode())

    def test_json_says_the_same_in_escapes(self):
        place = self.profile()
        _, out, _ = self.run_enroll("register", "--json")
        self.assert_harmless(out)
        self.assertIn((HARMLESS, str(place)), [(program["profile"], program["directory"])
                                               for program in json.loads(out)["programs"]])
        _, out, _ = self.run_enroll("doctor", "--json")
        self.assert_harmless(out, *(finding["message"].encode()
                                    for finding in json.loads(out)["findings"]))


if __name__ == "__main__":
    case.main()
