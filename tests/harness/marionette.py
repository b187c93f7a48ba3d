# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The remote control of Firefox and Thunderbird: Marionette's protocol over TCP.

A message is its length in decimal, a colon, and a JSON array: [0, number, command, arguments] to
the program, [1, number, error, result] back.
"""

import json
import socket

from . import process

SCRIPT_DEADLINE = process.DEADLINE * 1000  # milliseconds


class MarionetteError(AssertionError):
    """The program refused a command, or a script failed in it."""


class Marionette:
    """A session with a program that listens on this port of the loopback."""

    def __init__(self, port, describe):
        self._describe = describe  # what the program printed, for messages
        self._socket = socket.create_connection(("127.0.0.1", port), process.DEADLINE)
        self._socket.settimeout(process.DEADLINE + 30)
        self._buffer = b""
        self._number = 0
        self._receive()  # the greeting
        self.command("WebDriver:NewSession",
                     {"capabilities": {"alwaysMatch": {"pageLoadStrategy": "none"}}})
        self.command("WebDriver:SetTimeouts", {"script": SCRIPT_DEADLINE})
        self.command("Marionette:SetContext", {"value": "chrome"})

    def close(self):
        self._socket.close()

    def _fill(self):
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            data = b""
        if not data:
            raise MarionetteError(f"Marionette does not answer: {self._describe()}")
        self._buffer += data

    def _receive(self):
        while b":" not in self._buffer:
            self._fill()
        head, self._buffer = self._buffer.split(b":", 1)
        length = int(head)
        while len(self._buffer) < length:
            self._fill()
        message, self._buffer = self._buffer[:length], self._buffer[length:]
        return json.loads(message)

    def command(self, name, arguments):
        """Sends a command and returns its result."""
        self._number += 1
        message = json.dumps([0, self._number, name, arguments]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        while True:
            kind, number, error, result = self._receive()
            if kind == 1 and number == self._number:
                break
        if error is not None:
            raise MarionetteError(f"{name}: {error.get('error')}: {error.get('message')}")
        return result

    def script(self, text, *arguments):
        """Runs the body of an async function with the program's own rights; returns its value.

        It finds `arguments`, and Cc, Ci, Services and ChromeUtils as the program's own code does.
        """
        body = ("const [parameters, done] = arguments;"
                "(async function (...arguments) {" + text + "}).apply(window, parameters)"
                ".then(value => done({value}),"
                "      error => done({error: `${error}\\n${error.stack}`}));")
        result = self.command("WebDriver:ExecuteAsyncScript", {
            "script": body, "args": [list(arguments)], "sandbox": "system", "newSandbox": False,
            "scriptTimeout": SCRIPT_DEADLINE})["value"]
        if "error" in result:
            raise MarionetteError(result["error"])
        return result.get("value")
