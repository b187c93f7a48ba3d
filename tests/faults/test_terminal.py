#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The menu and the form on a terminal: the manual's order, no secret shown, no harm by Ctrl-C."""

import os
import pathlib
import pty
import select
import signal
import sys
import termios
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, product, sandbox_centre, workplace

DEADLINE = 60
STATUS, CANCELLED = 13, 14


class Terminal:
    """valux-enroll on a pseudo-terminal of its own."""

    def __init__(self, person, language, *arguments):
        self.screen = ""
        self._read = 0
        environment = {**person.home.environment, "LANGUAGE": language, "TERM": "dumb"}
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            try:
                program = str(person.product.enroll)
                os.execve(program, [program, *arguments], environment)
            finally:
                os._exit(127)

    def wait_for(self, text):
        """Waits until the text appears behind what was waited for last."""
        until = time.monotonic() + DEADLINE
        while (position := self.screen.find(text, self._read)) < 0:
            if not self._receive(until - time.monotonic()):
                raise AssertionError(f"no '{text}' on the screen:\n{self.screen}")
        self._read = position + len(text)

    def _receive(self, seconds):
        ready, _, _ = select.select([self.descriptor], [], [], max(0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 4096)
        except OSError:
            return False
        self.screen += data.decode("utf-8", "replace")
        return data != b""

    def has_echo(self):
        return bool(termios.tcgetattr(self.descriptor)[3] & termios.ECHO)

    def type(self, text, without_echo=False):
        """Types a line; a secret once the echo is off."""
        until = time.monotonic() + DEADLINE
        while self.has_echo() == without_echo:
            if time.monotonic() > until:
                raise AssertionError("the echo is on" if without_echo else "the echo is off")
            time.sleep(0.01)
        os.write(self.descriptor, text.encode() + b"\n")

    def end(self):
        """Reads to the end; returns the exit status, negative for a signal."""
        until = time.monotonic() + DEADLINE
        while self._receive(until - time.monotonic()):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(status)


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
        terminal = Terminal(self.person, "en")
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
        terminal = Terminal(self.person, "ja")
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

    def test_ctrl_c_at_a_secret_sends_nothing_and_gives_the_echo_back(self):
        terminal = Terminal(self.person, "en", "new", "--company-id", self.letter.company_id,
                            "--certificate-id", self.letter.certificate_id, "--nickname",
                            "BANK01")
        terminal.wait_for("one-time password (")
        terminal.type("x", without_echo=True)
        terminal.wait_for("one-time password (")
        until = time.monotonic() + DEADLINE
        while terminal.has_echo():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.01)
        os.kill(terminal.pid, signal.SIGINT)
        terminal.wait_for("Cancelled")
        self.assertTrue(terminal.has_echo())
        self.assertEqual(terminal.end(), CANCELLED)
        self.assertEqual(self.centre.list()["requests"], [])
        self.assertEqual(self.person.certificates(), [])

    def test_removing_asks_twice_for_the_one_in_use_and_holds_nobody_up_meanwhile(self):
        self.person.acquire("BANK01", "ec-p256")
        terminal = Terminal(self.person, "en", "remove", "BANK01")
        terminal.wait_for("[y/N]")
        self.person.enroll("select", "BANK01")
        terminal.type("y")
        terminal.wait_for("programs lose it at once")
        self.person.enroll("select", "BANK01")
        terminal.wait_for("[y/N]")
        terminal.type("n")
        self.assertEqual(terminal.end(), CANCELLED, terminal.screen)
        terminal = Terminal(self.person, "en", "remove", "BANK01")
        for _ in range(2):
            terminal.wait_for("[y/N]")
            terminal.type("y")
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertEqual(self.person.certificates(), [])

    def test_what_is_selected_while_the_person_is_asked_is_not_removed(self):
        self.person.acquire("BANK01", "ec-p256")
        self.person.acquire("BANK02", "ec-p256")
        terminal = Terminal(self.person, "en", "remove", "BANK02")
        terminal.wait_for("[y/N]")
        self.person.enroll("select", "BANK02")
        terminal.type("y")
        self.assertEqual(terminal.end(), STATUS, terminal.screen)
        self.assertIn("BANK02 has become the certificate in use meanwhile", terminal.screen)
        self.assertEqual(len(self.person.certificates()), 2)

    def test_who_says_even_selected_beforehand_means_whatever_is_selected_meanwhile_too(self):
        self.person.acquire("BANK01", "ec-p256")
        self.person.acquire("BANK02", "ec-p256")
        terminal = Terminal(self.person, "en", "remove", "--even-selected", "BANK02")
        terminal.wait_for("[y/N]")
        self.person.enroll("select", "BANK02")
        terminal.type("y")
        self.assertEqual(terminal.end(), 0, terminal.screen)
        self.assertEqual([entry.nickname for entry in self.person.certificates()], ["BANK01"])


if __name__ == "__main__":
    case.main()
