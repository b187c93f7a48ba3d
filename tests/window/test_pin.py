#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The window asks for the PIN of the keys, locks and unlocks them, and sets and removes the PIN."""

import contextlib
import json
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import accessibility  # noqa: E402
import keyboard  # noqa: E402
import made_up  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import CentreCase, WindowCase  # noqa: E402

PIN, WRONG_PIN = "correct-horse", "battery-staple"


class Pin(CentreCase):
    """In English, by names and roles."""

    def setUp(self):
        super().setUp()
        self.person = self.new_person()
        self.person.acquire("BANK01", "ec-p256")
        self.addCleanup(self.end_agent)

    def end_agent(self):
        self.person.enroll("lock", status=None)
        for pid in process.processes_of(self.product.agent, self.person.home.directory):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def custody(self):
        answer = json.loads(self.person.enroll("custody", "--json"))
        return answer["custody"], answer.get("locked")

    def set_pin(self):
        file = self.person.home.write("pin", PIN + "\n")
        self.person.enroll("custody", "pin", "--new-pin-file", file)
        return file

    def focus(self):
        if self.reader is keyboard.Typist:
            self.window.focus()

    def asked(self, reader):
        reader.find(self.words["pin"], ("text", "entry", "password text"))
        self.focus()

    def answer(self, reader, pin):
        self.asked(reader)
        reader.enter(self.words["pin"], pin)
        reader.press(self.words["go on"])

    def result(self, reader, word):
        reader.wait_for(self.words[word])
        reader.find(self.words["result"], ("frame",))
        self.focus()
        reader.press(self.words["ok"])

    def seen_of_commands(self):
        """Command line and environment of what the window has started."""
        window = pathlib.Path("/proc", str(self.window.child.pid))
        children = (window / f"task/{window.name}/children").read_text(encoding="ascii").split()
        return b"".join((pathlib.Path("/proc", child) / name).read_bytes()
                        for child in children for name in ("cmdline", "environ")).decode()

    def test_the_menu_unlocks_and_locks_after_a_wrong_pin_as_well(self):
        self.set_pin()
        reader = self.open(self.person.home)
        reader.wait_for(self.words["locked"])
        reader.press(self.words["unlock"])
        self.answer(reader, WRONG_PIN)
        process.wait_until(lambda: reader.shows(self.words["wrong pin"]), "the refusal")
        self.assertEqual(self.custody(), ("pin", True))
        seen = self.seen_of_commands()
        self.assertIn("--pin-fd", seen)
        self.assertNotIn(WRONG_PIN, seen)
        self.answer(reader, PIN)
        self.result(reader, "unlocked")
        self.assertEqual(self.custody(), ("pin", False))
        reader.press(self.words["lock now"])
        self.result(reader, "locked")
        self.assertEqual(self.custody(), ("pin", True))
        told = "\n".join(reader.names()) + self.window.child.describe()
        for pin in (PIN, WRONG_PIN):
            self.assertNotIn(pin, told)

    def test_the_menu_follows_what_the_command_locks_and_unlocks(self):
        file = self.set_pin()
        reader = self.open(self.person.home)
        reader.wait_for(self.words["locked"])
        self.person.enroll("unlock", "--pin-file", file)
        reader.wait_for(self.words["unlocked"])
        self.person.enroll("lock")
        reader.wait_for(self.words["locked"])

    def test_an_acquisition_asks_for_the_pin_and_goes_on(self):
        self.set_pin()
        letter = self.scene.centre.send_letter()
        reader = self.open(self.person.home, ("--screen", "acquire"))
        self.fill_form(reader, letter, "UNDERPIN")
        reader.press(self.words["get"])
        self.asked(reader)
        reader.press(self.words["cancel"])
        reader.find(self.words["result"], ("frame",))
        self.assertEqual([one.nickname for one in self.person.certificates()], ["BANK01"])
        self.window.stop()
        reader = self.open(self.person.home, ("--screen", "acquire"))
        self.fill_form(reader, letter, "UNDERPIN")
        reader.press(self.words["get"])
        self.answer(reader, PIN)
        reader.wait_for(self.words["acquired"].format("UNDERPIN"))
        self.assertEqual({one.nickname for one in self.person.certificates()},
                         {"BANK01", "UNDERPIN"})

    def remedies(self, reader, text):
        """The buttons that mend what is told with this text. The finding's text is their name."""
        return [name for name in reader.names(accessibility.BUTTONS)
                if name.startswith(self.words["mend"]) and text in name]

    def press_remedy(self, reader, text):
        process.wait_until(lambda: self.remedies(reader, text), "a remedy")
        self.focus()
        reader.press(self.remedies(reader, text)[0])

    def mend(self, text):
        """The check-up's remedy asks for the PIN: it is refused, wrong, then right."""
        reader = self.open(self.person.home, ("--screen", "checkup"))
        self.press_remedy(reader, text)
        self.asked(reader)
        reader.press(self.words["cancel"])
        reader.wait_for(self.words["cancelled"])
        self.press_remedy(reader, text)
        self.answer(reader, WRONG_PIN)
        process.wait_until(lambda: reader.shows(self.words["wrong pin"]), "the refusal")
        self.answer(reader, PIN)
        self.wait_until_no_dialog(reader)
        process.wait_until(lambda: reader.is_active(self.words["look"]), "the end of the remedy")
        process.wait_until(lambda: not self.remedies(reader, text), "a check-up without the remedy")
        return [one.nickname for one in self.person.certificates()]

    def test_a_repair_that_needs_the_pin_asks_for_it(self):
        self.set_pin()
        (self.person.store / "catalogue.json").write_text("{")
        self.assertEqual(self.mend("catalogue.json"), ["BANK01"])

    def test_a_remedy_that_goes_on_with_what_has_not_ended_asks_for_the_pin(self):
        self.leave_acquisition(self.person, "UNENDED", "--pin-file", self.set_pin())
        self.assertEqual(self.custody(), ("pin", True))
        self.assertEqual(self.mend("valux-enroll resume"), ["BANK01", "UNENDED"])
        self.assertEqual(self.custody(), ("pin", True))

    def test_the_settings_set_and_remove_the_pin(self):
        reader = self.open(self.person.home, ("--screen", "settings"))
        reader.press(self.words["set pin"])
        reader.find(self.words["new pin"], ("text", "entry", "password text"))
        self.focus()
        self.assertTrue(reader.shows(self.words["for good"]), reader.names())
        reader.enter(self.words["new pin"], PIN)
        reader.enter(self.words["again"], WRONG_PIN)
        reader.wait_for(self.words["differ"])
        reader.enter(self.words["again"], PIN)
        reader.press(self.words["put pin"])
        self.result(reader, "changed")
        self.assertEqual(self.custody(), ("pin", True))
        self.window.stop()
        reader = self.open(self.person.home, ("--screen", "settings"))
        reader.press(self.words["remove pin"])
        self.answer(reader, PIN)
        self.result(reader, "changed")
        self.assertEqual(self.custody(), ("sealed", None))


class Demanded(WindowCase):
    """In English: what the administrator demands, or what keeps the keys, as a made-up valux-enroll
    tells it. So no TPM is needed, nor a build that can use one."""

    def show(self, keys, screen):
        self.asked = self.place.own_directory(f"asked-{self.number}") / "custody"
        return self.open(self.new_home(), ["--screen", screen],
                         self.with_script(f"""
import json, sys
answers = {made_up.ANSWERS!r}
answer = answers.get(sys.argv[1], {{"interface": 1}})
if sys.argv[1] == "list":
    answer = {{**answer, **{keys!r}}}
if sys.argv[1] == "custody":
    answer = {{"interface": 1, "custody": sys.argv[-1]}}
    open({str(self.asked)!r}, "w").write(sys.argv[-1])
print(json.dumps(answer))
"""))

    def test_menu_and_settings_lead_to_the_custody_that_is_demanded(self):
        for screen in ("menu", "settings"):
            reader = self.show({"custody": "sealed", "custodyDemanded": "pin"}, screen)
            reader.wait_for(self.words["other custody"])
            self.assertNotIn(self.words["set pin"], reader.names())
            reader.press(self.words["change custody"])
            for field in ("new pin", "again"):
                reader.enter(self.words[field], PIN)
            reader.press(self.words["put pin"])
            reader.wait_for(self.words["changed"])
            self.assertEqual(self.asked.read_text(encoding="utf-8"), "pin")
            self.window.stop()
            self.number += 100

    def test_an_acquisition_and_a_renewal_begin_with_the_custody_that_is_demanded(self):
        for screen in ("acquire", "enrolment"):
            reader = self.show({"custody": "sealed", "custodyDemanded": "pin"}, screen)
            if screen == "acquire":
                made_up.fill_form(reader, self.words, "DEMANDED")
            else:
                reader.select_row(made_up.NAMES[3])
                reader.press(self.words["renew"])
            reader.find(self.words["new pin"], ("text", "entry", "password text"))
            reader.press(self.words["cancel"])
            self.wait_until_no_dialog(reader)
            if screen == "acquire":
                self.assertEqual(reader.text(self.words["nickname"]), "DEMANDED")
            self.assertFalse(self.asked.exists())
            self.window.stop()
            self.number += 100

    def test_a_new_store_gets_the_pin_that_is_configured_first(self):
        reader = self.show({"custody": "sealed", "certificates": [], "alarms": [],
                            "configuration": {**made_up.CONFIGURATION, "custody": "pin"}},
                           "acquire")
        made_up.fill_form(reader, self.words, "FIRSTONE")
        reader.find(self.words["new pin"], ("text", "entry", "password text"))

    def test_a_pin_in_the_tpm_is_not_set_before_it_is_said_what_a_cleared_tpm_takes(self):
        for custody, cleared in (("tpm", True), ("sealed", False)):
            reader = self.show({"custody": custody}, "settings")
            reader.press(self.words["set pin"])
            reader.find(self.words["new pin"], ("text", "entry", "password text"))
            self.assertTrue(reader.shows(self.words["for good"]), reader.names())
            self.assertEqual(reader.shows(self.words["cleared"]), cleared, reader.names())
            self.window.stop()
            self.number += 100

    def test_a_custody_without_a_pin_is_changed_to_at_once(self):
        reader = self.show({"custody": "pin", "locked": True, "custodyDemanded": "tpm"}, "menu")
        reader.press(self.words["change custody"])
        reader.wait_for(self.words["changed"])
        self.assertEqual(self.asked.read_text(encoding="utf-8"), "tpm")

    def test_no_button_leads_away_from_what_is_demanded(self):
        for keys, there, missing in (
                ({"custody": "pin", "locked": True, "custodyDemanded": "pin"}, {"change pin"},
                 {"remove pin"}),
                ({"custody": "tpm", "custodyDemanded": "tpm"}, set(), {"set pin"}),
                ({"custody": "pin", "locked": True}, {"change pin", "remove pin"}, set())):
            with self.subTest(keys=keys):
                reader = self.show(keys, "settings")
                if "custodyDemanded" in keys:
                    reader.wait_for(self.words["this custody"])
                for name in there:
                    reader.find(self.words[name])
                for name in missing | {"change custody"}:
                    self.assertNotIn(self.words[name], reader.names())
                self.window.stop()
                self.number += 100


class DemandedInJapanese(Demanded):
    """In Japanese."""

    language = "ja"


class PinInJapanese(Pin):
    """In Japanese, by the keyboard alone."""

    language = "ja"
    reader = keyboard.Typist


if __name__ == "__main__":
    window_case.main()
