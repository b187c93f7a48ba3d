# SPDX-License-Identifier: MPL-2.0
"""What the signer's tests share: copies of module and signer, a store, a program, and what /proc
says of processes."""

import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness.process import children_of, wait_until

MODULE = os.environ["VALUX_TEST_MODULE"]
SIGNER = os.environ["VALUX_TEST_SIGNER"]
MAKE_STORE = os.environ["VALUX_TEST_MAKE_STORE"]
PROGRAM = os.environ["VALUX_TEST_SIGNER_PROGRAM"]
FAULTY_SIGNER = os.environ["VALUX_TEST_FAULTY_SIGNER"]
BUILD = os.environ["VALUX_TEST_BUILD"]

# What the module promises: starting, asking and stopping, with one repetition; and slack for a
# machine that does other things.
BOUND = 30.0
SLACK = 30.0

CKR_OK = 0x0
CKR_DEVICE_ERROR = 0x30
CKR_KEY_HANDLE_INVALID = 0x60
CKR_CRYPTOKI_NOT_INITIALIZED = 0x190

DIGEST = b"a digest of thirty-two bytes...."


def process_state(pid):
    """The state letter of a process, or None where there is none."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def is_gone(pid):
    return process_state(pid) is None


def is_sealed(pid):
    """Whether a filter of system calls holds the process. It holds no reader of keys."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return "\nSeccomp:\t2\n" in status.read()
    except OSError:
        return False


def descriptors(pid):
    """The descriptors of a process with what they lead to."""
    links = {}
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            links[int(name)] = os.readlink(f"/proc/{pid}/fd/{name}")
        except FileNotFoundError:
            pass
    return links


class Program:
    """A running signer_program."""

    def __init__(self, module, store, user=None, directory=None, before=(), **variables):
        self.process = subprocess.Popen(
            [*before, PROGRAM, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if "VALUX_DEBUG" in variables else None,
            env={"VALUX_HOME": store, "PATH": "/usr/bin:/bin", "VALUX_PROGRAM_MARK": "program",
                 **variables},
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            cwd=directory,
        )
        self.pid = self.process.pid

    def begin(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self, seconds=BOUND + SLACK):
        """The answer to the command that was begun, within its time."""
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        if not ready:
            raise AssertionError(f"the program has not answered after {seconds} s")
        return self.process.stdout.readline().decode().split()

    def ask(self, command, seconds=BOUND + SLACK):
        self.begin(command)
        return self.answer(seconds)

    def open(self):
        assert self.ask("open") == ["0x0"], "the module is initialised"

    def close(self):
        assert self.ask("close") == ["0x0"], "the module is finalised"

    def sign(self, label):
        """Return value, milliseconds and signature."""
        return self.signed(self.ask(f"sign {label}"))

    @staticmethod
    def signed(words):
        return int(words[0], 16), int(words[1]), bytes.fromhex(words[2]) if len(words) > 2 else b""

    def signer(self):
        """The process ID of the program's only living child."""
        alive = [child for child in children_of(self.pid) if process_state(child) != "Z"]
        assert len(alive) == 1, f"the program has one signer, not {alive}"
        return alive[0]

    def end(self):
        self.process.stdin.close()
        try:
            self.process.wait(BOUND + SLACK)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            if self.process.stderr is not None:
                self.process.stderr.close()


class SignerCase(unittest.TestCase):
    """A test with a tree, a store with an RSA and an EC key, and programs that end after it."""

    exposure = "usable"
    user = None  # the user whose store it is, and as whom programs run

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="valux-signer-")
        os.chmod(self.directory, 0o755)
        self.addCleanup(shutil.rmtree, self.directory)
        self.store = os.path.join(self.directory, "home", "store")
        os.mkdir(os.path.dirname(self.store))
        if self.user is not None:
            os.chown(os.path.dirname(self.store), self.user, self.user)
        self.module = self.copy_into_tree(MODULE)
        self.signer = self.copy_into_tree(SIGNER)
        self.keys = self.make_store(
            "--count", "2", "--nickname", "tester", "--key-types", "rsa-2048,ec-p256",
            "--certificates", os.path.dirname(self.store), *self.key_options())
        self.programs = []

    def key_options(self):
        """make-store's options for the keys."""
        return ["--private-keys", os.path.dirname(self.store)]

    def tearDown(self):
        for program in self.programs:
            program.end()

    def copy_into_tree(self, path):
        """Copies a product's file to the same place of a tree of the test's own."""
        copy = os.path.join(self.directory, "tree", os.path.relpath(path, BUILD))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copy(path, copy)
        return copy

    def make_store(self, *options):
        """Runs make-store, in the user's own home; key IDs by nickname."""
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("XDG_")}
        environment["HOME"] = os.path.dirname(self.store)
        lines = subprocess.run(
            [MAKE_STORE, "--store", self.store, "--exposure", self.exposure, *options],
            check=True, capture_output=True, text=True, env=environment,
            user=self.user, group=self.user, extra_groups=[] if self.user is not None else None,
        ).stdout.splitlines()
        return {line.split()[0]: bytes.fromhex(line.split()[1]) for line in lines}

    def use_faulty_signer(self, fault):
        os.remove(self.signer)
        shutil.copy(FAULTY_SIGNER, self.signer)
        with open(os.path.join(self.store, "fault"), "w", encoding="ascii") as file:
            file.write(fault)

    def program(self, module=None, **options):
        """A program that loads the module, or one by another path; the options are Program's."""
        program = Program(module or self.module, self.store, self.user, **options)
        self.programs.append(program)
        return program

    def open_program(self):
        program = self.program()
        program.open()
        return program

    def modulus(self):
        """The modulus of the RSA certificate."""
        text = subprocess.run(
            ["openssl", "x509", "-noout", "-modulus", "-in",
             os.path.join(os.path.dirname(self.store), "tester1.pem")],
            check=True, capture_output=True, text=True,
        ).stdout
        return int(text.partition("=")[2], 16)

    def assert_rsa_signature(self, signature):
        """RSA PKCS#1 v1.5 over the program's digest, as it is (RFC 8017, 8.2.2)."""
        padded = pow(int.from_bytes(signature, "big"), 65537, self.modulus())
        expected = b"\x00\x01" + b"\xff" * (256 - 3 - len(DIGEST)) + b"\x00" + DIGEST
        self.assertEqual(padded.to_bytes(256, "big"), expected, "the signature verifies")

    def assert_signs(self, program):
        rv, duration, signature = program.sign("tester1")
        self.assertEqual(rv, CKR_OK)
        self.assert_rsa_signature(signature)
        return duration

    def assert_no_signer_left(self, program):
        self.assertEqual(children_of(program.pid), [], "the program has no child, alive or zombie")

    def say(self, text):
        print(f"  {text}", flush=True)


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def stop(pid):
    """Stops a process, and waits until none of its threads runs any more."""
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: all(process_state(f"{pid}/task/{task}") == "T"
                           for task in os.listdir(f"/proc/{pid}/task")),
               "the process does not stop", BOUND)
