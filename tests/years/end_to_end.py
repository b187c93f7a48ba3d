# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Years of automatic renewal with the real program and the sandbox centre, under a clock that is
stepped: machines of one company that are off for weeks or suspended in the middle of a renewal,
with kills, wrong clocks, summer time that begins and ends, full disks, a centre that is dead,
slow or answers wrongly, contracts that are in dispute, and proxies that ask.

    end_to_end.py ENROLL CENTRE STEP-CLOCK [--years N] [--seed S] [--machines N]

Each batch lives two years of so many machines with one centre, and all of it follows from its seed.
A failure names the batch's seed: `--seed S --years 1` lives the same again. Where a program is when
it is suspended or killed is the only thing that a seed does not decide.
"""

import argparse
import contextlib
import datetime
import heapq
import os
import pathlib
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))

from enrolment import Result, User

from harness.process import DEADLINE, wait_until
from harness.sandbox_centre import CERTIFICATE, Centre

MINUTE = 60
HOUR = 3600
DAY = 86400
YEARS = 2  # of a batch: the sandbox centre's TLS certificate lives little longer

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


class Batch:
    """Some machines with one centre over two years."""

    def __init__(self, options, seed):
        self.enroll = options.enroll
        self.step_clock = os.path.abspath(options.step_clock)
        self.chance = random.Random(seed)
        self.proxy = options.proxy
        self.counts = {"years": 0, "runs": 0, "renewals": 0, "visits": 0, "late": 0, "requests": 0}
        self.centre = SteppedCentre(options.centre, self.step_clock)
        # From 2026 to 2050; every fourth batch lives over 2038-01-19, where 32 bits end.
        begin = self.chance.randrange(1767225600, 2524608000)
        if self.chance.random() < 0.25:
            begin = 2 ** 31 - self.chance.randrange(400 * DAY)
        self.centre.set_clock(begin)
        self.begin = begin
        self.events = []
        self.machines = []
        self.machine_count = options.machines

    def plan(self, machine, first):
        """The visits to a machine until its certificate is renewed."""
        chance = self.chance
        end = machine.service_end
        visits = []
        if first:
            visits.append((end - chance.randrange(40, 200) * DAY,
                           chance.choice(("quiet", "slow-clock"))))
        for _ in range(chance.randrange(4)):
            at = end - 29 * DAY + chance.randrange(20 * DAY)
            visits.append((at, chance.choice(SILENT + CLOCKS + ANSWERS)))
        # The hour in which all works: the centre has not told it to wait for longer than 4 days.
        late = chance.random() < 0.1
        good = end + chance.randrange(DAY, 18 * DAY) if late \
            else end - chance.randrange(2 * HOUR, 4 * DAY)
        self.counts["late"] += late
        for at, what in sorted([*visits, (good, "good")]):
            heapq.heappush(self.events, (at, machine.number, what))

    def live(self):
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.centre)
            for number in range(self.machine_count):
                machine = stack.enter_context(Machine(self, number))
                self.machines.append(machine)
                self.advance(self.centre.now + self.chance.randrange(3 * DAY))
                machine.acquire()
                self.plan(machine, True)
            while self.events and self.events[0][0] < self.begin + YEARS * 365 * DAY:
                at, number, what = heapq.heappop(self.events)
                self.advance(at)
                self.visit(self.machines[number], what)
            self.check_end()
        self.counts["requests"] = self.total_requests

    def advance(self, now):
        if now > self.centre.now:
            self.centre.set_clock(now)

    def visit(self, machine, what):
        self.counts["visits"] += 1
        machine.note(what)
        try:
            if what == "good":
                self.good_hour(machine)
            else:
                self.bad_visit(machine, what)
            machine.assert_keys_fit()
        except AssertionError as error:
            raise AssertionError("\n".join([*machine.history, str(error)])) from None

    def good_hour(self, machine):
        """The machine is on for an hour: the timer's runs come as late as they can."""
        begin = self.centre.now
        for minutes in (17, 42, 58):
            self.advance(begin + minutes * MINUTE)
            machine.timer_run()
            if machine.is_renewed():
                break
        if not machine.is_renewed():
            raise AssertionError("not renewed, although everything has worked for an hour")
        if machine.journals():
            raise AssertionError(f"renewed, and still unfinished: {machine.journals()}")
        machine.take_over()
        self.counts["years"] += 1
        self.plan(machine, False)

    def bad_visit(self, machine, what):
        before = self.centre.requests()
        with self.condition(machine, what) as arguments:
            machine.timer_run(**{name: value for name, value in arguments.items()
                                 if name != "offset_after"})
            sent = self.centre.requests() - before
            if what in (*SILENT, "quiet") and sent > 0:
                raise AssertionError(f"{sent} requests came to the centre")
            if sent > 0:
                self.assert_pause(machine, arguments)
        # What a kill has left is cleared away by whatever works on keys next: here, by a person.
        if what == "kill" and sent == 0:
            machine.run(machine.command_resume(), environment=machine.clock())
        if machine.is_renewed():
            # The machine did it all the same, and the good hour is not needed any more.
            self.forget(machine)
            machine.take_over()
            self.counts["years"] += 1
            self.plan(machine, False)

    def assert_pause(self, machine, arguments):
        """A login right after it: whatever happened, nobody is asked again so soon."""
        before = self.centre.requests()
        self.advance(self.centre.now + MINUTE)
        machine.timer_run(offset=arguments.get("offset_after", arguments.get("offset", 0)))
        if self.centre.requests() != before:
            raise AssertionError("the centre was asked again within a minute")

    def forget(self, machine):
        self.events = [event for event in self.events if event[1] != machine.number]
        heapq.heapify(self.events)

    @contextlib.contextmanager
    def condition(self, machine, what):
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
        self.advance(self.centre.now + self.chance.randrange(MINUTE, 20 * HOUR))
        process.send_signal(signal.SIGCONT)

    def wait_for_request(self, process, before):
        """Until the centre holds back a request; false if the process has ended without one."""
        wait_until(lambda: self.centre.renewals() > before or process.poll() is not None,
                   "a request that the centre holds back")
        return self.centre.renewals() > before

    def answer_late(self, process, before):
        if self.wait_for_request(process, before):
            self.advance(self.centre.now + self.chance.randrange(1, MINUTE))
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

    def check_end(self):
        """What the centre has issued and what the machines have is the same."""
        self.total_requests = self.centre.requests()
        unfinished = sum(len(machine.journals()) for machine in self.machines)
        have = sum(len(machine.catalogue()) for machine in self.machines)
        issued = len(self.centre.list()["requests"])
        if not have <= issued <= have + unfinished:
            raise AssertionError(
                f"{issued} issued, {have} on the machines, {unfinished} on the way")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("enroll")
    parser.add_argument("centre")
    parser.add_argument("step_clock")
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--machines", type=int, default=2)
    options = parser.parse_args()
    options.proxy = AskingProxy()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    total = {}
    seed = options.seed
    failed = 0
    while total.get("years", 0) < options.years and failed < 5:
        batch = Batch(options, seed)
        try:
            batch.live()
        except AssertionError as error:
            failed += 1
            print(f"{error}\nfailed; again: --years 1 --seed {seed} --machines {options.machines}",
                  file=sys.stderr, flush=True)
        for name, count in batch.counts.items():
            total[name] = total.get(name, 0) + count
        print(f"seed {seed}: so far "
              + ", ".join(f"{count} {name}" for name, count in total.items())
              + f"; {failed} failed", flush=True)
        seed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
