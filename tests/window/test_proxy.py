#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A proxy that asks who one is (squid) is answered in a dialog, and what was begun goes on."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import keyboard  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from harness.proxy import Squid  # noqa: E402
from window_case import CentreCase  # noqa: E402

USER = "clerk"
PASSWORD = "S3cretOfTheProxy"


class Proxy(CentreCase):
    """In English, by names and roles."""

    def setUp(self):
        super().setUp()
        self.proxy = self.enterContext(Squid(asks=("basic",), user=USER, password=PASSWORD))
        self.person = self.new_person()

    def open_behind_proxy(self, *arguments):
        return self.open(self.person.home, arguments,
                         https_proxy=f"http://{self.proxy.address}")

    def asked(self, reader):
        """Waits for the dialog; what it says names the proxy."""
        reader.find(self.words["user"], ("text", "entry"))
        self.assertTrue(reader.shows(f"http://{self.proxy.address}"), reader.names())
        if self.reader is keyboard.Typist:
            self.window.focus()

    def answer(self, reader, password):
        self.asked(reader)
        reader.enter(self.words["user"], USER)
        reader.enter(self.words["password"], password)
        reader.press(self.words["go on"])

    def gone(self, reader):
        process.wait_until(lambda: self.words["user"] not in reader.names(), "no dialog")

    def acquire(self, reader, nickname):
        self.fill_form(reader, self.scene.centre.send_letter(), nickname)
        reader.press(self.words["get"])

    def logins(self):
        """The users of the requests that the proxy let through."""
        return [line.split(" ")[3] for line in self.proxy.requests() if line.split(" ")[2] == "200"]

    def test_the_acquisition_goes_on_with_the_answer(self):
        reader = self.open_behind_proxy("--screen", "acquire")
        self.acquire(reader, "BEHINDPROXY")
        self.answer(reader, PASSWORD)
        reader.wait_for(self.words["acquired"].format("BEHINDPROXY"))
        self.gone(reader)
        self.assertEqual(set(self.logins()), {USER})
        self.assertEqual([one.nickname for one in self.person.certificates()], ["BEHINDPROXY"])

    def refusals(self):
        return sum(line.split(" ")[2] == "407" for line in self.proxy.requests())

    def seen_of_command(self):
        """What every program of the user sees of valux-enroll: command line and environment."""
        window = pathlib.Path("/proc", str(self.window.child.pid))
        children = (window / f"task/{window.name}/children").read_text(encoding="ascii").split()
        seen = b"".join((pathlib.Path("/proc", child) / name).read_bytes()
                        for child in children for name in ("cmdline", "environ"))
        self.assertIn(b"--proxy-login-fd", seen)
        return seen.decode()

    def test_a_wrong_password_is_asked_for_again_and_is_seen_nowhere(self):
        reader = self.open_behind_proxy("--screen", "acquire")
        self.acquire(reader, "ASKEDTWICE")
        self.answer(reader, "Wr0ngOne")
        process.wait_until(lambda: self.refusals() >= 2, "an answer that the proxy refused")
        self.assertEqual(self.logins(), [])
        self.asked(reader)
        self.assertNotIn("Wr0ngOne", self.seen_of_command())
        self.answer(reader, PASSWORD)
        reader.wait_for(self.words["acquired"].format("ASKEDTWICE"))
        told = "\n".join(reader.names()) + self.window.child.describe()
        for password in (PASSWORD, "Wr0ngOne"):
            self.assertNotIn(password, told)

    def test_whoever_gives_up_is_told_and_nothing_was_sent(self):
        reader = self.open_behind_proxy("--screen", "acquire")
        self.acquire(reader, "GIVENUP")
        self.asked(reader)
        reader.press(self.words["cancel"])
        reader.find(self.words["result"], ("frame",))
        self.assertTrue(reader.shows(f"http://{self.proxy.address}"), reader.names())
        for word in ("terminal", "端末", "valux-enroll", "USER:PASSWORD"):
            self.assertFalse(reader.shows(word), reader.names())
        self.gone(reader)
        self.assertEqual((self.logins(), self.person.certificates()), ([], []))

    def test_the_check_up_asks_too(self):
        reader = self.open_behind_proxy("--screen", "checkup")
        self.answer(reader, PASSWORD)
        reader.wait_for(self.words["answers"])
        self.gone(reader)


class ProxyInJapanese(Proxy):
    """In Japanese, by the keyboard alone."""

    language = "ja"
    reader = keyboard.Typist


if __name__ == "__main__":
    window_case.main()
