# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A company of machines that renew by themselves, their centre, and a proxy between them."""

import contextlib
import datetime
import os
import pathlib
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))

from enrolment import Result, User

from harness.process import DEADLINE
from harness.sandbox_centre import CERTIFICATE, Centre

DAY = 86400


class AskingProxy:
    """Asks everybody for a password, and takes none."""

    ANSWER = (b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n"
              b"Content-Length: 0\r\nConnection: close\r\n\r\n")

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client:
                    client.recv(4096)
                    client.sendall(self.ANSWER)


class SteppedCentre(Centre):
    """A centre whose clock is set while it runs."""

    def __init__(self, program, step_clock):
        super().__init__(program)
        self.step_clock = step_clock
        self.now = 0

    def set_clock(self, now):
        self.now = now
        path = self.path("step")
        path.with_suffix(".new").write_text(str(int(now - time.time())), encoding="ascii")
        path.with_suffix(".new").rename(path)

    def advance(self, now):
        """Sets the clock forward, and never back."""
        if now > self.now:
            self.set_clock(now)

    def start(self, *options):
        """The clock is the centre's, and not this process's."""
        os.environ.update(LD_PRELOAD=self.step_clock, STEP_CLOCK_FILE=str(self.path("step")))
        try:
            super().start(*options)
        finally:
            del os.environ["LD_PRELOAD"], os.environ["STEP_CLOCK_FILE"]

    def work_off(self):
        """Works off what it holds back, which it does at the next connection."""
        self.arm()
        socket.create_connection(("127.0.0.1", self.port)).close()

    def requests(self, but=None):
        """How many requests have come, or how many but those for a path."""
        log = self.path("log")
        lines = log.read_text(encoding="ascii").splitlines() if log.exists() else ()
        return sum(but is None or but not in line for line in lines)

    def renewals(self):
        """How many requests have come for certificates: those that it can hold back."""
        return self.requests(but=" /v1/status ")


class Machine(User):
    """A machine of the company, with a certificate of its own."""

    def __init__(self, batch, number):
        super().__init__(batch.enroll, batch.centre)
        self.batch = batch
        self.number = number
        self.nickname = f"BANK{number:02}"
        self.certificate_id = f"{CERTIFICATE[:4]}{number:04}"
        self.certificates = 1
        self.service_end = 0
        self.killed = False  # since the last renewal
        self.variables = {}
        self.history = []

    def environment(self):
        return {**super().environment(), "LD_PRELOAD": self.batch.step_clock, **self.variables}

    def clock(self, offset=0):
        return {"STEP_CLOCK": str(int(self.centre.now + offset - time.time()))}

    def note(self, text):
        days = (self.service_end - self.centre.now) / DAY
        self.history.append(f"{self.nickname}, {days:.2f} days before its end: {text}")

    def acquire(self):
        otp = f"ONETIME{self.number:05}"
        self.write("otp", otp)
        self.centre.add_letter(otp, certificate=self.certificate_id)
        command = self.command_new(nickname=self.nickname)
        command[command.index("--certificate-id") + 1] = self.certificate_id
        result = self.run(command, environment=self.clock())
        if result.status != 0:
            raise AssertionError(result)
        self.set("renewal.automatic", "true")
        self.service_end = self.last_service_end()

    def last_service_end(self):
        """Of the newest certificate; the centre may have issued it long before it was fetched."""
        return max(datetime.datetime.fromisoformat(entry["servicePeriod"]["to"]).timestamp()
                   for entry in self.catalogue())

    def timer_run(self, offset=0, prefix=(), meanwhile=None, **arguments):
        """What the timer does; `meanwhile` is done to the process. Returns its exit status."""
        # Waiting for a centre that has failed is tested elsewhere, and takes real time.
        command = self.command_automatic("--quiet", wait=0)
        clock = self.clock(offset)
        if meanwhile is None:
            result = self.run(command, prefix, clock, **arguments)
        else:
            # The clock goes on under the process.
            clock = {"STEP_CLOCK_FILE": str(self.centre.path("step"))}
            with self.start(command, prefix, clock, **arguments) as process:
                try:
                    meanwhile(process)
                    result = Result(process, *process.communicate(timeout=DEADLINE))
                finally:
                    process.kill()
        self.batch.counts["runs"] += 1
        self.note(f"exit status {result.status}: {result.err.strip()[:200]}")
        if result.status < 0 and not prefix and meanwhile is None:
            raise AssertionError(f"it crashed: {result}")
        return result.status

    def is_renewed(self):
        return len(self.catalogue()) > self.certificates

    def take_over(self):
        """The new certificate is the one to look after."""
        self.certificates += 1
        self.killed = False
        self.batch.counts["renewals"] += 1
        self.service_end = self.last_service_end()

    def assert_keys_fit(self):
        """No key without a certificate, no certificate without a key, unless one is on the way."""
        key_ids = sorted(entry["keyId"] for entry in self.catalogue())
        objects = self.objects()
        if self.journals():
            return
        strays = self.strays()
        if self.killed:  # SQLite goes back by its journal when the database is written next
            strays -= {"nssdb/key4.db-journal", "nssdb/cert9.db-journal"}
        facts = {"keys": sorted(objects["private keys"]) == key_ids,
                 "certificates": set(key_ids) <= set(objects["certificates"]),
                 "strays": strays}
        if facts != {"keys": True, "certificates": True, "strays": set()}:
            raise AssertionError(f"{facts}\n{key_ids}\n{objects}")
