#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""A signer of the agent is as shielded as any other, and nobody but the user's programs gets one.

The tests run as root, and look into processes of an ordinary user.
"""

import errno
import os
import re
import subprocess
import unittest

import process_memory
from agent_world import (
    AGENT_OF_OTHER_STORE, BY_AGENT, DAEMON, NONE_READY, READY, AgentCase, greeting, has_ended,
    is_sealed,
)
from signer_channel import ECDSA, FIRST_CHANNEL, HELLO, NO_KEY, OK, REFUSED, SIGN, STALE, frame
from signer_world import (
    BOUND, CKR_KEY_HANDLE_INVALID, CKR_OK, children_of, descriptors, is_gone, kill, process_state,
    wait_until,
)

OTHER = 2  # another ordinary user
REFUSED_TO_ALL = {"ptrace": errno.EPERM, "mem": errno.EACCES, "environ": errno.EACCES,
                  "maps": errno.EACCES, "fd/3": errno.EACCES}

# A program of another user: connects, greets, and prints what it has received.
GREET = """
import socket, sys
made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
made.settimeout(60)
made.connect(sys.argv[1])
try:
    made.send(bytes.fromhex(sys.argv[2]))
    print(made.recv(4096).hex() or "nothing")
except (BrokenPipeError, ConnectionResetError):
    print("nothing")
"""


def status(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return {line.split(":")[0]: line.split(":")[1].strip() for line in file}


def signature_request(key):
    return frame(SIGN, ECDSA, key, bytes(32))


class OfAnOrdinaryUser(AgentCase):
    user = DAEMON

    def setUp(self):
        if os.geteuid() != 0:
            self.fail("these tests look into processes of another user: run them as root")
        super().setUp()
        self.start_agent()

    def parts(self):
        home = os.path.dirname(self.store)
        return {f"{nickname} {name}": number for nickname in ("tester1", "tester2")
                for name, number in
                process_memory.private_parts(os.path.join(home, f"{nickname}-key.pem")).items()}

    def open_descriptors(self):
        """How many the agent has but for its way to a signer."""
        return len(descriptors(self.agent.pid)) - len(self.warm_signers())


class Shield(OfAnOrdinaryUser):
    def assert_shielded(self, pid, others):
        seen, ordinary = process_memory.intrude_as(DAEMON, pid)
        self.assertEqual(seen, REFUSED_TO_ALL)
        self.assertEqual(ordinary["ptrace"], 0, "what is refused there is possible elsewhere")
        self.assertEqual(os.stat(f"/proc/{pid}/mem").st_uid, 0, "not dumpable")
        with open(f"/proc/{pid}/limits", encoding="ascii") as limits:
            core = re.search(r"Max core file size\s+(\S+)\s+(\S+)", limits.read())
        self.assertEqual(core.groups(), ("0", "0"))
        with open(f"/proc/{pid}/environ", "rb") as environment:
            self.assertEqual(environment.read(), b"")
        self.assertEqual((status(pid)["NoNewPrivs"], status(pid)["Umask"]), ("1", "0077"))
        self.assertEqual(os.readlink(f"/proc/{pid}/cwd"), "/")
        for task in process_memory.threads(pid):
            with open(f"/proc/{pid}/task/{task}/status", encoding="ascii") as file:
                self.assertRegex(file.read(), r"(?m)^Seccomp:\t2$")
        links = descriptors(pid)
        self.assertEqual([links.pop(number) for number in range(3)], ["/dev/null"] * 3)
        files = sorted(link for link in links.values() if not link.startswith("socket:"))
        self.assertEqual(files, [self.store, os.path.join(self.store, "snapshot")])
        self.assertEqual(len(links) - len(files), others)

    def assert_keys_in_locked_memory(self, pid):
        found = process_memory.find(pid, self.parts())
        self.assertLessEqual({"tester1 p", "tester2 scalar"}, {name for name, _ in found})
        for name, region in found:
            self.assertLessEqual({"lo", "dd", "wf"}, region.flags, f"{name} in {region}")
        self.assertGreater(int(status(pid)["VmLck"].split()[0]), 0)

    def test_a_signer_is_sealed_before_there_is_a_program_for_it(self):
        pid = self.wait_for_warm_signer()
        self.assertTrue(is_sealed(pid))
        self.assert_shielded(pid, others=1)
        self.assert_keys_in_locked_memory(pid)
        self.say(f"while it waits: {status(pid)['VmLck']} locked, all threads under the filter, "
                 "one socket, refused to the same user: " + ", ".join(REFUSED_TO_ALL))

    def test_a_signer_is_shielded_while_it_serves(self):
        pid = self.wait_for_warm_signer()
        client = self.client(channels=5)
        self.assertEqual(client.answer, READY)
        self.assertEqual(client.status(frame(HELLO)), OK)
        wait_until(lambda: FIRST_CHANNEL not in descriptors(pid), "it keeps the agent's socket",
                   BOUND)
        self.assert_shielded(pid, others=5)
        self.assert_keys_in_locked_memory(pid)
        client.close()
        wait_until(lambda: is_gone(pid), "it outlives its program", BOUND)

    def test_the_agent_shields_itself(self):
        pid = self.agent.pid
        seen, _ = process_memory.intrude_as(DAEMON, pid)
        self.assertEqual(seen, REFUSED_TO_ALL)
        self.assertEqual((status(pid)["NoNewPrivs"], status(pid)["Umask"]), ("1", "0077"))
        with open(f"/proc/{pid}/limits", encoding="ascii") as limits:
            self.assertRegex(limits.read(), r"Max core file size\s+0\s+0")
        with open(f"/proc/{pid}/environ", "rb") as environment:
            self.assertIn(b"SECRET", environment.read() or b"SECRET")
        self.assertEqual(os.stat(self.socket).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(self.socket.parent).st_mode & 0o777, 0o700)
        self.assertEqual(process_memory.find(pid, self.parts()), [], "it never has a key")


class Strangers(OfAnOrdinaryUser):
    def let_everybody_connect(self):
        """The file system's own guard is taken away, to see the agent's."""
        os.chmod(self.runtime, 0o755)
        os.chmod(self.socket.parent, 0o755)
        os.chmod(self.socket, 0o666)

    def greet_as(self, user, *before):
        words = [*before, "/usr/bin/python3", "-c", GREET, str(self.socket),
                 greeting(os.urandom(16), 0, 1).hex()]
        return subprocess.run(words, check=True, capture_output=True, text=True, user=user,
                              group=user, extra_groups=[]).stdout.strip()

    def test_another_user_gets_nothing(self):
        self.wait_for_warm_signer()
        self.let_everybody_connect()
        self.assertEqual(self.greet_as(OTHER), "nothing")
        self.assertEqual(self.greet_as(0), "nothing", "root has other ways")
        self.assertNotEqual(self.greet_as(DAEMON), "nothing", "the user is served")

    def test_a_process_in_another_users_name_space_gets_nothing(self):
        self.wait_for_warm_signer()
        self.let_everybody_connect()
        own_space = ["unshare", "--user"]
        self.assertEqual(self.greet_as(OTHER, *own_space), "nothing")
        self.assertEqual(self.greet_as(OTHER, *own_space, f"--map-user={DAEMON}"), "nothing",
                         "who calls himself the user there is not the user")
        self.assertNotEqual(self.greet_as(DAEMON, *own_space, "--map-root-user"), "nothing",
                            "the user's own name space, as a sandbox has, is served")


class Programs(OfAnOrdinaryUser):
    def test_a_hundred_connections_keep_no_program_waiting(self):
        self.wait_for_warm_signer()
        before = self.open_descriptors()
        silent = [self.connect() for _ in range(100)]
        program = self.open_program()
        duration = self.assert_signs(program)
        self.assertLess(duration, BOUND * 1000)
        for connection in silent:
            self.assertTrue(has_ended(connection))
            connection.close()
        wait_until(lambda: self.open_descriptors() <= before, "descriptors are left", BOUND)
        self.assertTrue(self.client().answer in (READY, NONE_READY))
        self.say(f"100 silent connections, closed by the agent; a signature after {duration} ms")

    def test_half_a_greeting_is_closed_at_once(self):
        self.wait_for_warm_signer()
        before = self.open_descriptors()
        whole = greeting(os.urandom(16), 0, 1)
        wrong = [whole[:20], whole + b"\0", whole[:-1], b"\0", b"no greeting " * 4,
                 greeting(bytes(16), 0, 1), greeting(os.urandom(16), 1, 1),
                 greeting(os.urandom(16), 0, 17), greeting(os.urandom(16), 0, 0),
                 greeting(os.urandom(16), 0, 1, version=2), greeting(os.urandom(16), 0, 1, flags=2)]
        for data in wrong:
            connection = self.connect()
            connection.send(data)
            self.assertTrue(has_ended(connection), data)
            connection.close()
        twice = os.urandom(16)
        first, second = self.connect(), self.connect()
        first.send(greeting(twice, 0, 2))
        second.send(greeting(twice, 0, 2))
        self.assertTrue(has_ended(second), "a channel that is there already")
        self.assertTrue(has_ended(first), "a program that never becomes whole")
        first.close()
        second.close()
        wait_until(lambda: self.open_descriptors() == before, "descriptors are left", BOUND)
        self.assertTrue(self.warm_signers(), "the signer waits on for a program")
        self.say(f"{len(wrong)} wrong greetings and a double one")

    def test_a_program_that_dies_in_between_leaves_nothing(self):
        pid = self.wait_for_warm_signer()
        before = self.open_descriptors()
        program = os.urandom(16)
        parts = [self.connect() for _ in range(3)]
        for i, part in enumerate(parts):
            part.send(greeting(program, i, 4))
        for part in parts:
            part.close()
        wait_until(lambda: self.open_descriptors() == before, "descriptors are left", BOUND)
        self.assertEqual(self.warm_signers(), [pid])
        client = self.client()
        self.assertEqual(client.answer, READY)
        client.close()
        wait_until(lambda: is_gone(pid), "its signer ends with it", BOUND)
        wait_until(lambda: self.open_descriptors() == before, "descriptors are left", BOUND)

    def test_a_killed_program_takes_its_signer_with_it(self):
        program = self.warm_program()
        signers = [pid for pid in children_of(self.agent.pid) if pid not in self.warm_signers()]
        program.process.kill()
        program.process.wait()
        for pid in signers:
            wait_until(lambda pid=pid: is_gone(pid), "a signer outlives its program", BOUND)
        self.assertIsNone(self.agent.poll())

    def test_each_program_has_a_signer_of_its_own(self):
        first, second = self.warm_program(), self.warm_program()
        serving = [pid for pid in children_of(self.agent.pid) if pid not in self.warm_signers()]
        self.assertGreaterEqual(len(serving), 2)
        kill(serving[0])
        for program in (first, second):
            self.assert_signs(program)

    def test_no_descriptor_is_left_in_a_program(self):
        program = self.warm_program()
        program.close()
        before = descriptors(program.pid)
        for _ in range(20):
            program.open()
            self.assert_signs(program)
            program.close()
        self.assertEqual(descriptors(program.pid), before)
        self.assert_no_signer_left(program)

    def test_no_zombie_is_left(self):
        for _ in range(3):
            self.warm_program().close()
        wait_until(lambda: all(process_state(pid) != "Z" for pid in children_of(self.agent.pid)),
                   "a zombie is left", BOUND)


class Policy(OfAnOrdinaryUser):
    def test_no_key_signs_that_programs_may_not_use(self):
        self.make_store("--set", "tester2:state=suspended")
        self.wait_for_warm_signer()
        client = self.client()
        self.assertEqual(client.answer, READY)
        self.assertEqual(client.status(signature_request(self.keys["tester2"])), REFUSED)
        self.assertEqual(client.status(signature_request(bytes(20))), NO_KEY)
        client.close()
        program = self.warm_program()
        self.assertEqual(program.sign("tester2")[0], CKR_KEY_HANDLE_INVALID)

    def test_a_signer_whose_store_has_changed_serves_nobody(self):
        stale = self.wait_for_warm_signer()
        self.make_store("--set", "tester2:state=suspended")
        client = self.client()
        self.assertEqual(client.answer, NONE_READY)
        client.close()
        wait_until(lambda: is_gone(stale), "it lives on", BOUND)
        self.assert_signs(self.warm_program())

    def test_a_serving_signer_of_the_agents_hears_of_a_change(self):
        self.wait_for_warm_signer()
        client = self.client()
        self.assertEqual(client.status(signature_request(self.keys["tester2"])), OK)
        self.make_store("--set", "tester2:state=suspended")
        self.assertEqual(client.status(signature_request(self.keys["tester2"])), STALE)
        client.close()

    def test_a_program_of_another_store_is_sent_away(self):
        self.wait_for_warm_signer()
        client = self.client(store=bytes(15) + b"\1")
        self.assertNotIn(client.answer, (READY, NONE_READY))
        own, self.store = self.store, os.path.join(os.path.dirname(self.store), "other")
        self.make_store("--count", "1", "--nickname", "other", "--key-types", "ec-p256")
        program = self.open_program()
        self.assertEqual(program.sign("other")[0], CKR_OK)
        self.assertEqual(self.way(program), AGENT_OF_OTHER_STORE)
        self.store = own
        self.assertEqual(self.way(self.warm_program()), BY_AGENT)


if __name__ == "__main__":
    unittest.main(verbosity=2)
