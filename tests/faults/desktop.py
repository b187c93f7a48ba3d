# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A session bus for a test, and a notification service on it."""

import os
import select
import subprocess
import time

DEADLINE = 60  # seconds that anything may take


class Bus:
    """A dbus-daemon that ends with the context. A session bus lets only its own user in: `user` is
    what subprocess needs to become that user."""

    def __init__(self, user):
        self.user = user

    def __enter__(self):
        self.process = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, **self.user)
        self.address = self.process.stdout.readline().strip()
        assert self.address, "dbus-daemon did not start"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class NotificationService:
    """The service of notification_service.c; `mode` is how it answers."""

    def __init__(self, program, bus, mode="confirm"):
        self.command = [program, mode]
        self.user = bus.user
        self.environment = {"PATH": os.environ["PATH"], "DBUS_SESSION_BUS_ADDRESS": bus.address}

    def __enter__(self):
        self.process = subprocess.Popen(self.command, env=self.environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        **self.user)
        self.pending = b""
        assert self.line() == "ready", "the notification service did not start"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def line(self):
        """The next line; fails after the deadline."""
        end = time.monotonic() + DEADLINE
        while b"\n" not in self.pending:
            ready, _, _ = select.select([self.process.stdout], [], [],
                                        max(0, end - time.monotonic()))
            more = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            assert more, "the notification service wrote nothing"
            self.pending += more
        line, _, self.pending = self.pending.partition(b"\n")
        return line.decode()

    def notification(self):
        """The next notification: urgency, summary, body."""
        urgency, summary, body = self.line().split("\t")
        return int(urgency), summary, body

    def silent(self):
        """Whether nothing has arrived. The sender waits for confirmation, so it would be here."""
        ready, _, _ = select.select([self.process.stdout], [], [], 0)
        return not ready and not self.pending
