# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What may be wrong with the machine, the centre or the way between them while the timer runs."""

import contextlib
import datetime
import resource
import signal
import subprocess

from company import DAY
from harness.process import wait_until

MINUTE = 60
HOUR = 3600

# What may happen at a visit of the last 30 days.
SILENT = ("dead", "foreign-ca", "tls-1.1", "proxy")  # no request comes to the centre
CLOCKS = ("fast-clock", "slow-clock")
ANSWERS = ("drop-before", "drop-after", "busy-429", "busy-503", "error-500", "redirect", "truncate",
           "pending", "huge-body", "bad-json", "deep-json", "wrong-key", "wrong-chain",
           "already-expired", "absurd-service-period", "other-request", "kill", "full-disk",
           "suspend", "suspend", "slow", "slow-turned-off", "summer-time", "winter-time",
           "dispute", "dispute")
STRACE = ("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat",
          "unlink", "unlinkat", "connect", "sendto", "recvfrom")


class Conditions:
    """Brings about what is wrong, by chance where a name leaves something open."""

    def __init__(self, chance, centre, proxy):
        self.chance = chance
        self.centre = centre
        self.proxy = proxy

    @contextlib.contextmanager
    def at_visit(self, machine, what):
        """What is wrong at a visit; the arguments of the run."""
        arguments = {}
        if what == "dead":
            self.centre.stop()
        elif what == "dispute":
            self.set_contract(machine, "suspend")
        elif what == "proxy":
            machine.variables["https_proxy"] = self.proxy.address
        elif what == "full-disk":
            size = self.chance.choice((0, 300, 3000))
            arguments = {"restore_signals": False, "preexec_fn": lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (size, size))}
        elif what.endswith("-clock"):
            sign = 1 if what == "fast-clock" else -1
            arguments = {"offset": sign * self.chance.choice((26, 400, 4000)) * DAY}
        elif what == "kill":
            machine.killed = True
            call = f"{self.chance.choice(STRACE)}:signal=KILL:when={self.chance.randrange(1, 40)}"
            arguments = {"prefix": ["strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                    "trace=" + call.split(":", 1)[0], "-e", "inject=" + call]}
        elif what == "suspend":
            arguments = {"meanwhile": self.suspend}
        elif what.startswith("slow"):
            self.centre.arm("late:1")
            before = self.centre.renewals()
            then = self.answer_late if what == "slow" else self.turn_off
            arguments = {"meanwhile": lambda process: then(process, before)}
        elif what.endswith("-time"):
            arguments = self.change_time(machine, what)
        elif what != "quiet":
            self.centre.arm(what)
        try:
            yield arguments
        finally:
            machine.variables = {}
            self.centre.arm()
            if what == "dead":
                self.centre.start()
            elif what == "dispute":
                self.set_contract(machine, "resume")

    def set_contract(self, machine, verb):
        """The centre suspends what it has issued to the machine, or takes that back."""
        for issued in self.centre.list()["requests"]:
            if issued["certificateId"] == machine.certificate_id:
                self.centre.operate(verb, issued["serial"])

    def suspend(self, process):
        """Wherever the process is, it goes on hours later."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=self.chance.random() * 0.1)
            return
        process.send_signal(signal.SIGSTOP)
        self.centre.advance(self.centre.now + self.chance.randrange(MINUTE, 20 * HOUR))
        process.send_signal(signal.SIGCONT)

    def wait_for_request(self, process, before):
        """Until the centre holds back a request; false if the process has ended without one."""
        wait_until(lambda: self.centre.renewals() > before or process.poll() is not None,
                   "a request that the centre holds back")
        return self.centre.renewals() > before

    def answer_late(self, process, before):
        if self.wait_for_request(process, before):
            self.centre.advance(self.centre.now + self.chance.randrange(1, MINUTE))
        self.centre.work_off()

    def turn_off(self, process, before):
        """The machine is turned off while it waits, and then the centre works the request off."""
        if self.wait_for_request(process, before):
            process.kill()
            process.wait()
            held_back = self.centre.renewals()
            self.centre.work_off()
            wait_until(lambda: self.centre.renewals() > held_back, "the request's working off")
        self.centre.arm()

    def change_time(self, machine, what):
        """Summer time begins or ends half a minute after the run. See tzset(3)."""
        change = datetime.datetime.fromtimestamp(self.centre.now + MINUTE / 2, datetime.UTC) \
            + datetime.timedelta(hours=1)  # in the zone's standard time
        other = change + datetime.timedelta(days=120 if what == "summer-time" else -120)
        begin, end = (change, other) if what == "summer-time" else (other, change)
        end += datetime.timedelta(hours=1)  # the end is said in summer time
        rules = ",".join(f"{date.timetuple().tm_yday - 1}/{date:%H:%M:%S}" for date in (begin, end))
        machine.variables["TZ"] = f"WINTER-1SUMMER-2,{rules}"
        # A machine that keeps local time in its hardware clock may have it set back by this hour.
        set_back = what == "winter-time" and self.chance.random() < 0.5
        return {"offset_after": -HOUR} if set_back else {}
