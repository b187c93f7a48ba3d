#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The form shows each field's rule while the person types, and mends what it can."""

import contextlib
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import accessibility  # noqa: E402
import keyboard  # noqa: E402
import made_up  # noqa: E402
import screenshot  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import WindowCase  # noqa: E402


@contextlib.contextmanager
def clipboard(text):
    """The clipboard holds this text."""
    with subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard"], stdin=subprocess.PIPE,
                          stderr=subprocess.PIPE) as owner:
        try:
            owner.stdin.write(text.encode())
            owner.stdin.close()
            owner.stderr.readline()  # it waits to be asked
            yield
        finally:
            owner.terminate()


class Form(WindowCase):
    """In English, by the keyboard alone where a field can be typed."""

    reader = keyboard.Typist

    def open_form(self):
        program = made_up.program(self.place.own_directory(f"program-{self.number}"), self.build)
        reader = self.open(self.new_home(), ["--screen", "acquire"], program)
        reader.find(self.words["form"], ("frame",))
        return reader

    def write(self, reader, field, text):
        """Writes as an input method does: these characters have no keys."""
        accessibility.Reader.enter(reader, self.words[field], text)

    def assert_becomes(self, reader, field, text):
        process.wait_until(lambda: reader.text(self.words[field]) == text,
                           f"{text} in {self.words[field]}")

    def convert(self, field):
        return self.words["convert"].format(self.words[field])

    def test_full_width_characters_are_offered_as_half_width(self):
        reader = self.open_form()
        for field, typed, converted in (("company", "１２３４５６７８９０１２", "123456789012"),
                                        ("certificate", "１０００ＰＡＫ１", "1000PAK1"),
                                        ("passphrase", "ＰＡＳＳＷＯＲＤ", "PASSWORD"),
                                        ("nickname", "ＢＡＮＫ０１", "BANK01")):
            self.assertNotIn(self.convert(field), reader.names())
            self.write(reader, field, typed)
            reader.press(self.convert(field))
            if field != "passphrase":
                self.assert_becomes(reader, field, converted)
            process.wait_until(lambda name=self.convert(field): name not in reader.names(),
                               "no offer any more")
        self.assertEqual(reader.names().count(self.words["right"]), 4)
        # Neither has letters and digits to offer; the second has another form of its signs.
        for text in ("証明書", "ﾊﾞﾝｸ"):
            self.write(reader, "nickname", text)
            self.assert_becomes(reader, "nickname", text)
            reader.wait_for(self.words["wrong characters"])
            self.assertNotIn(self.convert("nickname"), reader.names())

    def test_pasted_blanks_and_line_ends_are_cut_off(self):
        reader = self.open_form()
        for field, pasted, kept in (("company", " 123456\t789012\r\n", "123456789012"),
                                    ("nickname", "\n\u3000BANK 01\u00a0", "BANK01")):
            reader.go_to(lambda focused, name=self.words[field]: focused == name, field)
            with clipboard(pasted):
                keyboard.keys("ctrl+v")
                self.assert_becomes(reader, field, kept)

    def test_a_rule_is_told_while_the_person_types(self):
        reader = self.open_form()
        for text, told in (("123", "too short"), ("1" * 13, "too long"), ("1" * 11 + "-", "sign"),
                           ("1" * 12, "right")):
            reader.enter(self.words["company"], text)
            reader.wait_for(self.words[told])
        reader.enter(self.words["passphrase"], "passphrase")
        reader.wait_for(self.words["not a capital"])
        self.assertFalse(reader.is_active(self.words["get"]))

    def picture(self, reader, text):
        """The picture of the window with this text as the one-time password."""
        self.write(reader, "otp", text)
        screenshot.settle()
        return screenshot.rows(screenshot.crop_of(self.window.focus()))

    def test_a_secret_is_seen_only_while_its_button_is_pressed(self):
        reader = self.open_form()
        secrets = ("ABCDEFGH1234", "IJKLMNOP5678")
        for hidden in (True, False, True):
            one, other = [self.picture(reader, secret) for secret in secrets]
            self.assertEqual(one == other, hidden)
            reader.press(self.words["show"].format(self.words["otp"]))


class FormInJapanese(Form):
    """In Japanese."""

    language = "ja"


if __name__ == "__main__":
    window_case.main()
