#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Each measure that shields the keys, seen from outside of the signer."""

import errno
import os
import re
import resource
import signal
import sqlite3
import subprocess
import unittest

import process_memory
import signer_channel
from signer_channel import HELLO, OK, frame
from signer_world import (
    BOUND, CKR_OK, SignerCase, children_of, descriptors, is_gone, stop, wait_until,
)

NOBODY = 65534
PROBE = os.environ["VALUX_TEST_SIGNER_PROBE"]

# Signals that the C library keeps to itself; it sets them to be ignored where it spawns.
LIBRARYS_OWN_SIGNALS = 1 << 31 | 1 << 32


class OfAnOrdinaryUser(SignerCase):
    """Program, store and signer of a user without rights. The test looks as root or that user."""

    user = NOBODY

    def setUp(self):
        if os.geteuid() != 0:
            self.fail("these tests look into processes of another user: run them as root")
        super().setUp()
        self.running = self.open_program()
        self.assert_signs(self.running)
        self.assertEqual(self.running.sign("tester2")[0], 0)
        self.pid = self.running.signer()

    def status(self, pid=None):
        with open(f"/proc/{pid or self.pid}/status", encoding="ascii") as file:
            return {line.split(":")[0]: line.split(":")[1].strip() for line in file}

    def parts(self, nickname):
        path = os.path.join(os.path.dirname(self.store), f"{nickname}-key.pem")
        return {f"{nickname} {name}": number
                for name, number in process_memory.private_parts(path).items()}

    def all_parts(self):
        return {**self.parts("tester1"), **self.parts("tester2")}


class Access(OfAnOrdinaryUser):
    def test_the_same_user_can_neither_trace_nor_read_the_signer(self):
        signer, ordinary = process_memory.intrude_as(NOBODY, self.pid)
        self.assertEqual(signer, {"ptrace": errno.EPERM, "mem": errno.EACCES,
                                  "environ": errno.EACCES, "maps": errno.EACCES,
                                  "fd/3": errno.EACCES})
        self.assertEqual(ordinary["ptrace"], 0, "what is refused there is possible elsewhere")
        self.assertEqual(ordinary["mem"], 0)
        self.assertEqual(os.stat(f"/proc/{self.pid}/mem").st_uid, 0, "not dumpable")
        self.assert_signs(self.running)
        self.say(f"the signer: {signer}; an ordinary process: {ordinary}")

    def test_there_is_no_core(self):
        with open(f"/proc/{self.pid}/limits", encoding="ascii") as limits:
            core = re.search(r"Max core file size\s+(\S+)\s+(\S+)", limits.read())
        self.assertEqual(core.groups(), ("0", "0"))

    def test_the_environment_is_empty(self):
        with open(f"/proc/{self.running.pid}/environ", "rb") as environment:
            self.assertIn(b"VALUX_PROGRAM_MARK=program", environment.read())
        with open(f"/proc/{self.pid}/environ", "rb") as environment:
            self.assertEqual(environment.read(), b"")

    def test_privileges_files_and_place_are_given_up(self):
        self.assertEqual(self.status()["NoNewPrivs"], "1")
        self.assertEqual(self.status()["Umask"], "0077")
        self.assertEqual(os.readlink(f"/proc/{self.pid}/cwd"), "/")
        self.assertEqual(self.status()["SigBlk"], "0" * 16)
        self.assertEqual(int(self.status()["SigIgn"], 16) & ~LIBRARYS_OWN_SIGNALS, 0)

    def test_every_thread_is_sealed(self):
        for task in process_memory.threads(self.pid):
            with open(f"/proc/{self.pid}/task/{task}/status", encoding="ascii") as file:
                self.assertRegex(file.read(), r"(?m)^Seccomp:\t2$")
        self.assertGreater(len(process_memory.threads(self.pid)), 1)


class ReadingTheKeys(SignerCase):
    """The process that opens the key database, held there by somebody who writes to it."""

    user = NOBODY

    def test_the_same_user_can_neither_trace_nor_read_the_process_that_reads_the_keys(self):
        database = sqlite3.connect(os.path.join(self.store, "nssdb", "key4.db"))
        self.addCleanup(database.close)
        database.isolation_level = None
        database.execute("BEGIN EXCLUSIVE")
        program = self.open_program()
        program.begin("sign tester1")
        wait_until(lambda: children_of(program.pid), "the program has started a signer", BOUND)
        signer = program.signer()
        wait_until(lambda: children_of(signer), "no process reads the keys", BOUND)
        pid = children_of(signer)[0]
        wait_until(lambda: any(link.endswith("key4.db") for link in descriptors(pid).values()),
                   "it does not open the database", BOUND)
        stop(pid)  # NSS gives a database that is locked up after a second
        seen, ordinary = process_memory.intrude_as(NOBODY, pid)
        links = descriptors(pid)
        self.assertEqual(seen, {"ptrace": errno.EPERM, "mem": errno.EACCES,
                                "environ": errno.EACCES, "maps": errno.EACCES,
                                "fd/3": errno.EACCES})
        self.assertEqual(ordinary["ptrace"], 0, "what is refused there is possible elsewhere")
        with open(f"/proc/{pid}/environ", "rb") as environment:
            self.assertEqual(environment.read(), b"")
        self.assertEqual([links.pop(number) for number in range(3)], ["/dev/null"] * 3)
        self.assertTrue(links.pop(3).startswith("socket:"))
        for link in links.values():
            self.assertTrue(link.startswith(self.store), f"it has {link} open")
        database.execute("ROLLBACK")
        os.kill(pid, signal.SIGCONT)
        rv, _, signature = program.signed(program.answer())
        self.assertEqual(rv, CKR_OK)
        self.assert_rsa_signature(signature)
        wait_until(lambda: is_gone(pid), "the process that reads the keys lives on", BOUND)
        self.say(f"it is refused: {seen}; of files it has the store's alone")


class Descriptors(SignerCase):
    def test_only_its_own_descriptors_are_open(self):
        inherited = [os.open("/etc/passwd", os.O_RDONLY) for _ in range(20)]
        for descriptor in inherited:
            os.set_inheritable(descriptor, True)
            self.addCleanup(os.close, descriptor)
        signer = signer_channel.Signer(self.signer, self.store, channels=5,
                                       environment={"SECRET": "of the program"})
        self.addCleanup(signer.end)
        self.assertEqual(signer.status(frame(HELLO)), OK)
        wait_until(lambda: not children_of(signer.pid), "the keys are read", BOUND)
        wait_until(lambda: len(descriptors(signer.pid)) == 10, "what they came through is closed",
                   BOUND)
        links = descriptors(signer.pid)
        self.assertEqual([links.pop(number) for number in range(3)], ["/dev/null"] * 3)
        for number in range(3, 8):
            self.assertTrue(links.pop(number).startswith("socket:"))
        self.assertEqual(sorted(links.values()), [self.store, os.path.join(self.store, "snapshot")])
        self.say("three to nowhere, five channels, store and snapshot; 20 were inherited")


class Memory(OfAnOrdinaryUser):
    def test_private_keys_lie_in_locked_memory_that_is_not_dumped_alone(self):
        found = process_memory.find(self.pid, self.all_parts())
        names = {name for name, _ in found}
        self.assertIn("tester1 p", names)
        self.assertIn("tester2 scalar", names)
        for name, region in found:
            self.assertLessEqual({"lo", "dd", "wf"}, region.flags, f"{name} in {region}")
        self.assertGreater(int(self.status()["VmLck"].split()[0]), 0)
        self.say(f"{len(found)} finds of {len(names)} numbers, in "
                 f"{len({region.first for _, region in found})} regions: locked, left out of "
                 f"dumps, empty after a fork; locked: {self.status()['VmLck']}")

    def test_keys_are_wiped_before_the_process_ends(self):
        parts = self.all_parts()
        self.assertTrue(process_memory.find(self.pid, parts), "the keys are there before")
        tasks = process_memory.threads(self.pid)
        for task in tasks:
            self.assertEqual(process_memory.ptrace(process_memory.PTRACE_SEIZE, task,
                                                   process_memory.PTRACE_O_TRACEEXIT), 0)
        self.running.begin("close")
        stopped, status = self.next_of(tasks)
        self.assertEqual(status >> 8, 5 | process_memory.PTRACE_EVENT_EXIT << 8, "it is ending")
        left = process_memory.find(self.pid, parts)
        while tasks:
            if os.WIFSTOPPED(status):
                process_memory.ptrace(process_memory.PTRACE_CONT, stopped)
            else:
                tasks.remove(stopped)
            if tasks:
                stopped, status = self.next_of(tasks)
        self.assertEqual(left, [])
        self.assertEqual(self.running.answer(), ["0x0"])
        self.say("stopped at its exit, when the memory is still there: no part of a key")

    @staticmethod
    def next_of(tasks):
        """The next of these traced threads that stops or ends, and its status."""
        seen = []

        def one_has():
            for task in tasks:
                changed, status = os.waitpid(task, process_memory.WALL | os.WNOHANG)
                if changed == task:
                    seen.append((task, status))
                    return True
            return False

        wait_until(one_has, "no thread stops or ends", BOUND)
        return seen[0]

    def test_the_host_never_has_a_part_of_a_private_key(self):
        modulus = {"modulus": self.modulus()}
        self.assertTrue(process_memory.find(self.running.pid, modulus), "public parts are found")
        searches = 0
        for nickname in ("tester1", "tester2"):
            self.running.begin(f"parallel 2 1500 {nickname}")
            for _ in range(5):
                self.assertEqual(process_memory.find(self.running.pid, self.all_parts()), [])
                searches += 1
            signatures, failures = map(int, self.running.answer())
            self.assertEqual(failures, 0)
            self.assertGreater(signatures, 0)
        self.say(f"{searches} searches while two threads signed")


class SmallLimit(SignerCase):
    user = NOBODY

    def test_where_little_memory_may_be_locked_the_signer_works(self):
        limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        os.chmod(self.directory, 0o755)

        def lower():
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (64 * 1024, 64 * 1024))

        self.assertNotEqual(limit[1], 64 * 1024)
        program = subprocess.Popen(
            [os.environ["VALUX_TEST_SIGNER_PROGRAM"], self.module], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env={"VALUX_HOME": self.store}, user=NOBODY, group=NOBODY,
            extra_groups=[], preexec_fn=lower)
        output, _ = program.communicate(b"open\nsign tester1\nclose\n", BOUND)
        lines = output.decode().splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["0x0", "0x0", "0x0"])


class Sealed(SignerCase):
    def test_a_sealed_thread_can_reach_nothing(self):
        probe = signer_channel.Signer(PROBE, self.store)
        self.addCleanup(probe.end)
        results = {}
        while True:
            line = probe.channels[0].recv(64).decode()
            if line == "end":
                break
            name, number = line.split()
            results[name] = errno.errorcode.get(int(number), number)
        for name in ("open", "openat", "create", "execve", "socket", "unix-socket", "connect",
                     "fork", "kill", "ptrace", "process_vm_readv", "dumpable",
                     "executable-memory", "map-a-file", "stat", "write", "sendmsg",
                     "recvmsg"):
            self.assertEqual(results.pop(name), "EPERM", name)
        self.assertEqual(results, {"lock-memory": "0"}, "what libcrypto allocates is locked")
        self.assertFalse(os.path.exists("/tmp/valux-signer-probe"))
        self.say("open, execve, socket, connect and 14 others: EPERM")

    def test_landlock_alone_closes_all_paths_where_the_kernel_has_it(self):
        kernel, number = subprocess.run([PROBE, "landlock"], check=True, capture_output=True,
                                        text=True).stdout.split()
        self.assertEqual(int(number), errno.EACCES if kernel == "landlock" else 0)
        self.say(f"the kernel has {kernel}; opening a file gives "
                 f"{errno.errorcode.get(int(number), 'the file')}")

    def test_the_product_has_no_probe(self):
        with open(os.environ["VALUX_TEST_SIGNER"], "rb") as product:
            content = product.read()
        with open(PROBE, "rb") as probe:
            self.assertIn(b"process_vm_readv", probe.read())
        self.assertNotIn(b"process_vm_readv", content)
        self.assertNotIn(b"execve", content)


if __name__ == "__main__":
    unittest.main(verbosity=2)
