#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The window follows what the command does, and everything can be done by keyboard alone."""

import contextlib
import json
import pathlib
import re
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import desktop  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from keyboard import keys, write  # noqa: E402
from window_case import CentreCase  # noqa: E402

# Seconds. The window is to follow within one; a busy machine gets more. By its timer it would take
# ten minutes.
FOLLOWS = 10

SELECTS = 1  # second that a key gets to select a row
TABS = 8
# Kilobytes of the stack that stay. Reading the style sheet takes 700, which must not stay.
STACK_STAYS = 256
TEN_DAYS = str(10 * 86400)


class Live(CentreCase):
    """In English."""

    def test_a_change_by_the_command_shows_by_itself(self):
        person = self.new_person()
        first = person.acquire("ALIVEONE", "ec-p256")
        second = person.acquire("ALIVETWO", "ec-p256")
        reader = self.open(person.home)
        for certificate in (second, first, second):
            nickname = certificate.nickname
            person.select(certificate)
            selected = time.monotonic()
            reader.wait_for(nickname)
            self.assertLess(time.monotonic() - selected, FOLLOWS)

    def test_a_store_of_which_a_part_is_missing_is_told_until_it_is_whole(self):
        person = self.new_person()
        person.acquire("INPARTS", "ec-p256")
        reader = self.open(person.home)
        reader.wait_for("INPARTS")
        away = (person.store / "seal").rename(person.home.directory / "away")
        reader.wait_for(self.words["half"])
        away.rename(person.store / "seal")
        reader.wait_until_gone(self.words["half"])

    def test_an_older_store_is_told_with_what_it_lacks_until_it_is_accepted(self):
        person, (certificate, _) = self.new_person_with_two_to_renew()
        backup = shutil.copytree(person.store, person.home.directory / "backup")
        lost = person.renew(certificate)
        shutil.rmtree(person.store)
        shutil.move(backup, person.store)
        reader = self.open(person.home)
        reader.wait_for(self.words["older"])
        self.assertTrue(reader.shows(lost.serial))
        person.enroll("repair")
        reader.wait_until_gone(self.words["older"])

    def new_person_with_two_to_renew(self):
        person = self.new_person()
        self.scene.centre.start("--service-end", TEN_DAYS)
        self.addCleanup(self.scene.centre.start)
        return person, [person.acquire(name, "ec-p256") for name in ("RENEWONE", "RENEWTWO")]

    def assert_renewal_is_open(self, reader, certificate):
        """The screen to renew shows, with this certificate selected: a press renews it."""
        reader.find(self.words["enrolment"], ("frame",))
        reader.press(self.words["renew"])
        reader.wait_for(self.words["renewed"].format(certificate.nickname))
        reader.press(self.words["ok"])
        reader.find(self.words["menu"], ("frame",))

    def test_an_option_opens_the_renewal_of_one_certificate(self):
        person, certificates = self.new_person_with_two_to_renew()
        wanted = certificates[1]
        reader = self.open(person.home, ["--screen", "renew", "--certificate", wanted.serial])
        self.assert_renewal_is_open(reader, wanted)
        self.assertNotEqual(person.certificate("RENEWTWO").serial, wanted.serial)
        self.assertEqual(person.certificate("RENEWONE").serial, certificates[0].serial)

    def test_a_second_window_is_the_first_and_so_is_the_session_bus_s(self):
        person, (first, second) = self.new_person_with_two_to_renew()
        reader = self.open(person.home)
        reader.wait_for("RENEWONE")
        other = self.start_another(person.home, ["--screen", "renew", "--certificate",
                                                 first.serial])
        self.assertEqual(other.wait(), 0)
        self.assert_renewal_is_open(reader, first)
        # What the notification of an alarm does.
        desktop.activate("renew", f"[<'{second.serial}'>]")
        self.assert_renewal_is_open(reader, second)
        self.assertNotEqual(person.certificate("RENEWTWO").serial, second.serial)

    def test_the_switch_turns_the_automatic_renewal_on_and_the_menu_says_what_it_did(self):
        person = self.new_person()
        self.scene.centre.start("--not-before", str(-300 * 86400), "--service-end", TEN_DAYS)
        self.addCleanup(self.scene.centre.start)
        old = person.acquire("SWITCHED", "ec-p256")
        self.scene.centre.start()
        reader = self.open(person.home, ["--screen", "settings"])
        self.assertFalse(reader.is_active(self.words["save"]))
        reader.find(self.words["automatic"], ("check box",))
        self.window.focus()
        keys("alt+r")  # GTK 4.8 gives check boxes no action
        reader.press(self.words["save"])
        reader.find(self.words["menu"], ("frame",))
        self.assertTrue(json.loads(person.enroll("config", "--json"))["renewal"]["automatic"])
        person.enroll("renew", "--automatic", "--quiet")
        self.assertNotEqual(person.certificate("SWITCHED").serial, old.serial)
        reader.wait_for(self.words["automatically"].format("SWITCHED"))

    def stack(self):
        """Kilobytes of memory that the first thread's stack takes."""
        smaps = pathlib.Path(f"/proc/{self.window.child.pid}/smaps").read_text(encoding="utf-8")
        return int(re.search(r"\[stack\]\n(?:.*\n)*?Rss: +(\d+)", smaps)[1])

    def test_memory_that_is_not_needed_any_more_goes_back_when_the_window_rests(self):
        person = self.new_person()
        person.acquire("ATREST", "ec-p256")
        reader = self.open(person.home)
        reader.wait_for("ATREST")
        process.wait_until(lambda: self.stack() < STACK_STAYS, "a small stack")
        # And the window goes on as before.
        reader.press(self.words["settings"])
        reader.find(self.words["save"])

    def select_row_by_keyboard(self, reader):
        """Goes on by Tab until the list has the keyboard, and selects its second row."""
        for _ in range(TABS):
            keys("Down")  # the arrow keys select; space would take it back
            with contextlib.suppress(process.ProcessFailure):
                process.wait_until(lambda: reader.is_active(self.words["select"]),
                                   "a selected row", SELECTS)
                return
            keys("Tab")
        self.fail(f"no row was selected with {TABS} times Tab")

    def test_a_person_acquires_and_selects_by_keyboard_alone(self):
        person = self.new_person()
        person.acquire("KEYFIRST", "ec-p256")
        letter = self.scene.centre.send_letter()
        reader = self.open(person.home)
        reader.wait_for("KEYFIRST")
        self.window.focus()
        keys("alt+a")
        reader.find(self.words["enrolment"], ("frame",))
        keys("alt+a")
        reader.find(self.words["form"], ("frame",))
        for key, text in (("alt+c", letter.company_id), ("alt+e", letter.certificate_id),
                          ("alt+o", letter.one_time_password), ("alt+p", letter.passphrase),
                          ("alt+n", "KEYSECOND")):
            keys(key)
            write(text)
        process.wait_until(lambda: reader.is_active(self.words["get"]), "a complete form")
        keys("alt+a")
        reader.wait_for(self.words["acquired"].format("KEYSECOND"))
        keys("Return")
        reader.find(self.words["select screen"], ("frame",))
        process.wait_until(lambda: len(person.certificates()) == 2, "two certificates")
        reader.wait_for("KEYSECOND")
        self.select_row_by_keyboard(reader)
        keys("alt+s")
        reader.wait_for(self.words["selected"].format("KEYSECOND"))
        self.assertTrue(person.certificate("KEYSECOND").report["selected"])


if __name__ == "__main__":
    window_case.main()
