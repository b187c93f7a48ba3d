# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Child processes with deadlines: started, listened to and, whatever happens, stopped."""

import contextlib
import ctypes
import os
import pathlib
import re
import signal
import subprocess
import threading
import time

DEADLINE = 120  # seconds; generous, since it only passes when something is wrong
STOP_DEADLINE = 20
OUTPUT_SHOWN = 6000  # characters of a child's output in a failure's message

PR_SET_CHILD_SUBREAPER = 36
# A child must not outlive a test that is itself killed.
DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL", "--"]


class ProcessFailure(AssertionError):
    """A child process did not do in time what the test waits for."""


class Child:
    """A running child process whose standard output and error are collected line by line."""

    def __init__(self, arguments, environment, directory=None, pass_fds=(), wrapper=(),
                 commands=False):
        self.arguments = [str(argument) for argument in arguments]
        self.lines = []
        self._times = []
        self._changed = threading.Condition()
        self._ended = False
        self._process = subprocess.Popen(
            [*DIE_WITH_PARENT, *wrapper, *self.arguments], env=environment, cwd=directory,
            stdin=subprocess.PIPE if commands else subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=pass_fds, start_new_session=True)
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with self._process.stdout as output:
            for line in output:
                with self._changed:
                    self.lines.append(line.decode("utf-8", "replace").rstrip("\n"))
                    self._times.append(time.strftime("%H:%M:%S"))
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait_for_line(self, pattern, deadline=DEADLINE, start=0):
        """Waits for a line of the output that matches; returns the match.

        `start` is the number of lines that are passed over: those from before an event.
        """
        expression = re.compile(pattern)
        until = time.monotonic() + deadline
        read = start
        with self._changed:
            while True:
                for line in self.lines[read:]:
                    match = expression.search(line)
                    if match:
                        return match
                read = len(self.lines)
                left = until - time.monotonic()
                if self._ended or left <= 0:
                    raise ProcessFailure(f"no line /{pattern}/ from {self.describe()}")
                self._changed.wait(left)

    def ask(self, command, answers, deadline=DEADLINE):
        """Gives a command, for a child that was started with `commands`; returns its answer.

        The answer is the next line that the pattern `answers` matches: libraries may write lines of
        their own before it.
        """
        expression = re.compile(answers)
        until = time.monotonic() + deadline
        with self._changed:
            read = len(self.lines)
        self._process.stdin.write(f"{command}\n".encode())
        self._process.stdin.flush()
        with self._changed:
            while True:
                for line in self.lines[read:]:
                    if expression.match(line):
                        return line
                left = until - time.monotonic()
                if self._ended or left <= 0:
                    raise ProcessFailure(f"no answer to {command} from {self.describe()}")
                self._changed.wait(left)

    def is_running(self):
        return self._process.poll() is None

    def wait(self, deadline=DEADLINE):
        """Waits for the end; returns the exit status."""
        try:
            return self._process.wait(deadline)
        except subprocess.TimeoutExpired:
            raise ProcessFailure(f"no end of {self.describe()}") from None

    def stop(self):
        """Asks the process to end, and makes it after a while; returns the exit status."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self.is_running():
                break
            self._process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_DEADLINE)
        self._reader.join(STOP_DEADLINE)
        return self._process.returncode

    def kill(self):
        """Ends the process at once."""
        self._process.kill()
        self.wait(STOP_DEADLINE)
        self._reader.join(STOP_DEADLINE)

    def describe(self):
        with self._changed:
            lines = [f"{moment} {line}" for moment, line in zip(self._times, self.lines)]
        text = "\n".join(lines)[-OUTPUT_SHOWN:]
        return f"{' '.join(self.arguments)}\n--- its output:\n{text}\n---"


class Processes:
    """All child processes of a test, and whatever those leave behind."""

    def __init__(self):
        self._children = []
        # Orphans come to this process, which can then end them.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def describe(self):
        """What all of them printed."""
        return "\n".join(child.describe() for child in self._children)

    def start(self, arguments, environment, **options):
        child = Child(arguments, environment, **options)
        self._children.append(child)
        return child

    def stop_all(self):
        for child in reversed(self._children):
            child.stop()
        end_descendants()


def children_of(pid):
    """The processes whose parent is this one."""
    pids = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                    pids += [int(word) for word in file.read().split()]
    return pids


def descendants_of(pid):
    """All processes below this one."""
    found = []
    for child in children_of(pid):
        found += [child, *descendants_of(child)]
    return found


def command_name(pid):
    """The name of the program that a process runs; "" if it has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            head, tail = file.read().rsplit(")", 1)
    except OSError:
        return ""
    return "" if tail.split()[0] in "ZX" else head.split("(", 1)[1]


def processes_of(program, directory):
    """The processes of a program that have this directory in their environment or arguments."""
    executable, mark = os.path.realpath(program), os.fsencode(directory)
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it ends, or is another user's
            if os.readlink(f"/proc/{pid}/exe") == executable and any(
                    mark in pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
                    for name in ("environ", "cmdline")):
                found.append(int(pid))
    return found


def has_descendant(name):
    """Whether a program of this name runs below this process."""
    return any(command_name(pid) == name for pid in descendants_of(os.getpid()))


def end_descendants():
    """Kills what is still below this process."""
    until = time.monotonic() + STOP_DEADLINE
    while time.monotonic() < until:
        left = descendants_of(os.getpid())
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)
    raise ProcessFailure("processes are left that can't be ended")


def run(arguments, environment, text="", directory=None, status=0, deadline=DEADLINE, wrapper=(),
        errors=True, check=None):
    """Runs a program to its end and returns what it printed, with standard error if `errors`.

    `check` is called with the exit status, standard output and standard error.

    `status` is the exit status that it must have, None for any.
    """
    arguments = [str(argument) for argument in arguments]
    process = subprocess.Popen(
        [*DIE_WITH_PARENT, *wrapper, *arguments], env=environment, cwd=directory,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if errors and check is None else subprocess.PIPE,
        start_new_session=True)
    problem = None
    try:
        outputs = process.communicate(text.encode(), deadline)
        if status is not None and process.returncode != status:
            problem = f"exit status {process.returncode}"
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        outputs = process.communicate()
        problem = f"no end after {deadline} s"
    output, error_output = ((part or b"").decode("utf-8", "replace") for part in outputs)
    if check is not None:
        check(process.returncode, output, error_output)
    if problem is not None:
        raise ProcessFailure(f"{problem} of {' '.join(arguments)}\n"
                             f"{output[-OUTPUT_SHOWN:]}{error_output[-OUTPUT_SHOWN:]}")
    return output + error_output if errors and check is not None else output


def wait_until(condition, what, deadline=DEADLINE):
    """Waits for an event that can only be polled: until `condition()` is true. Returns that."""
    until = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > until:
            raise ProcessFailure(f"after {deadline} s still not: {what}")
        time.sleep(0.02)
