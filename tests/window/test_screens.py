#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Every screen, done against the sandbox centre: by names and roles, and by the keyboard alone."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import accessibility  # noqa: E402
import keyboard  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import CentreCase  # noqa: E402


RENEW = 20  # exit status of `alarm`
TEN_DAYS = str(10 * 86400)


class Screens(CentreCase):
    """In English, by names and roles."""

    def acquire(self, reader, letter, nickname):
        """From the menu to the result."""
        reader.press(self.words["enrolment"])
        reader.press(self.words["acquire"])
        reader.wait_for(self.words["form"])
        self.assertFalse(reader.is_active(self.words["get"]), "active without fields")
        self.fill_form(reader, letter, nickname)
        reader.press(self.words["get"])
        reader.wait_for(self.words["acquired"].format(nickname))

    def test_a_person_acquires_selects_and_renews_by_the_manuals_screens(self):
        person = self.new_person()
        reader = self.open(person.home)
        reader.wait_for(self.words["none"])

        self.acquire(reader, self.scene.centre.send_letter(), "FIRSTONE")
        self.assertTrue(reader.shows(self.words["first"]), reader.names())
        reader.press(self.words["ok"])
        reader.wait_for("FIRSTONE")
        first = person.certificate("FIRSTONE")
        self.assertTrue(first.report["selected"])

        self.acquire(reader, self.scene.centre.send_letter(), "SECONDONE")
        self.assertTrue(reader.shows(self.words["later"]), reader.names())
        reader.press(self.words["ok"])

        reader.find(self.words["select screen"], ("frame",))
        reader.wait_for("SECONDONE")
        self.assertFalse(reader.is_active(self.words["select"]), "active without a row")
        reader.select_row("SECONDONE")
        reader.press(self.words["select"])
        reader.wait_for(self.words["selected"].format("SECONDONE"))
        second = person.certificate("SECONDONE")
        self.assertTrue(second.report["selected"])
        reader.press(self.words["ok"])
        reader.find(self.words["select screen"], ("frame",))
        reader.press(self.words["back"])

        self.scene.centre.start("--renewal-window", "40000000")
        person.configuration["thresholds"] = {"expiringDays": 400}
        person.configure()
        person.select(first)  # the window asks again, and learns of the thresholds
        reader.press(self.words["enrolment"])
        reader.select_row("SECONDONE")
        reader.press(self.words["renew"])
        reader.wait_for(self.words["renewed"].format("SECONDONE"))
        reader.press(self.words["ok"])
        reader.find(self.words["menu"], ("frame",))
        self.assertNotEqual(person.certificate("SECONDONE").serial, second.serial)

    def test_a_wrong_password_is_explained_and_the_ids_stay_in_the_form(self):
        person = self.new_person()
        reader = self.open(person.home, ["--screen", "acquire"])
        letter = self.scene.centre.send_letter()
        self.fill_form(reader, letter, "WRONGONE")
        reader.enter(self.words["otp"], "0" * 12)
        reader.press(self.words["get"])
        reader.find(self.words["result"], ("frame",))
        reader.press(self.words["ok"])
        reader.find(self.words["form"], ("frame",))
        self.assertEqual(reader.text(self.words["company"]), letter.company_id)
        self.assertEqual(reader.text(self.words["otp"]), "")
        self.assertEqual(person.certificates(), [])

    def test_the_settings_are_asked_for_at_the_first_start(self):
        home = self.new_home()
        authority = home.write("ca.pem", self.scene.centre.certificate.read_text())
        reader = self.open(home)
        reader.find(self.words["settings"], ("frame",))
        names = [name for name in reader.names(("text", "entry"))]
        self.assertEqual(len(names), 3, names)
        reader.enter(names[0], self.scene.centre.address)
        reader.enter(names[1], str(authority))
        reader.press(self.words["save"])
        reader.find(self.words["checkup"], ("frame",))
        fingerprint = home.run(["openssl", "x509", "-in", authority, "-noout", "-fingerprint",
                                "-sha256"]).strip().split("=")[1]
        reader.wait_for(fingerprint)
        reader.wait_for(self.words["answers"])
        reader.press(self.words["back"])
        reader.find(self.words["menu"], ("frame",))

    def test_the_check_up_tells_what_doctor_finds(self):
        person = self.new_person()
        reader = self.open(person.home, ["--screen", "checkup"])
        reader.find(self.words["checkup"], ("frame",))
        reader.press(self.words["look"])
        finding = person.enroll("doctor", status=None).splitlines()[0].split(": ", 1)[1]
        if self.language == "en":
            reader.wait_for(finding)
        process.wait_until(lambda: reader.is_active(self.words["look"]), "the end of the look")

    def test_the_check_up_mends_what_it_can(self):
        person = self.new_person()
        person.acquire("MENDONE", "ec-p256")
        catalogue = person.store / "catalogue.json"
        catalogue.write_text("{")
        reader = self.open(person.home, ["--screen", "checkup"])

        def repair():
            return next((name for name in reader.names(accessibility.BUTTONS)
                         if name.startswith(self.words["mend"]) and "catalogue" in name), None)
        reader.press(process.wait_until(repair, "a button that mends the catalogue"))
        process.wait_until(lambda: catalogue.exists() and catalogue.read_text() != "{",
                           "a catalogue that was made anew")
        reader.wait_for("MENDONE")  # the check-up looks again
        self.assertTrue(person.certificate("MENDONE").report["selected"])

    def test_each_that_is_unfinished_goes_on_by_its_own_button(self):
        person = self.new_person()
        self.leave_acquisition(person, "LATERONE")
        self.leave_acquisition(person, "LATERTWO")
        reader = self.open(person.home)
        for nickname in ("LATERTWO", "LATERONE"):
            reader.press(f"{self.words['resume']}: {nickname}")
            reader.wait_for(self.words["acquired"].format(nickname))
            self.assertEqual(person.certificates()[-1].nickname, nickname)
            reader.press(self.words["ok"])
            reader.press(self.words["back"]) if nickname == "LATERONE" else None
            reader.find(self.words["menu"], ("frame",))

    def new_person_with_one_to_renew(self):
        person = self.new_person()
        self.scene.centre.start("--service-end", TEN_DAYS)
        self.addCleanup(self.scene.centre.start)
        person.acquire("ENDSSOON", "ec-p256")
        return person

    def test_a_renewal_that_goes_on_is_told_as_a_renewal(self):
        person = self.new_person_with_one_to_renew()
        self.leave_unfinished(person, "renew", "ENDSSOON")
        reader = self.open(person.home)
        reader.press(f"{self.words['resume']}: ENDSSOON")
        reader.wait_for(self.words["renewed"].format("ENDSSOON"))

    def test_an_alarm_that_was_told_still_shows_and_renews_by_its_button(self):
        person = self.new_person_with_one_to_renew()
        self.assertIn("ENDSSOON", person.enroll("alarm", status=RENEW))
        self.assertNotIn("ENDSSOON", person.enroll("alarm", status=RENEW))
        reader = self.open(person.home)
        reader.press(f"{self.words['renew now']}: ENDSSOON")
        reader.wait_for(self.words["renewed"].format("ENDSSOON"))


class ScreensInJapanese(Screens):
    """In Japanese, by names and roles."""

    language = "ja"


class ScreensByKeyboard(Screens):
    """In English, by the keyboard alone."""

    reader = keyboard.Typist


class ScreensByKeyboardInJapanese(Screens):
    """In Japanese, by the keyboard alone."""

    language = "ja"
    reader = keyboard.Typist


if __name__ == "__main__":
    window_case.main()
