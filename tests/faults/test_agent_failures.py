#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Whatever becomes of the agent, programs sign: with its signers, or with signers that they start
themselves."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import unittest

from agent_world import (
    AGENT_FAILED, AGENT_NOT_READY, AGENT_SILENT, AGENT_WRONG, BY_AGENT, DAEMON, MAGIC, READY,
    RUNTIME_DIRECTORY_FOREIGN, RUNTIME_DIRECTORY_MISSING, RUNTIME_DIRECTORY_UNSET, SOCKET_FOREIGN,
    SOCKET_MISSING, SOCKET_PATH_TOO_LONG, SOCKET_STALE, WAITS, AgentCase, Client, Liar, answer,
    answer_garbage, close_at_once, say_nothing,
)
from signer_world import (
    BOUND, CKR_DEVICE_ERROR, CKR_OK, children_of, descriptors, is_gone, kill, stop, wait_until,
)


def answer_too_long(connection):
    connection.recv(4096)
    connection.send(answer(READY) + b"\0")


def answer_unknown(connection):
    connection.recv(4096)
    connection.send(answer(99))


def answer_for_another_version(connection):
    connection.recv(4096)
    connection.send(MAGIC + b"\x09\0\0\0" + bytes(4))


def promise_and_close(connection):
    connection.recv(4096)
    connection.send(answer(READY))
    connection.close()


def promise_and_answer_garbage(connection):
    connection.recv(4096)
    connection.send(answer(READY))
    connection.recv(65536)
    connection.send(b"\xa5" * 24)


def promise_and_say_nothing(connection):
    connection.recv(4096)
    connection.send(answer(READY))


class ComesAndGoes(AgentCase):
    def test_a_first_program_starts_its_signer_itself_and_the_second_has_one_at_once(self):
        self.start_agent()
        first = self.open_program()
        self.assert_signs_by(first, AGENT_NOT_READY)
        self.assertEqual(len(children_of(first.pid)), 1)
        second = self.warm_program()
        self.assertEqual(children_of(second.pid), [], "it has started none")
        self.assert_signs(first)

    def test_a_program_that_can_start_none_waits_until_the_agent_has_one(self):
        self.start_agent()
        client = Client(self.socket, flags=WAITS)
        self.assertEqual(client.answer, READY)
        client.close()
        self.wait_for_warm_signer()
        self.make_store("--set", "tester2:state=suspended")
        client = Client(self.socket, flags=WAITS)
        self.assertEqual(client.answer, READY, "also just after the store has changed")
        client.close()

    def test_a_copy_beside_which_a_store_is_published_signs_by_the_socket_there_alone(self):
        copy = pathlib.Path(self.directory) / "app" / "libvalux-pkcs11.so"
        (copy.parent / "valux").mkdir(parents=True)
        shutil.copy(self.module, copy)
        shutil.copy(os.path.join(self.store, "snapshot"), copy.parent / "valux" / "snapshot")
        program = self.program(str(copy), VALUX_HOME="/nowhere", XDG_RUNTIME_DIR="/nowhere")
        program.open()
        self.assertEqual(program.sign("tester1")[0], CKR_DEVICE_ERROR)
        self.assertEqual(children_of(program.pid), [])
        self.socket = copy.parent / "valux" / "agent"
        self.start_agent()
        wait_until(lambda: program.sign("tester1")[0] == CKR_OK, "the agent is not found", BOUND)
        self.assert_signs_by(program, BY_AGENT)
        self.assertEqual(children_of(program.pid), [])

    def test_a_program_goes_on_when_the_agent_is_killed(self):
        self.start_agent()
        program = self.warm_program()
        waiting = self.warm_signers()
        serving = [pid for pid in children_of(self.agent.pid) if pid not in waiting]
        self.end_agent()
        for pid in waiting:
            wait_until(lambda pid=pid: is_gone(pid), "a signer waits on without the agent", BOUND)
        self.assert_signs_by(program, BY_AGENT)
        self.assertTrue(any(not is_gone(pid) for pid in serving), "its signer is the same")
        self.assert_signs_by(self.open_program(), SOCKET_STALE)
        program.close()
        for pid in serving:
            wait_until(lambda pid=pid: is_gone(pid), "a signer outlives its program", BOUND)

    def test_a_program_whose_signer_dies_with_the_agent_starts_one_itself(self):
        self.start_agent()
        program = self.warm_program()
        children = children_of(self.agent.pid)
        self.end_agent()
        for pid in children:
            if not is_gone(pid):
                kill(pid)
        self.assert_signs(program)
        self.assertEqual(len(children_of(program.pid)), 1)

    def test_a_program_that_has_begun_without_the_agent_goes_on_when_it_comes(self):
        program = self.open_program()
        self.assert_signs_by(program, SOCKET_MISSING)
        own = program.signer()
        self.start_agent()
        self.warm_program()
        self.assert_signs_by(program, SOCKET_MISSING)
        self.assertEqual(program.signer(), own)
        program.close()
        program.open()
        wait_until(lambda: self.begins_by_agent(program), "the agent is not asked", BOUND)

    def begins_by_agent(self, program):
        self.wait_for_warm_signer()
        program.close()
        program.open()
        self.assert_signs(program)
        return self.way(program) == BY_AGENT

    def test_a_signer_of_the_agents_that_dies_costs_no_signature(self):
        self.start_agent()
        program = self.warm_program()
        for pid in children_of(self.agent.pid):
            kill(pid)
        self.assert_signs(program)
        self.say(f"then by way {self.way(program)}")

    def test_a_stopped_signer_of_the_agents_is_replaced_within_the_bound(self):
        self.start_agent()
        program = self.warm_program()
        serving = [pid for pid in children_of(self.agent.pid) if pid not in self.warm_signers()]
        for pid in serving:
            stop(pid)
        self.addCleanup(lambda: [kill(pid) for pid in serving if not is_gone(pid)])
        duration = self.assert_signs_by(program, AGENT_FAILED)
        self.assertLess(duration, BOUND * 1000)
        self.say(f"a signature after {duration} ms")

    def test_a_stopped_agent_keeps_nobody_waiting(self):
        self.start_agent()
        self.wait_for_warm_signer()
        stop(self.agent.pid)
        program = self.open_program()
        duration = self.assert_signs_by(program, AGENT_SILENT)
        self.assertEqual(len(children_of(program.pid)), 1)
        self.agent.send_signal(signal.SIGCONT)
        wait_until(lambda: self.way(self.warm_program()) == BY_AGENT, "it serves no more", BOUND)
        self.say(f"a signature after {duration} ms")

    def test_a_backlog_that_is_full_keeps_nobody_waiting(self):
        self.socket.parent.mkdir(0o700)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.addCleanup(listening.close)
        listening.bind(str(self.socket))
        listening.listen(0)
        waiting = 0
        try:
            while True:
                made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
                self.addCleanup(made.close)
                made.connect(str(self.socket))
                waiting += 1
        except BlockingIOError:
            pass
        self.assert_signs_by(self.open_program(), AGENT_SILENT)
        self.say(f"{waiting} connection waits, and no other one may")

    def test_an_idle_agent_ends_and_its_signer_before_it(self):
        self.idle = 1
        self.make_store("--signer-idle", "1")
        self.start_agent()
        program = self.warm_program()
        program.close()
        self.assertEqual(self.agent.wait(BOUND), 0)
        self.agent = None


class ReplacedByALiar(AgentCase):
    def assert_signs_past(self, do, *ways):
        liar = Liar(self.socket, do)
        program = self.open_program()
        before = len(descriptors(program.pid))
        duration = self.assert_signs(program)
        self.assertIn(self.way(program), ways)
        self.assertEqual(len(children_of(program.pid)), 1, "a signer of its own")
        self.assertLess(duration, BOUND * 1000)
        program.close()
        self.assertEqual(len(descriptors(program.pid)), before, "no descriptor is left")
        liar.close()
        os.remove(self.socket)
        self.say(f"{do.__name__}: a signature after {duration} ms, way {self.way_name(ways)}")

    @staticmethod
    def way_name(ways):
        return " or ".join(map(str, ways))

    def test_a_liar_is_seen_through_at_once(self):
        self.assert_signs_past(close_at_once, AGENT_NOT_READY, AGENT_SILENT)
        self.assert_signs_past(say_nothing, AGENT_SILENT)
        for do in (answer_garbage, answer_too_long, answer_unknown, answer_for_another_version):
            self.assert_signs_past(do, AGENT_WRONG, AGENT_SILENT)

    def test_a_liar_that_breaks_its_promise_costs_no_signature(self):
        self.assert_signs_past(promise_and_close, AGENT_FAILED, AGENT_SILENT)
        self.assert_signs_past(promise_and_answer_garbage, AGENT_FAILED, AGENT_SILENT)

    def test_a_liar_that_never_answers_a_request_is_waited_for_within_the_bound(self):
        self.assert_signs_past(promise_and_say_nothing, AGENT_FAILED, AGENT_SILENT)

    def test_a_stream_socket_is_not_the_agent(self):
        self.socket.parent.mkdir(0o700)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(listening.close)
        listening.bind(str(self.socket))
        listening.listen()
        self.assert_signs_by(self.open_program(), AGENT_WRONG)


class OfAnotherUser(AgentCase):
    user = DAEMON

    def test_what_another_user_listens_on_is_not_the_agent(self):
        self.socket.parent.mkdir(0o755)
        liar = Liar(self.socket, promise_and_say_nothing)  # root's
        self.addCleanup(liar.close)
        os.chmod(self.socket, 0o666)
        program = self.open_program()
        self.assert_signs_by(program, SOCKET_FOREIGN)

    def test_a_runtime_directory_of_another_user_is_not_used(self):
        self.start_agent()
        os.chown(self.runtime, 0, 0)
        os.chmod(self.runtime, 0o755)
        self.assert_signs_by(self.open_program(), RUNTIME_DIRECTORY_FOREIGN)


class RuntimeDirectory(AgentCase):
    def assert_way(self, way, **variables):
        program = self.program(**variables)
        program.open()
        self.assert_signs_by(program, way)
        self.assertEqual(len(children_of(program.pid)), 1)

    def test_without_the_variable_the_module_starts_the_signer(self):
        self.start_agent()
        for value in ("", "run", "./run"):
            self.assert_way(RUNTIME_DIRECTORY_UNSET, XDG_RUNTIME_DIR=value)

    def test_a_missing_directory_is_no_error(self):
        self.assert_way(RUNTIME_DIRECTORY_MISSING, XDG_RUNTIME_DIR=f"{self.runtime}/missing")
        self.assert_way(RUNTIME_DIRECTORY_MISSING, XDG_RUNTIME_DIR="/etc/passwd")
        self.assert_way(SOCKET_MISSING)

    def test_a_directory_that_others_may_write_is_not_used(self):
        self.start_agent()
        os.chmod(self.runtime, 0o770)
        self.assert_way(RUNTIME_DIRECTORY_FOREIGN)

    def test_a_path_that_is_too_long_for_a_socket_is_no_error(self):
        long = pathlib.Path(self.directory) / ("d" * 100)
        long.mkdir(0o700)
        self.assert_way(SOCKET_PATH_TOO_LONG, XDG_RUNTIME_DIR=str(long))
        agent = self.run_agent("--socket", long / "valux/agent", stderr=subprocess.PIPE)
        self.assertIn(b"File name too long", agent.communicate()[1])
        self.assertEqual(agent.returncode, 1)

    def test_a_stale_socket_is_passed_over_by_programs_and_replaced_by_the_agent(self):
        self.start_agent()
        self.end_agent()
        self.assertTrue(self.socket.exists())
        self.assert_way(SOCKET_STALE)
        self.start_agent()
        self.assertEqual(self.way(self.warm_program()), BY_AGENT)

    def test_a_second_agent_leaves_the_first_one_alone(self):
        self.start_agent()
        second = self.run_agent("--socket", self.socket, stderr=subprocess.PIPE)
        self.assertIn(b"Address already in use", second.communicate()[1])
        self.assertEqual(second.returncode, 1)
        self.assertEqual(self.way(self.warm_program()), BY_AGENT)

    def test_on_a_full_disk_the_agent_says_so_and_programs_sign(self):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "nr_inodes=1,mode=0700", "full",
                        self.runtime], check=True)
        self.addCleanup(subprocess.run, ["umount", self.runtime], check=True)
        agent = self.run_agent("--socket", self.runtime / "agent", stderr=subprocess.PIPE)
        self.assertIn(b"No space left on device", agent.communicate()[1])
        self.assertEqual(agent.returncode, 1)
        self.assert_way(SOCKET_MISSING)


class Listening(AgentCase):
    def test_the_agent_serves_all_the_sockets_that_systemd_gives(self):
        paths = [self.runtime / name for name in ("first", "second", "third")]
        self.agent = subprocess.Popen(
            ["systemd-socket-activate", "--seqpacket", *(f"--listen={path}" for path in paths),
             f"--setenv=VALUX_HOME={self.store}", self.agent_path],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for path in paths:
            wait_until(path.exists, "systemd-socket-activate does not listen", BOUND)
        for path in paths:
            wait_until(lambda path=path: self.is_ready(path), "it is not served", BOUND)
        self.say("three sockets of systemd's, one agent")

    @staticmethod
    def is_ready(path):
        client = Client(path)
        client.close()
        return client.answer == READY

    def test_a_socket_of_another_kind_is_named_and_passed_over(self):
        self.assertEqual(self.listen_on(socket.SOCK_STREAM), (2, True))
        self.assertEqual(self.listen_on(socket.SOCK_SEQPACKET), (0, False))

    def listen_on(self, kind):
        """The exit status of an agent that is given this socket, and whether it has named it."""
        made = socket.socket(socket.AF_UNIX, kind)
        made.bind(str(self.runtime / f"kind{int(kind)}"))
        made.listen()

        def place():
            os.dup2(made.fileno(), 3, inheritable=True)

        done = subprocess.run(
            ["sh", "-c", 'LISTEN_PID=$$ exec "$0" --idle 0', self.agent_path], pass_fds=[3],
            preexec_fn=place, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env={"VALUX_HOME": self.store, "LISTEN_FDS": "1"}, check=False)
        made.close()
        return done.returncode, "LISTEN_FDS" in done.stderr

    def test_wrong_usage_is_told(self):
        for words in ([], ["--idle", "soon"], ["--idle", "-1"], ["--idle", "86401"], ["surplus"],
                      ["--unknown"], ["--socket"]):
            agent = self.run_agent(*words, stderr=subprocess.PIPE)
            self.assertIn(b"--socket PATH", agent.communicate()[1], words)
            self.assertEqual(agent.returncode, 2, words)


if __name__ == "__main__":
    unittest.main(verbosity=2)
