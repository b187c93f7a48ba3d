#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
A secret that was sent or left is nowhere: not in the memory, log or messages of the window. A core
file would be a part of the memory; there is none, since its size is limited to nothing.
"""

import errno
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import keyboard  # noqa: E402
import made_up  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import WindowCase  # noqa: E402

SECRETS = {"otp": "Q7Z4KXW9TB3M", "passphrase": "VWXJKQZYHB", "password": "zq8.JKw3/vYb",
           "pin": "Hc6yPm2dRt9u"}
IDS = {"company": "123456789012", "certificate": "1000PAK9"}
# A key as AT-SPI tells it: that a text was put in, and the text of one byte as a variant.
TYPED = re.compile(rb"insert\x00.{0,40}?\x01s\x00.{0,3}?\x01\x00\x00\x00(.)\x00", re.DOTALL)
PIECE, STEP = 6, 2  # 7 characters of a secret in a row are found wherever they begin
ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")
SEARCHES = 20

# Its `new` asks, and does not end before the test says so.
ASKING = """
import json, os, sys, time
answers, step, option, answer = %r
if sys.argv[1] != "new":
    print(json.dumps(answers.get(sys.argv[1], {"interface": 1})))
    sys.exit(0)
progress, asked = (int(sys.argv[sys.argv.index(name) + 1]) for name in ("--progress-fd", option))
os.write(progress, (json.dumps({"interface": 1, "step": step, "message": "It asks.",
                                "proxy": "http://proxy.example"}) + "\\n").encode())
assert os.read(asked, 1000).decode() == answer + "\\n"
os.write(progress, (json.dumps({"interface": 1, "step": "sending", "message": "It is sent."})
                    + "\\n").encode())
time.sleep(1000)
"""

def pieces():
    """Every part of a secret that must not be found."""
    for name, secret in SECRETS.items():
        for start in range(0, len(secret) - PIECE + 1, STEP):
            for encoding in ENCODINGS:
                yield name, secret[start:start + PIECE], encoding


def found_in(data):
    """Which secrets the bytes have, and around what."""
    found = {}
    for name, piece, encoding in pieces():
        at = data.find(piece.encode(encoding))
        if at >= 0:
            found.setdefault(name, (encoding, data[max(0, at - 64):at + 64]))
    return found


def search_memory(pid):
    """What is found in the memory that the process can write: which secrets, and around what.

    The process goes on meanwhile: where it gives a region back before that is read, the search
    begins anew.
    """
    for _ in range(SEARCHES):
        try:
            return search_memory_once(pid)
        except OSError as failure:
            if failure.errno != errno.EIO:
                raise
    raise AssertionError("the memory can't be read: it changes each time")


def search_memory_once(pid):
    found = []
    maps = pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for span, name in (line.split(maxsplit=1) for line in maps):
            if not name.startswith("rw"):
                continue
            begin, end = (int(number, 16) for number in span.split("-"))
            memory.seek(begin)
            data = memory.read(end - begin)
            found += [(name, secret, *where) for secret, where in found_in(data).items()]
    return found


class Listener:
    """Writes down all messages of a bus, from its beginning to its end; a context."""

    def __init__(self, path, address):
        self.path = path
        self.address = address

    def __enter__(self):
        self.child = process.Child(
            ["sh", "-c", 'exec dbus-monitor --pcap --address "$1" > "$0"', self.path, self.address],
            dict(os.environ))
        process.wait_until(lambda: self.path.exists() and self.path.stat().st_size > 0,
                           "a listener on the bus")
        return self

    def __exit__(self, *_):
        self.child.stop()

    def data(self):
        return self.path.read_bytes()


def address_of_accessibility():
    """The address of the bus of accessibility."""
    answer = subprocess.run(
        ["dbus-send", "--session", "--print-reply=literal", "--dest=org.a11y.Bus",
         "/org/a11y/bus", "org.a11y.Bus.GetAddress"], check=True, capture_output=True, text=True,
        timeout=process.DEADLINE).stdout
    return answer.strip()


class Secrets(WindowCase):
    """In English, by the keyboard alone: nothing but the keys carries the secrets."""

    reader = keyboard.Typist
    maxDiff = None

    def setUp(self):
        super().setUp()
        self.listeners = [
            self.enterContext(Listener(self.place.directory / f"bus-{self.number}-{name}", address))
            for name, address in (("session", os.environ["DBUS_SESSION_BUS_ADDRESS"]),
                                  ("accessibility", address_of_accessibility()))]

    def fill(self, nickname, look=False, script=made_up.SCRIPT):
        """Fills in the form; with `look`, the secrets are looked at."""
        reader = self.open(self.new_home(), ["--screen", "acquire"], self.with_script(script))
        for name, text in {**IDS, **SECRETS, "nickname": nickname}.items():
            if name not in ("password", "pin"):
                reader.enter(self.words[name], text)
        for name in ("otp", "passphrase") if look else ():
            reader.press(self.words["show"].format(self.words[name]))
        process.wait_until(lambda: reader.is_active(self.words["get"]), "a complete form")
        return reader

    def assert_nowhere(self):
        """The memory may be cleared a moment later: it is looked at until it is clear."""
        pid = self.window.child.pid
        until = time.monotonic() + 5
        while (found := search_memory(pid)) and time.monotonic() < until:
            time.sleep(0.2)
        self.assertEqual(found, [])
        self.assertEqual(found_in(self.window.child.describe().encode()), {})
        for listener in self.listeners:
            self.assertIn(b"valux" if "session" in listener.path.name else b"Cache",
                          listener.data(), "the bus was not listened to")
            self.assertEqual(found_in(listener.data()), {}, listener.path.name)
        limits = pathlib.Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
        self.assertRegex(limits, r"Max core file size +0 +0 ")

    def test_no_key_of_a_secret_is_told_while_it_is_typed(self):
        nickname = "NICKNAME"
        plain = "".join(IDS.values()) + nickname
        self.fill(nickname)

        def told():
            return b"".join(TYPED.findall(self.listeners[-1].data())).decode()

        process.wait_until(lambda: len(told()) >= len(plain), "the keys of what is no secret")
        self.assertEqual(told(), plain)

    def test_the_search_finds_what_is_in_a_field(self):
        self.fill(made_up.BY_FORM["failure"])
        self.assertEqual({name for _, name, *_ in search_memory(self.window.child.pid)},
                         {"otp", "passphrase"})

    def test_after_sending_they_are_nowhere(self):
        reader = self.fill(made_up.BY_FORM["failure"])
        reader.press(self.words["get"])
        reader.find(self.words["result"], ("frame",))
        self.assert_nowhere()

    def test_after_success_they_are_nowhere(self):
        reader = self.fill(made_up.BY_FORM["result"])
        reader.press(self.words["get"])
        reader.find(self.words["result"], ("frame",))
        self.assert_nowhere()

    def test_after_the_form_was_left_they_are_nowhere(self):
        reader = self.fill(made_up.BY_FORM["failure"])
        keyboard.keys("Escape")
        reader.find(self.words["menu"], ("frame",))
        self.assert_nowhere()

    def test_after_the_answer_a_proxy_s_password_is_nowhere(self):
        reader = self.fill("ASKEDBYPROXY", script=ASKING % ((
            made_up.ANSWERS, "proxyLogin", "--proxy-login-fd", "clerk:" + SECRETS["password"]),))
        reader.press(self.words["get"])
        reader.find(self.words["user"], ("text", "entry"))
        self.window.focus()
        reader.enter(self.words["user"], "clerk")
        reader.enter(self.words["password"], SECRETS["password"])
        self.assertEqual({name for _, name, *_ in search_memory(self.window.child.pid)},
                         {"password"})
        reader.press(self.words["go on"])
        reader.wait_for("It is sent.")
        self.assert_nowhere()

    def test_after_the_answer_a_pin_is_nowhere(self):
        reader = self.fill("ASKEDFORAPIN", script=ASKING % ((
            made_up.ANSWERS, "pin", "--pin-fd", SECRETS["pin"]),))
        reader.press(self.words["get"])
        reader.find(self.words["pin"], ("text", "entry", "password text"))
        self.window.focus()
        reader.enter(self.words["pin"], SECRETS["pin"])
        self.assertEqual({name for _, name, *_ in search_memory(self.window.child.pid)}, {"pin"})
        reader.press(self.words["go on"])
        reader.wait_for("It is sent.")
        self.assert_nowhere()

    def test_after_they_were_looked_at_they_are_nowhere(self):
        reader = self.fill(made_up.BY_FORM["failure"], look=True)
        reader.press(self.words["get"])
        reader.find(self.words["result"], ("frame",))
        self.assert_nowhere()


if __name__ == "__main__":
    window_case.main()
