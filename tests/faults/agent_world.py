# SPDX-License-Identifier: MPL-2.0
"""What the agent's tests share: an agent for a store, programs that reach it, and a client that
says to it what it likes."""

import os
import pathlib
import socket
import struct
import subprocess

import signer_channel
from signer_world import BOUND, CKR_OK, SignerCase, children_of, descriptors, is_sealed, wait_until

from harness.listening import Listening

AGENT = os.environ["VALUX_TEST_AGENT"]
DAEMON = 1  # an ordinary user that every machine knows

# valux/signer_way.h
(BY_AGENT, RUNTIME_DIRECTORY_UNSET, RUNTIME_DIRECTORY_MISSING, RUNTIME_DIRECTORY_FOREIGN,
 SOCKET_PATH_TOO_LONG, SOCKET_MISSING, SOCKET_STALE, SOCKET_DENIED, SOCKET_FOREIGN, AGENT_SILENT,
 AGENT_WRONG, AGENT_NOT_READY, AGENT_OF_OTHER_STORE, AGENT_FAILED) = range(256, 270)

# valux/agent_protocol.h
GREETING = struct.Struct("=8sHHHH16s16s")
ANSWER = struct.Struct("=8sII")
PIN = struct.Struct("=8sIII128s")
CONTROL_SIZE = 64
MAGIC = b"VALUXAGT"
READY, NONE_READY, OTHER_STORE, UNLOCKED, LOCKED = range(5)
PIN_TAKEN, PIN_RIGHT, PIN_WRONG, PIN_FAILED = range(7, 11)
WAITS = 1


def greeting(program, channel, channels, store=bytes(16), version=1, flags=0):
    return GREETING.pack(MAGIC, version, flags, channel, channels, program, store)


def pin_frame(pin, length=None, version=1):
    return PIN.pack(MAGIC, version, 4, len(pin) if length is None else length, pin)


def answer(status):
    return ANSWER.pack(MAGIC, 1, status)


def connect(path, user=None):
    """A connection, which this user has made: the kernel remembers that."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    made.settimeout(signer_channel.ANSWER_SECONDS)
    if user is not None:
        os.seteuid(user)
    try:
        made.connect(str(path))
    finally:
        if user is not None:
            os.seteuid(0)
    return made


def has_ended(connection):
    """Whether the agent closes this connection without a word; waits for it."""
    return connection.recv(4096) == b""


class Client:
    """A program that greets the agent; then it has the channels of a signer, if it has been given
    one."""

    def __init__(self, path, channels=2, store=bytes(16), user=None, flags=0):
        program = os.urandom(16)
        self.channels = [connect(path, user) for _ in range(channels)]
        for i, channel in enumerate(self.channels):
            channel.send(greeting(program, i, channels, store, flags=flags))
        data = self.channels[0].recv(4096)
        magic, version, self.answer = ANSWER.unpack(data)
        assert (magic, version) == (MAGIC, 1)

    def status(self, frame, channel=0):
        """The status of the signer's answer."""
        self.channels[channel].send(frame)
        data = self.channels[channel].recv(signer_channel.FRAME_MAX)
        return signer_channel.RESPONSE.unpack_from(data)[3] if data else None

    def close(self):
        for channel in self.channels:
            channel.close()


class AgentCase(SignerCase):
    """A test with an agent for the store, which programs find by XDG_RUNTIME_DIR."""

    idle = 600  # seconds after which the agent ends

    def setUp(self):
        super().setUp()
        self.agent_path = self.copy_into_tree(AGENT)
        self.runtime = pathlib.Path(self.directory) / "run"
        self.runtime.mkdir(0o700)
        if self.user is not None:
            os.chown(self.runtime, self.user, self.user)
        self.socket = self.runtime / "valux" / "agent"
        self.agent = None

    def tearDown(self):
        super().tearDown()
        if self.agent is not None:
            self.end_agent()

    def run_agent(self, *arguments, **options):
        return subprocess.Popen(
            [self.agent_path, *map(str, arguments)], stdin=subprocess.DEVNULL,
            env={"VALUX_HOME": self.store, "SECRET": "of the login"}, user=self.user,
            group=self.user, extra_groups=[] if self.user is not None else None, **options)

    def start_agent(self):
        self.agent = self.run_agent("--socket", self.socket, "--idle", self.idle)
        wait_until(lambda: self.socket.exists() and self.listens(), "the agent does not listen",
                   BOUND)

    def listens(self):
        try:
            self.connect().close()
        except OSError:
            return False
        return True

    def connect(self):
        return connect(self.socket, self.user)

    def client(self, **options):
        return Client(self.socket, user=self.user, **options)

    def end_agent(self):
        self.agent.kill()
        self.agent.wait()
        self.agent = None

    def program(self, module=None, **options):
        return super().program(module, **{"XDG_RUNTIME_DIR": str(self.runtime), **options})

    def warm_signers(self):
        """The signers that wait for their channels."""
        return [pid for pid in children_of(self.agent.pid) if is_warm(pid)]

    def wait_for_warm_signer(self):
        """A signer that is ready. A first lookup makes the agent start one."""
        if not self.warm_signers():
            self.client(channels=16).close()
        wait_until(lambda: [pid for pid in self.warm_signers() if is_sealed(pid)],
                   "no signer is ready", BOUND)
        pid = self.warm_signers()[0]
        wait_until(lambda: not children_of(pid), "its keys are not read", BOUND)
        return pid

    def warm_program(self, label="tester1", **options):
        """A program that has signed with a signer of the agent's."""
        for _ in range(50):  # on a busy machine a program does not wait long enough each time
            self.wait_for_warm_signer()
            program = self.program(**options)
            program.open()
            rv, _, signature = program.sign(label)
            self.assertEqual(rv, CKR_OK)
            if label == "tester1":
                self.assert_rsa_signature(signature)
            if self.way(program) == BY_AGENT:
                return program
            program.close()
        self.fail(f"the agent gives no signer: {self.way(program)}")

    @staticmethod
    def way(program):
        """valux/signer_way.h, or 0."""
        return int(program.ask("device-error")[0])

    def assert_signs_by(self, program, way):
        duration = self.assert_signs(program)
        self.assertEqual(self.way(program), way)
        return duration


class Liar:
    """Listens in the agent's place, and does with each connection what a test says."""

    def __init__(self, path, do):
        path.parent.mkdir(0o700, exist_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(str(path))
        listener.listen(64)
        self.connections = []
        self.do = do
        self.listening = Listening(listener, self.lie)

    def lie(self, connection):
        self.connections.append(connection)
        try:
            self.do(connection)
        except OSError:
            pass  # the program has seen through it

    def close(self):
        self.listening.close()
        for connection in self.connections:
            connection.close()


def close_at_once(connection):
    connection.close()


def say_nothing(connection):
    connection.recv(4096)


def answer_garbage(connection):
    connection.recv(4096)
    connection.send(b"\xa5" * 16)


def is_warm(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:
            words = line.read().split(b"\0")
    except OSError:
        return False
    links = descriptors(pid)
    sockets = [number for number, link in links.items() if link.startswith("socket:")]
    return words[3:4] == [b"warm"] and sockets == [signer_channel.FIRST_CHANNEL]
