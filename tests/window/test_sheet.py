#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A certificate's sheet is saved and opened in the person's browser, to be printed."""

import html
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import keyboard  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import CentreCase  # noqa: E402


class Sheet(CentreCase):
    """In English, by names and roles."""

    def use_browser(self, home):
        """A browser of the test: it notes what it is to open."""
        opened = home.directory / "opened"
        browser = home.write("browser", f'#!/bin/sh\nprintf "%s\\n" "$1" > {opened}\n')
        browser.chmod(0o700)
        home.write(".local/share/applications/browser.desktop",
                   "[Desktop Entry]\nType=Application\nName=Browser\nMimeType=text/html;\n"
                   f"Exec={browser} %u\n")
        home.write(".config/mimeapps.list",
                   "[Default Applications]\ntext/html=browser.desktop\n")
        return opened

    def open_sheet(self, with_browser):
        person = self.new_person()
        person.acquire("SHEETONE", "ec-p256")
        opened = self.use_browser(person.home) if with_browser else None
        reader = self.open(person.home, ["--screen", "select"], XDG_DATA_DIRS="/usr/share",
                           GTK_USE_PORTAL="0")
        reader.wait_for("SHEETONE")
        self.assertFalse(reader.is_active(self.words["sheet"]), "active without a row")
        reader.select_row("SHEETONE")
        reader.press(self.words["sheet"])
        return person, reader, opened

    def test_the_sheet_is_saved_and_the_browser_opens_it(self):
        person, reader, opened = self.open_sheet(True)
        page = person.home.directory / "valux-SHEETONE.html"
        reader.wait_for(self.words["saved"].format(page))
        process.wait_until(lambda: opened.exists() and opened.read_text(), "an opened page")
        self.assertEqual(opened.read_text().removeprefix("file://"), f"{page}\n")
        text = page.read_text(encoding="utf-8")
        for fact in ("companyId", "certificateId", "serialNumber", "nickname"):
            self.assertIn(person.certificate("SHEETONE").report[fact].lower(), text.lower())
        self.assertIn(f'lang="{self.language}"', text)
        self.assertEqual(page.stat().st_mode & 0o777, 0o600)

    def custody_on_the_sheet(self, person):
        """What the sheet says of the keys' protection, and the settings likewise."""
        reader = self.open(person.home, ["--screen", "select"], XDG_DATA_DIRS="/usr/share",
                           GTK_USE_PORTAL="0")
        reader.wait_for("SHEETTWO")
        reader.select_row("SHEETTWO")
        reader.press(self.words["sheet"])
        page = person.home.directory / "valux-SHEETTWO.html"
        reader.wait_for(self.words["saved"].format(page))
        row = re.search(f"<th>{self.words['protection']}</th><td>(.*)</td>",
                        page.read_text(encoding="utf-8"))
        reader = self.open(person.home, ["--screen", "settings"])
        reader.wait_for(self.words["set pin" if "PIN" not in row[1] else "remove pin"])
        self.assertIn(html.unescape(row[1]), reader.names())
        return row[1]

    def test_the_sheet_says_what_protects_the_keys_as_the_settings_do(self):
        person = self.new_person()
        person.acquire("SHEETTWO", "ec-p256")
        self.use_browser(person.home)
        sealed = self.custody_on_the_sheet(person)
        person.enroll("custody", "pin", "--new-pin-file", person.home.write("pin", "a-long-pin\n"))
        self.assertNotEqual(self.custody_on_the_sheet(person), sealed)


class SheetInJapanese(Sheet):
    """In Japanese, by the keyboard alone."""

    language = "ja"
    reader = keyboard.Typist


if __name__ == "__main__":
    window_case.main()
