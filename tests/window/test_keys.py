#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Mnemonics and Escape, on every screen and dialog."""

import ast
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import accessibility  # noqa: E402
import keyboard  # noqa: E402
import made_up  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import WindowCase  # noqa: E402

TRANSLATIONS = pathlib.Path(__file__).resolve().parents[2] / "enroll/po/ja.po"
WINDOW = pathlib.Path(__file__).resolve().parents[2] / "enroll/window"
JAPANESE = re.compile(r"\((\w)\)$")  # 更新(R), as a label shows it
STAYS = ("menu", "locked", "unlocked", "refused", "progress")  # Escape does nothing there

# One more of everything that has a button.
SEVERAL = made_up.with_overview({
    **made_up.ANSWERS,
    "resume": {"interface": 1, "unfinished": [
        {**made_up.ANSWERS["resume"]["unfinished"][0], "requestId": str(number),
         "nickname": f"WAITING{number}"} for number in range(3)]},
    "alarm": {"interface": 1, "exitStatus": 20,
              "alarms": 3 * made_up.ANSWERS["alarm"]["alarms"]},
    "doctor": {"interface": 1, "findings": 3 * made_up.ANSWERS["doctor"]["findings"]}})
ANSWER = """
import json, sys
print(json.dumps(%r.get(sys.argv[1], {"interface": 1})))
"""
ASKS = """
import json, os, sys
if sys.argv[1] == "new":
    progress, login = (int(sys.argv[sys.argv.index(option) + 1])
                       for option in ("--progress-fd", "--proxy-login-fd"))
    os.write(progress, (json.dumps({"interface": 1, "step": "proxyLogin", "message": "It asks.",
                                    "proxy": "http://proxy.example"}) + "\\n").encode())
    if os.read(login, 100) == b"":
        print(json.dumps(%r), file=sys.stderr)
        sys.exit(8)
"""


def translated():
    """The texts with a mnemonic that the window has, with their translations."""
    sources = "".join(file.read_text(encoding="utf-8")
                      for file in (*WINDOW.glob("*.c"), *WINDOW.glob("*.ui")))
    for entry in TRANSLATIONS.read_text(encoding="utf-8").split("\n\n"):
        text, translation = (
            "".join(ast.literal_eval(line) for line in part.splitlines() if line.startswith('"'))
            for part in entry.replace("msgid ", "", 1).split("msgstr ", 1)) \
            if entry.count("msgstr ") == 1 and "msgid_plural" not in entry else ("", "")
        if re.search(r"_\w", text) and text in sources and "\n" not in text:
            yield text, translation


class Translations(WindowCase):
    """What stands in the files."""

    def test_each_mnemonic_has_the_same_letter_in_japanese_behind_the_text(self):
        pairs = list(translated())
        print(f"{len(pairs)} texts with a mnemonic", flush=True)
        self.assertGreater(len(pairs), 25)
        for text, translation in pairs:
            letter = re.search(r"_(\w)", text)[1].upper()
            with self.subTest(text):
                self.assertTrue(translation.endswith(f"(_{letter})"), translation)


class Keys(WindowCase):
    """In Japanese, where a mnemonic can be read: 更新(R). English has the same letters."""

    language = "ja"
    reader = keyboard.Typist

    def open_screen(self, screen, program):
        reader = self.open_made_up(screen, program)
        made_up.go_on_to(screen, reader, self.words)
        self.window.focus()
        return reader

    @staticmethod
    def letters(reader):
        found = (JAPANESE.search(name) for name in reader.names(("label",), reader.top()))
        return [match[1] for match in found if match]

    def test_no_two_of_a_screen_are_the_same_and_escape_leads_to_the_menu(self):
        program = made_up.program(self.place.own_directory(f"program-{self.number}"), self.build)
        for screen in made_up.SCREENS:
            with self.subTest(screen):
                reader = self.open_screen(screen, program)
                letters = self.letters(reader)
                print(f"{screen}: {' '.join(letters)}", flush=True)
                self.assertNotEqual(letters, [])
                self.assertEqual(sorted(letters), sorted(set(letters)))
                title = reader.all(("frame",))[0].get_name()
                keyboard.keys("Escape")
                if screen in STAYS:
                    self.assertEqual(reader.all(("frame",))[0].get_name(), title)
                else:
                    reader.find(self.words["menu"], ("frame",))
                self.window.stop()

    def test_no_two_of_a_dialog_are_the_same_and_all_that_is_active_has_one(self):
        program = made_up.program(self.place.own_directory(f"program-{self.number}"), self.build)
        for dialog in made_up.DIALOGS:
            with self.subTest(dialog):
                reader = self.open_screen(dialog, program)
                letters = self.letters(reader)
                print(f"{dialog}: {' '.join(letters)}", flush=True)
                self.assertEqual(sorted(letters), sorted(set(letters)))
                buttons = reader.names(accessibility.BUTTONS, reader.top())
                self.assertEqual(len(letters), len(buttons) + len(made_up.DIALOGS[dialog][1]))
                made_up.fill_dialog(dialog, reader, self.words)
                keyboard.keys(f"alt+{letters[-1].lower()}")
                if dialog == "closing":
                    self.window.child.wait()
                else:
                    self.wait_until_no_dialog(reader)
                self.window.stop()

    def test_escape_and_the_first_button_s_mnemonic_close_a_dialog_and_change_nothing(self):
        program = made_up.program(self.place.own_directory(f"program-{self.number}"), self.build)
        for dialog in ("new-pin", "closing"):
            with self.subTest(dialog):
                reader = self.open_screen(dialog, program)
                title = reader.all(("frame",))[0].get_name()
                keyboard.keys("Escape")
                self.wait_until_no_dialog(reader)
                self.window.focus()
                made_up.open_dialog(dialog, reader, self.words)
                self.window.focus()
                keyboard.keys("alt+w" if dialog == "closing" else "alt+c")
                self.wait_until_no_dialog(reader)
                self.assertEqual(reader.all(("frame",))[0].get_name(), title)
                self.window.stop()

    def test_of_several_buttons_that_read_alike_one_has_a_mnemonic(self):
        program = self.with_script(ANSWER % SEVERAL)
        for screen, name, letter in (("menu", self.words["resume"], "G"),
                                     ("menu", self.words["renew now"], "R"),
                                     ("checkup", self.words["mend"].rstrip(": "), "M")):
            with self.subTest(name):
                reader = self.open_screen(screen, program)
                process.wait_until(lambda start=name, on=reader: sum(
                    text.startswith(start) for text in on.names(accessibility.BUTTONS)) == 3,
                    f"three times {name}", accessibility.DEADLINE)
                self.assertEqual(self.letters(reader).count(letter), 1)
                self.window.stop()

    def test_escape_closes_what_is_open_over_a_screen(self):
        reader = self.open_screen("menu", self.with_script(ASKS % made_up.FAILURE))
        keyboard.keys("F10")
        reader.find(self.words["about"])
        keyboard.keys("Escape")
        process.wait_until(lambda: self.words["about"] not in reader.names(), "no main menu")
        reader.find(self.words["menu"], ("frame",))

    def test_escape_gives_up_where_a_proxy_asks(self):
        reader = self.open_screen("acquire", self.with_script(ASKS % made_up.FAILURE))
        for field, text in (("company", "123456789012"), ("certificate", "1000PAK9"),
                            ("otp", "ABCDEFGH1234"), ("passphrase", "PASSPHRASE"),
                            ("nickname", "ASKEDBYPROXY")):
            reader.enter(self.words[field], text)
        reader.press(self.words["get"])
        reader.find(self.words["user"], ("text", "entry"))
        self.window.focus()
        self.assertTrue({"U", "P", "C", "G"} <= set(self.letters(reader)), reader.names())
        keyboard.keys("Escape")
        reader.find(self.words["result"], ("frame",))
        self.assertTrue(reader.shows(made_up.FAILURE["message"]), reader.names())


if __name__ == "__main__":
    window_case.main()
