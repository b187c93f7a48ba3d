#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Whatever valux-enroll does, the window lives, says what happened and has a way on."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import accessibility  # noqa: E402
import keyboard  # noqa: E402
import made_up  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import WindowCase  # noqa: E402

FORM = {"company": "123456789012", "certificate": "12345678", "otp": "ABCDEFGH1234",
        "passphrase": "PASSPHRASE", "nickname": "NICKNAME"}

# Its `new` does what the case says; everything else answers.
SCRIPT = """
import json, os, signal, sys, time
answers = %r
if sys.argv[1] != "new":
    print(json.dumps(answers.get(sys.argv[1], {"interface": 1})))
    sys.exit(0)
%s
"""

# Notes each command that it is asked, and answers.
NOTES = """
import json, os, sys
with open(os.environ["ASKED"], "a") as asked:
    asked.write(sys.argv[1] + "\\n")
print(json.dumps(%r.get(sys.argv[1], {"interface": 1})))
"""


class Start(WindowCase):
    """What the window asks at its start."""

    def commands(self, answers):
        """The commands that were run until the menu showed the certificate in use."""
        self.asked = self.place.own_directory(f"asked-{self.number}") / "commands"
        reader = self.open(self.new_home(), program=self.with_script(NOTES % answers),
                           ASKED=str(self.asked))
        reader.wait_for(made_up.NAMES[0])
        reader.press(self.words["settings"])
        reader.find(self.words["settings"], ("frame",))
        return self.asked_so_far()

    def asked_so_far(self):
        return set(self.asked.read_text(encoding="utf-8").split())

    def wait_for_command(self, name):
        process.wait_until(lambda: name in self.asked_so_far(), f"the command {name}")
        return self.asked_so_far()

    def test_one_command_tells_all_where_nothing_is_unfinished(self):
        self.assertEqual(self.commands(made_up.with_overview(
            {**made_up.ANSWERS, "resume": {"interface": 1, "unfinished": []}})), {"list"})

    def test_what_is_unfinished_is_asked_for_besides(self):
        self.commands(made_up.ANSWERS)
        self.assertEqual(self.wait_for_command("resume"), {"list", "resume"})


class Failures(WindowCase):
    """In English."""

    def acquire(self, behaviour, **variables):
        """Fills in the form and presses the button; returns what a screen reader has."""
        program = self.with_script(SCRIPT % (made_up.ANSWERS, behaviour))
        reader = self.open(self.new_home(), ["--screen", "acquire"], program, **variables)
        for field, text in FORM.items():
            reader.enter(self.words[field], text)
        reader.press(self.words["get"])
        return reader

    def assert_goes_on(self, reader):
        """The result has a button, which leads to a screen that works."""
        reader.find(self.words["result"], ("frame",))
        reader.press(self.words["ok"])
        reader.find(self.words["form"], ("frame",))
        self.assertEqual(reader.text(self.words["company"]), FORM["company"])

    def test_a_program_that_dies_is_told(self):
        reader = self.acquire("os.kill(os.getpid(), signal.SIGKILL)")
        reader.wait_for("The program valux-enroll ended unexpectedly.")
        self.assert_goes_on(reader)

    def test_a_program_that_prints_garbage_is_told(self):
        reader = self.acquire("print('<html>\\udcff', '[' * 5000)")
        reader.wait_for("The program valux-enroll ended without an answer.")
        self.assert_goes_on(reader)

    def test_another_interface_is_told(self):
        reader = self.acquire("print(json.dumps({'interface': 2}))")
        reader.wait_for("are of versions that do not fit together.")
        self.assert_goes_on(reader)

    def test_a_program_that_hangs_can_be_stopped(self):
        reader = self.acquire("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)",
                              VALUX_PATIENCE_SECONDS="1")
        reader.wait_for("It takes longer than usual.")
        reader.press(self.words["stop"])
        reader.wait_for("It was stopped.")
        reader.press(self.words["ok"])
        reader.find(self.words["menu"], ("frame",))

    def test_a_message_is_shown_with_its_advice_and_contact(self):
        message = {"interface": 1, "type": "error", "domain": "network", "exitStatus": 7,
                   "message": "The centre does not answer.", "advice": "Try again later.",
                   "contact": "0120-111-222"}
        reader = self.acquire(f"print(json.dumps({message!r}), file=sys.stderr); sys.exit(7)")
        for text in ("The centre does not answer.", "Try again later.", "0120-111-222"):
            reader.wait_for(text)
        self.assert_goes_on(reader)

    def test_a_slow_centre_is_waited_for_and_the_window_stays_alive(self):
        done = self.place.directory / f"done-{self.number}"
        line = {"interface": 1, "step": "waiting", "message": "The centre is busy.",
                "seconds": 600}
        reader = self.acquire(f"""
number = int(sys.argv[sys.argv.index("--progress-fd") + 1])
os.write(number, (json.dumps({line!r}) + "\\n").encode())
while not os.path.exists({str(done)!r}):
    time.sleep(0.05)
print(json.dumps({{**answers["list"]["certificates"][0], "interface": 1}}))
""", VALUX_PATIENCE_SECONDS="1")
        reader.wait_for("The centre is busy.")
        self.assertTrue(reader.is_active(self.words["stop"]))
        self.assertFalse(reader.shows("It takes longer than usual."))
        done.touch()
        reader.wait_for(self.words["acquired"].format("NTTATABANK01"))

    def test_a_program_that_hangs_while_the_menu_asks_is_told(self):
        program = self.with_script("import time; time.sleep(1000)")
        reader = self.open(self.new_home(), [], program, VALUX_PATIENCE_SECONDS="1")
        reader.wait_for("The program valux-enroll did not answer in time.")
        self.assertTrue(reader.is_active("Try again"))
        self.assertTrue(reader.is_active(self.words["enrolment"]))

    def test_a_program_that_is_not_there_is_told(self):
        program = self.with_script("")
        program.with_name("valux-enroll").unlink()
        reader = self.open(self.new_home(), [], program)
        reader.wait_for("The program valux-enroll can't be started.")
        self.assertTrue(reader.is_active("Try again"))

    def test_a_store_that_can_not_be_read_is_told_until_it_can(self):
        home = self.new_home()
        home.write(".config/valux/valux.json", json.dumps(
            {"centre": {"address": "https://centre.example", "caFile": "/etc/centre-ca.pem"}}))
        catalogue = home.write(".local/share/valux/catalogue.json", "{")
        catalogue.parent.chmod(0o700)
        catalogue.chmod(0o600)
        reader = self.open(home)
        reader.wait_for("catalogue.json")
        self.assertTrue(reader.is_active("Try again"))
        catalogue.unlink()  # which the window notices by itself
        reader.wait_until_gone("catalogue.json")
        reader.wait_for(self.words["none"])

    def test_secrets_go_through_pipes_alone(self):
        home_file = self.place.directory / "seen"
        reader = self.acquire(f"""
seen = {{"arguments": sys.argv, "environment": dict(os.environ)}}
for name in ("otp", "passphrase"):
    number = int(sys.argv[sys.argv.index("--" + name + "-fd") + 1])
    seen[name] = os.read(number, 100).decode() + os.read(number, 100).decode()
json.dump(seen, open({str(home_file)!r}, "w"))
print(json.dumps({{**answers["list"]["certificates"][0], "interface": 1}}))
""")
        reader.wait_for(self.words["acquired"].format("NTTATABANK01"))
        seen = json.loads(home_file.read_text())
        self.assertEqual(seen.pop("otp"), FORM["otp"])
        self.assertEqual(seen.pop("passphrase"), FORM["passphrase"])
        for secret in (FORM["otp"], FORM["passphrase"]):
            self.assertNotIn(secret, json.dumps(seen))


class Closing(WindowCase):
    """In English."""

    reader = keyboard.Typist

    def test_closing_while_it_works_asks_and_says_that_nothing_is_lost(self):
        ended = self.place.directory / f"ended-{self.number}"
        program = self.with_script(SCRIPT % (made_up.ANSWERS, f"""
def end(*_):
    open({str(ended)!r}, "w").close()
    sys.exit(1)
signal.signal(signal.SIGTERM, end)
time.sleep(1000)
"""))
        reader = self.open(self.new_home(), ["--screen", "acquire"], program)
        for field, text in FORM.items():
            reader.enter(self.words[field], text)
        reader.press(self.words["get"])
        reader.find(self.words["progress"], ("frame",))

        def ask():
            keyboard.keys("ctrl+w")
            reader.wait_for(self.words["nothing is lost"])
            self.window.focus()
        ask()
        reader.find(self.words["close"], accessibility.BUTTONS)
        keyboard.keys("Escape")
        reader.wait_until_gone(self.words["nothing is lost"])
        self.window.focus()
        self.assertTrue(reader.is_active(self.words["stop"]))
        self.assertFalse(ended.exists())
        ask()
        reader.press(self.words["close"])
        self.window.child.wait()
        process.wait_until(ended.exists, "the end of valux-enroll")


class ClosingInJapanese(Closing):
    """In Japanese."""

    language = "ja"


if __name__ == "__main__":
    window_case.main()
