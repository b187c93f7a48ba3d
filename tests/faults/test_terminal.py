#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The menu and the form on a terminal: the manual's order, no secret shown, no harm by Ctrl-C."""

import json
import os
import pathlib
import signal
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, product, sandbox_centre, workplace
from terminal import Terminal

STATUS, CANCELLED = 13, 14
TEN_DAYS = str(10 * 86400)


def width(line):
    """The columns that a line takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


class Screens(unittest.TestCase):
    def setUp(self):
        self.place = self.enterContext(workplace.Workplace())
        self.centre = sandbox_centre.start_in(self.place, case.ProgramCase.programs.centre,
                                              "--key-types", "ec-p256")
        self.person = product.Person(case.ProgramCase.programs, self.place.home("person"),
                                     self.centre)
        self.letter = self.centre.send_letter()

    def fill_form(self, terminal, company, certificate, password, passphrase, nickname):
        """Fills the form in, with one mistake that the form has to tell at once."""
        terminal.wait_for(company)
        terminal.type("TOOSHORT")
        terminal.wait_for(company)
        terminal.wait_for(company)
        terminal.type(self.letter.company_id)
        terminal.wait_for(certificate)
        terminal.type(self.letter.certificate_id)
        terminal.wait_for(password)
        terminal.type(self.letter.one_time_password, without_echo=True)
        terminal.wait_for(passphrase)
        terminal.type(self.letter.passphrase, without_echo=True)
        terminal.wait_for(nickname)
        terminal.type("BANK01")

    def test_the_menu_leads_to_a_certificate_and_never_shows_a_secret(self):
        terminal = Terminal(self.person.home, self.person.product.enroll, "en")
        for question, answer in (("== Menu ==", "1"), ("== Acquire or renew", "1")):
            terminal.wait_for(question)
            terminal.wait_for("Number")
            terminal.type(answer)
        self.fill_form(terminal, "company ID", "certificate ID", "one-time password (",
                       "passphrase (", "certificate nickname (")
        terminal.wait_for("BANK01 has been acquired")
        for question, answer in (("== Acquire or renew", "0"), ("== Menu ==", "2"),
                                 ("certificate to use", "1"), ("== Menu ==", "0")):
            terminal.wait_for(question)
            if question.startswith("=="):
                terminal.wait_for("Number")
            terminal.type(answer)
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertNotIn(self.letter.one_time_password, terminal.screen)
        self.assertNotIn(self.letter.passphrase, terminal.screen)
        self.assertEqual(self.person.certificate("BANK01").report["selected"], True)

    def test_the_screens_are_in_japanese_with_the_manual_s_words(self):
        terminal = Terminal(self.person.home, self.person.product.enroll, "ja")
        terminal.wait_for("メニュー")
        terminal.wait_for("証明書の新規取得・更新")
        terminal.type("1")
        terminal.wait_for("証明書の新規取得")
        terminal.wait_for("メニューへ戻る")
        terminal.type("1")
        self.fill_form(terminal, "企業ID", "証明書ID", "ワンタイムパスワード", "パスフレーズ",
                       "証明書ニックネーム")
        terminal.wait_for("BANK01")
        terminal.wait_for("メニューへ戻る")
        terminal.type("0")
        terminal.wait_for("メニュー")
        terminal.type("3")
        terminal.wait_for("サービス利用期間")
        terminal.wait_for("新規")
        terminal.wait_for("メニュー")
        terminal.type("0")
        self.assertEqual(terminal.end(), 0, terminal.screen)

    def answer(self, terminal, *steps):
        """Waits for each question and answers it."""
        for question, answer in steps:
            terminal.wait_for(question)
            terminal.type(answer)

    def test_a_further_acquisition_leads_on_to_the_selection(self):
        self.person.acquire("FIRST01", "ec-p256")
        terminal = Terminal(self.person.home, self.person.product.enroll, "en")
        self.answer(terminal, ("Number", "1"), ("Number", "1"))
        self.fill_form(terminal, "company ID", "certificate ID", "one-time password (",
                       "passphrase (", "certificate nickname (")
        for text in ("BANK01 has been acquired", "== Select the certificate to use ==",
                     "The certificate in use:", "FIRST01", "FIRST01", "BANK01", "expiring",
                     "expired", "invalid"):
            terminal.wait_for(text)
        self.answer(terminal, ("certificate to use", "2"), ("Number", "0"),
                    ("== Menu ==", "0"))
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertNotIn("valux-enroll", terminal.screen)
        self.assertEqual(self.person.certificate("BANK01").report["selected"], True)

    def test_the_menu_asks_before_it_renews(self):
        self.centre.start("--key-types", "ec-p256", "--service-end", TEN_DAYS)
        old = self.person.acquire("BANK01", "ec-p256")
        terminal = Terminal(self.person.home, self.person.product.enroll, "en")
        self.answer(terminal, ("Number", "1"), ("Number", "2"))
        terminal.wait_for("BANK01")
        terminal.wait_for("expiring")
        terminal.wait_for("certificate to renew")
        self.assertEqual(self.person.certificate("BANK01").serial, old.serial)
        self.answer(terminal, ("", "1"), ("Number", "0"),
                    ("== Menu ==", "0"))
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertNotEqual(self.person.certificate("BANK01").serial, old.serial)

    def test_lists_keep_to_the_terminal_s_width(self):
        for nickname in ("A" * 20, "BANK02"):
            self.person.acquire(nickname, "ec-p256")
        for language, words in (("en", ("Service period", "Serial number")),
                                ("ja", ("サービス利用期間", "シリアル番号"))):
            terminal = Terminal(self.person.home, self.person.product.enroll, language, "list")
            self.assertEqual(terminal.end(), 0, terminal.screen)
            widths = [width(line) for line in terminal.screen.splitlines()]
            self.assertLessEqual(max(widths), 80, terminal.screen)
            self.assertIn(words[0], terminal.screen)
            self.assertNotIn(words[1], terminal.screen)
            verbose = self.person.enroll("list", "--verbose")
            self.assertIn(self.person.certificate("BANK02").serial, verbose)
            self.assertEqual(len(verbose.splitlines()), 4)  # in a file, a line for each

    def test_without_a_configuration_the_menu_asks_for_the_centre_first(self):
        file = self.person.home.directory / ".config/valux/valux.json"
        authority = self.person.home.directory / "centre-ca.pem"
        fingerprint = self.person.home.run(["openssl", "x509", "-in", authority, "-noout",
                                            "-fingerprint", "-sha256"]).strip().split("=")[1]
        file.unlink()
        address = ("Address of the centre", self.centre.address)
        right = ("File with", str(authority))
        for steps, said in (
                ([address, ("File with", "/no/such/file")], "/no/such/file"),
                ([address, right, ("told you? [y/N]", "n")], ""),
                ([("Address", "https://127.0.0.1:9"), right, ("told you?", "y")], "be reached")):
            terminal = Terminal(self.person.home, self.person.product.enroll, "en")
            self.answer(terminal, *steps)
            terminal.wait_for(said)
            self.answer(terminal, ("== Menu ==", "0"))
            self.assertEqual(terminal.end(), 0, terminal.screen)
            self.assertFalse(file.exists())
        terminal = Terminal(self.person.home, self.person.product.enroll, "en")
        self.answer(terminal, address, right)
        terminal.wait_for(fingerprint)
        self.answer(terminal, ("told you? [y/N]", "y"), ("== Menu ==", "0"))
        self.assertEqual(terminal.end(), 0, terminal.screen)
        saved = json.loads(file.read_text())["centre"]
        self.assertEqual(saved, {"address": self.centre.address, "caFile": str(authority)})

    def fields(self):
        """The options for all fields but the secrets."""
        return ["--company-id", self.letter.company_id, "--certificate-id",
                self.letter.certificate_id, "--nickname", "BANK01"]

    def assert_nothing_was_sent(self):
        self.assertEqual(self.centre.list()["requests"], [])
        self.assertEqual(self.person.certificates(), [])

    def at_the_secret(self):
        """The form at the question for the one-time password, the echo off."""
        terminal = Terminal(self.person.home, self.person.product.enroll, "en", "new",
                            *self.fields())
        terminal.wait_for("one-time password (")
        terminal.type("x", without_echo=True)
        terminal.wait_for("one-time password (")
        terminal.wait_for_echo(False)
        return terminal

    def test_a_signal_at_a_secret_sends_nothing_gives_the_echo_back_and_ends_the_program(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            with self.subTest(signal=number.name):
                terminal = self.at_the_secret()
                os.kill(terminal.pid, number)
                terminal.wait_for("Cancelled")
                self.assertTrue(terminal.has_echo())
                self.assertEqual(terminal.end(), -number)
                self.assert_nothing_was_sent()

    def test_ctrl_c_and_ctrl_d_at_a_secret_send_nothing_and_give_the_echo_back(self):
        for key, status in ((b"\x03", -signal.SIGINT), (b"\x04", CANCELLED)):
            with self.subTest(key=key):
                terminal = self.at_the_secret()
                terminal.press(key)
                terminal.wait_for("Cancelled")
                self.assertTrue(terminal.has_echo())
                self.assertEqual(terminal.end(), status)
                self.assert_nothing_was_sent()

    def shell(self):
        """An interactive bash that asks for a one-time password in the foreground."""
        terminal = Terminal(self.person.home, "/bin/bash", "en", "--norc", "--noprofile",
                            "--noediting", "-i")
        words = [str(self.person.product.enroll), "new", *self.fields()]
        terminal.type("PS1='ready '; " + " ".join(words))
        terminal.wait_for("one-time password (")
        terminal.wait_for_echo(False)
        return terminal

    def job(self, terminal):
        """The process in the shell's foreground."""
        with open(f"/proc/{terminal.pid}/task/{terminal.pid}/children", encoding="ascii") as file:
            return int(file.read().split()[0])

    def finish_in_the_shell(self, terminal):
        """Types the secrets at the question that has come again, and leaves the shell."""
        terminal.wait_for("one-time password (")
        terminal.type(self.letter.one_time_password, without_echo=True)
        terminal.wait_for("passphrase (")
        terminal.type(self.letter.passphrase, without_echo=True)
        terminal.wait_for("BANK01 has been acquired")
        terminal.wait_for("ready ")
        terminal.type("exit")
        terminal.end()
        for secret in (self.letter.one_time_password, self.letter.passphrase):
            self.assertNotIn(secret, terminal.screen)
            self.assertNotIn(secret[:5], terminal.screen)

    def test_after_ctrl_z_and_fg_the_question_comes_again_without_echo(self):
        terminal = self.shell()
        for _ in range(3):
            terminal.press(self.letter.one_time_password[:5].encode() + b"\x1a")
            terminal.wait_for("Stopped")
            terminal.wait_for("ready ")
            self.assertTrue(terminal.has_echo(), "the shell has its echo back")
            terminal.type("echo $((40 + 2)) here")
            terminal.wait_for("42 here")
            terminal.type("fg")
            terminal.wait_for("one-time password (")
            terminal.wait_for_echo(False)
        terminal.press(b"\x1a")
        terminal.wait_for("ready ")
        terminal.type("fg")
        self.finish_in_the_shell(terminal)

    def test_after_a_stop_that_nobody_can_catch_the_question_comes_again_without_echo(self):
        terminal = self.shell()
        os.kill(self.job(terminal), signal.SIGSTOP)
        terminal.wait_for("Stopped")
        terminal.wait_for("ready ")
        terminal.press(b"fg\n")
        self.finish_in_the_shell(terminal)

    def test_a_stopped_question_goes_on_in_the_background_and_waits_for_the_foreground(self):
        terminal = self.shell()
        terminal.press(b"\x1a")
        terminal.wait_for("ready ")
        terminal.type("bg; wait %1; echo $((40 + 2)) here")
        terminal.wait_for("42 here")
        terminal.wait_for_echo(True)
        before = len(terminal.screen)
        terminal.type("fg")
        self.finish_in_the_shell(terminal)
        self.assertEqual(terminal.screen[before:].count("one-time password ("), 1, terminal.screen)

    def test_a_signal_at_a_secret_gives_the_shell_its_echo_back(self):
        terminal = self.shell()
        os.kill(self.job(terminal), signal.SIGTERM)
        terminal.wait_for("Cancelled")
        terminal.wait_for("ready ")
        self.assertTrue(terminal.has_echo())
        terminal.type("exit")
        terminal.end()
        self.assert_nothing_was_sent()

    def test_removing_asks_twice_for_the_one_in_use_and_holds_nobody_up_meanwhile(self):
        self.person.acquire("BANK01", "ec-p256")
        terminal = Terminal(self.person.home, self.person.product.enroll, "en", "remove", "BANK01")
        terminal.wait_for("[y/N]")
        self.person.enroll("select", "BANK01")
        terminal.type("y")
        terminal.wait_for("programs lose it at once")
        self.person.enroll("select", "BANK01")
        terminal.wait_for("[y/N]")
        terminal.type("n")
        self.assertEqual(terminal.end(), CANCELLED, terminal.screen)
        terminal = Terminal(self.person.home, self.person.product.enroll, "en", "remove", "BANK01")
        for _ in range(2):
            terminal.wait_for("[y/N]")
            terminal.type("y")
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertEqual(self.person.certificates(), [])

    def test_what_is_selected_while_the_person_is_asked_is_not_removed(self):
        self.person.acquire("BANK01", "ec-p256")
        self.person.acquire("BANK02", "ec-p256")
        terminal = Terminal(self.person.home, self.person.product.enroll, "en", "remove", "BANK02")
        terminal.wait_for("[y/N]")
        self.person.enroll("select", "BANK02")
        terminal.type("y")
        self.assertEqual(terminal.end(), STATUS, terminal.screen)
        self.assertIn("BANK02 has become the certificate in use meanwhile", terminal.screen)
        self.assertEqual(len(self.person.certificates()), 2)

    def test_who_says_even_selected_beforehand_means_whatever_is_selected_meanwhile_too(self):
        self.person.acquire("BANK01", "ec-p256")
        self.person.acquire("BANK02", "ec-p256")
        terminal = Terminal(self.person.home, self.person.product.enroll, "en", "remove",
                            "--even-selected", "BANK02")
        terminal.wait_for("[y/N]")
        self.person.enroll("select", "BANK02")
        terminal.type("y")
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertEqual([entry.nickname for entry in self.person.certificates()], ["BANK01"])


if __name__ == "__main__":
    case.main()
