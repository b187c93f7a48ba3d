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
import heapq
import os
import random
import signal
import sys
import time

from company import DAY, AskingProxy, Machine, SteppedCentre
from conditions import ANSWERS, CLOCKS, HOUR, MINUTE, SILENT, Conditions

YEARS = 2  # of a batch: the sandbox centre's TLS certificate lives little longer


class Batch:
    """Some machines with one centre over two years."""

    def __init__(self, options, seed):
        self.enroll = options.enroll
        self.step_clock = os.path.abspath(options.step_clock)
        self.chance = random.Random(seed)
        self.counts = {"years": 0, "runs": 0, "renewals": 0, "visits": 0, "late": 0, "requests": 0}
        self.centre = SteppedCentre(options.centre, self.step_clock)
        self.conditions = Conditions(self.chance, self.centre, options.proxy)
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
                self.centre.advance(self.centre.now + self.chance.randrange(3 * DAY))
                machine.acquire()
                self.plan(machine, True)
            while self.events and self.events[0][0] < self.begin + YEARS * 365 * DAY:
                at, number, what = heapq.heappop(self.events)
                self.centre.advance(at)
                self.visit(self.machines[number], what)
            self.check_end()
        self.counts["requests"] = self.total_requests

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
            self.centre.advance(begin + minutes * MINUTE)
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
        with self.conditions.at_visit(machine, what) as arguments:
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
        self.centre.advance(self.centre.now + MINUTE)
        machine.timer_run(offset=arguments.get("offset_after", arguments.get("offset", 0)))
        if self.centre.requests() != before:
            raise AssertionError("the centre was asked again within a minute")

    def forget(self, machine):
        self.events = [event for event in self.events if event[1] != machine.number]
        heapq.heapify(self.events)

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
