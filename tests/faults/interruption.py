# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Runs an acquisition or a renewal again and again, each time interrupted at another point."""

import concurrent.futures
import os
import queue
import re
import shutil
import signal

from enrolment import EXIT, User, make_centre

WORKERS = 2
KILL = "signal=KILL"
OLDER = "The store is older than it was"
TAKEN_AWAY = {"unpin": "pin", "tpmunpin": "tpmpin"}  # what is set before it is taken away
CUSTODY = (*TAKEN_AWAY, *TAKEN_AWAY.values())
# What changes something outside the process, or talks to the centre. Left out are calls that only
# read or map, and fcntl, whose record locks vanish with the process: a kill at one of those leaves
# the same behind as a kill at the next call of this list.
CALLS = ("openat", "creat", "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate",
         "fallocate", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat",
         "rmdir", "link", "linkat", "symlink", "chmod", "fchmod", "fchown", "flock", "connect",
         "sendto", "sendmsg", "recvfrom", "recvmsg", "shutdown")


class Scene:
    """A centre and the state from which each run of `new` or `renew` begins."""

    def __init__(self, enroll, centre, command, profile="valux-json", tpm=None):
        self.command = command
        self.enroll = enroll
        self.profile = profile
        self.tpm = tpm
        # By the rule for centres that give no service period, 40 days are 19 of service.
        self.centre = make_centre(centre, "--validity", str(40 * 86400))
        if command == "automatic":
            self.centre.options = ("--not-before", str(-300 * 86400), "--service-end", "86400")
        self.centre.start()
        self.before = self.user()
        self.expected = 1
        if command in ("renew", "automatic", "retire", *CUSTODY):
            if self.before.new().status != 0:
                raise AssertionError("the certificate to renew can't be acquired")
            self.expected = 1 if command in CUSTODY else 2
        if command in TAKEN_AWAY:
            self.set_before(getattr(self.before, "command_" + TAKEN_AWAY[command])())
        if command == "automatic":
            self.centre.start("--not-before", "-60", "--service-end", str(300 * 86400))
        self.state = self.read_state()

    def set_before(self, command):
        """Sets the PIN; in a TPM twice, since it answers the first opening by "try again"."""
        for _ in range(1 if self.tpm is None else 2):
            if self.before.run(command).status != 0:
                raise AssertionError("the PIN can't be set")

    def user(self):
        user = User(self.enroll, self.centre)
        user.profile = self.profile
        # Else the desktop is asked for its proxy by programs whose calls differ from run to run.
        user.configure(proxy="none")
        if self.tpm is not None:
            user.set("tpm.tcti", self.tpm.name)
            user.set("custody", "tpm")
        return user

    def close(self):
        self.before.temporary.cleanup()
        self.centre.__exit__()

    def read_state(self):
        path = self.centre.path("state.json")
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            return file.read()

    def begin(self):
        """A user as before the command, and a centre that knows of nothing later."""
        path = self.centre.path("state.json")
        if self.state is None:
            if os.path.exists(path):
                os.unlink(path)
        else:
            with open(path, "wb") as file:
                file.write(self.state)
        user = self.user()
        if self.command == "automatic":
            user.set("renewal.automatic", "true")
        if os.path.isdir(self.before.store):
            shutil.copytree(self.before.store, user.store)
        return user

    def command_of(self, user):
        return getattr(user, "command_" + self.command)(wait=10)

    def recover_automatically(self, user):
        """What the timer does afterwards, the pauses over: the try of before is as if long ago."""
        path = os.path.join(user.store, "renewals.json")
        for _ in range(2):
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                with open(path, "w", encoding="utf-8") as file:
                    file.write(re.sub(r'("lastTry":\s*")[^"]*"', r'\g<1>2001-01-01T00:00:00Z"',
                                      text))
            last = user.automatic("--quiet")
        if last.status != 0:
            raise AssertionError(last)

    def recover_retired(self, user):
        """What a person does afterwards: the command again, and nothing is left."""
        again = user.run(user.command_retire())
        if again.status != 0:
            raise AssertionError(again)
        left = (user.catalogue(), {kind: keys for kind, keys in user.objects().items()
                                   if keys and kind != "certificates"})
        if left != ([], {}):
            raise AssertionError(left)

    def recover_custody(self, user):
        """What a person does afterwards: the keys open with the PIN, or without one."""
        again = user.run(user.command_unpin() if self.tpm is None else user.command_tpmunpin())
        if again.status != 0:
            raise AssertionError(again)
        user.assert_whole(self.expected)
        if os.path.getsize(os.path.join(user.store, "seal")) != 32:
            raise AssertionError("the keys are still under a PIN")

    def assert_not_older(self, user):
        """The note of how far the store has come is never ahead of the store."""
        result = user.run([self.enroll, "status"])
        if OLDER in " ".join((result.out + result.err).split()):
            raise AssertionError(f"taken for a store from a backup: {result}")

    def recover(self, user):
        """What a person does afterwards: resume, and the command again if that was not enough."""
        if self.command in ("renew", "automatic"):
            self.assert_not_older(user)
        if self.command == "retire":
            self.recover_retired(user)
            return
        if self.command in CUSTODY:
            self.recover_custody(user)
            return
        if self.command == "automatic":
            self.recover_automatically(user)
        resumed = user.resume()
        if resumed.status < 0:
            raise AssertionError(f"resume crashed: {resumed}")
        if len(user.catalogue()) < self.expected:
            again = getattr(user, self.command)()
            if again.status != 0:
                raise AssertionError(f"{resumed}\nthen {self.command}: {again}")
        elif resumed.status != EXIT["done"]:
            raise AssertionError(f"all is there, but resume says: {resumed}")
        if user.journals():
            raise AssertionError(f"not ended: {user.journals()}")
        user.assert_whole(self.expected)
        if self.tpm is not None and len(user.keys_in_tpm()) != self.expected:
            raise AssertionError(f"not in the TPM: {user.catalogue()}")
        if self.command in ("renew", "automatic"):
            superseded = [entry for entry in user.catalogue() if "supersededBy" in entry]
            if len(superseded) != 1:
                raise AssertionError("the old certificate is not superseded")

    def calls(self):
        """The command's system calls of the list: (name, which of that name, the call's text)."""
        with self.begin() as user:
            trace = user.path("trace")
            result = user.run(self.command_of(user), ["strace", "-f", "-o", trace, "-e",
                                                      "trace=" + ",".join("?" + call
                                                                          for call in CALLS)])
            if result.status != 0:
                raise AssertionError(result)
            with open(trace, encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
        counts = {}
        found = []
        for line in lines:
            match = re.match(r"\d+ +(\w+)\((.*)", line)
            if match is None:
                continue
            name, text = match.groups()
            counts[name] = counts.get(name, 0) + 1
            if name != "openat" or "O_CREAT" in text:
                found.append((name, counts[name], text))
        return found


def inject(call, which, what):
    """The prefix that runs a command with `what` done to the `which`-th call of that name."""
    # strace 6.1 forgets the signal where a seccomp filter finds the call.
    quick = [] if what == KILL else ["--seccomp-bpf"]
    return ["strace", "-f", *quick, "-o", "/dev/null", "-e", "trace=" + call, "-e",
            f"inject={call}:{what}:when={which}"]


def assert_killed(result, call):
    """The number of reads depends on how the answer arrives, so the last reads may be missing."""
    if result.status != -signal.SIGKILL and not (call == "recvfrom" and result.status == 0):
        raise AssertionError(f"not killed: {result}")


def choose(points, rare, stride):
    """
    All points of kinds that are rare, and every `stride`-th of the others; all where it is 1.
    A kind is what the point begins with.
    """
    kinds = {}
    for point in points:
        kinds.setdefault(point[0], []).append(point)
    chosen = []
    for members in kinds.values():
        chosen += members if len(members) <= rare else members[::stride]
    return chosen


def at_each(enroll, centre, command, points, run, profile="valux-json", tpm=None):
    """
    Calls run(scene, user, point) at each point, in some threads with a centre each, then recovers.
    Returns the failures: (point, what went wrong).
    """
    scenes = queue.Queue()
    opened = [Scene(enroll, centre, command, profile, tpm) for _ in range(WORKERS)]
    for scene in opened:
        scenes.put(scene)

    def one(point):
        scene = scenes.get()
        try:
            with scene.begin() as user:
                run(scene, user, point)
                scene.recover(user)
            return None
        except Exception as failure:  # pylint: disable=broad-except
            return (point, failure)
        finally:
            scenes.put(scene)

    try:
        with concurrent.futures.ThreadPoolExecutor(max_workers=WORKERS) as pool:
            return [failure for failure in pool.map(one, points) if failure is not None]
    finally:
        for scene in opened:
            scene.close()
