# SPDX-License-Identifier: MPL-2.0
"""A TPM of swtpm's that several programs use at the same time.

swtpm serves one connection. Between it and the programs stands a resource manager, which does what
the kernel's /dev/tpmrm0 does: each connection has objects and sessions of its own, three objects at
the most, and they are flushed when it ends.
"""

import atexit
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

from .listening import Listening

HEADER = struct.Struct(">HII")
NO_SESSIONS = 0x8001
CONTEXT_LOAD = 0x161
CONTEXT_SAVE = 0x162
FLUSH_CONTEXT = 0x165
GET_CAPABILITY = 0x17A
PROPERTIES, LOCKOUT_COUNTER = 6, 0x20E
TRANSIENT = 0x80
SESSIONS = (0x02, 0x03)
OBJECTS_MAX = 3
OBJECT_MEMORY = 0x902


class Lost(Exception):
    """A connection has ended."""


class Refused(Exception):
    """The TPM has refused what the resource manager wanted, such as objects of before a clear."""


class NoResponse(Exception):
    """A command has no response, for the reason that is its cause."""


def read_exactly(connection, length):
    data = b""
    while len(data) < length:
        got = connection.recv(length - len(data))
        if not got:
            raise Lost
        data += got
    return data


def read_message(connection):
    header = read_exactly(connection, HEADER.size)
    return header + read_exactly(connection, HEADER.unpack(header)[1] - HEADER.size)


class Client:
    """What one connection has loaded: by the handle that it knows, the TPM's own or a saved one."""

    def __init__(self):
        self.loaded = {}
        self.saved = {}
        self.sessions = set()
        self.saved_sessions = {}

    def new_handle(self):
        known = set(self.loaded) | set(self.saved)
        return next(h for h in range(TRANSIENT << 24, (TRANSIENT << 24) + 64) if h not in known)


class SoftwareTpm:
    """Counts the commands by their codes.

    `name` is what valux.json's tpm.tcti is set to, and `local_name` the same for programs that have
    a network of their own.
    """

    def __init__(self, directory=None):
        """`directory`: with an old TPM's state. It goes with this one."""
        self.directory = directory or tempfile.mkdtemp(prefix="valux-swtpm-")
        self.lock = threading.Lock()
        self.owner = None
        self.commands = {}
        self.process = None
        self.answers = {}
        self.busy = 0.0  # seconds in which the TPM itself was at work
        self.start()
        atexit.register(self.close)
        listener, control = self.listen()
        self.port = listener.getsockname()[1]
        self.name = f"swtpm:host=127.0.0.1,port={self.port}"
        path = pathlib.Path(self.directory, "programs")
        path.unlink(missing_ok=True)
        local_listener = socket.socket(socket.AF_UNIX)
        local_listener.bind(str(path))
        local_listener.listen()
        self.local_name = f"swtpm:path={path}"
        self.listening = [Listening(listener, self.serve), Listening(local_listener, self.serve),
                          Listening(control, self.serve_control)]

    @staticmethod
    def listen():
        """Two ports that follow each other: tpm2-tss's own programs want the second one as well."""
        while True:
            first = socket.create_server(("127.0.0.1", 0))
            try:
                return first, socket.create_server(("127.0.0.1", first.getsockname()[1] + 1))
            except OSError:
                first.close()

    @staticmethod
    def serve_control(connection):
        """Answers success to what tpm2-tss's programs say there: which locality they have."""
        with connection:
            connection.recv(64)
            connection.sendall(struct.pack(">I", 0))

    def start(self):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(f"{self.directory}/tpm")
        listener.listen(1)
        self.process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.directory}", "--server",
             f"type=unixio,fd={listener.fileno()}", "--flags",
             "startup-clear,not-need-init"], pass_fds=[listener.fileno()])
        listener.close()
        self.tpm = socket.socket(socket.AF_UNIX)
        self.tpm.connect(f"{self.directory}/tpm")
        self.attributes = self.read_attributes()

    def read_attributes(self):
        """Of each command how many handles it takes, and whether it answers one."""
        response = self.raw(GET_CAPABILITY, struct.pack(">III", 2, 0x11F, 256))
        count = struct.unpack_from(">I", response, 15)[0]
        words = struct.unpack_from(f">{count}I", response, 19)
        return {w & 0xFFFF: ((w >> 25) & 7, bool(w >> 28 & 1)) for w in words}

    def exchange(self, message):
        begun = time.monotonic()
        self.tpm.sendall(message)
        response = read_message(self.tpm)
        self.busy += time.monotonic() - begun
        return response

    def raw(self, code, body):
        response = self.exchange(HEADER.pack(NO_SESSIONS, HEADER.size + len(body), code) + body)
        if HEADER.unpack_from(response)[2] != 0:
            raise Refused(f"{code:#x}: {response.hex()}")
        return response

    def serve(self, connection, read=read_message, frame=bytes):
        """`read` takes a command off the connection, and `frame` says how a response is sent.

        Where it is not the program that ends the connection, it is said why.
        """
        client = Client()
        try:
            while True:
                message = read(connection)
                connection.sendall(frame(self.respond(client, message)))
        except (Lost, OSError):
            connection.close()
        except NoResponse as failure:
            print("the software TPM ends a connection:", repr(failure.__cause__), file=sys.stderr,
                  flush=True)
            connection.close()
        with self.lock:
            try:
                self.flush(client)
            except (Lost, OSError, Refused):
                self.owner = None

    def save(self, client):
        for known, own in list(client.loaded.items()):
            client.saved[known] = self.raw(CONTEXT_SAVE, struct.pack(">I", own))[HEADER.size:]
            self.raw(FLUSH_CONTEXT, struct.pack(">I", own))
            del client.loaded[known]
        for session in client.sessions:
            client.saved_sessions[session] = self.raw(
                CONTEXT_SAVE, struct.pack(">I", session))[HEADER.size:]

    def take(self, client):
        if self.owner is client:
            return
        if self.owner is not None:
            self.save(self.owner)
        self.owner = client
        for known, context in client.saved.items():
            response = self.raw(CONTEXT_LOAD, context)
            client.loaded[known] = struct.unpack_from(">I", response, HEADER.size)[0]
        client.saved = {}
        for context in client.saved_sessions.values():
            self.raw(CONTEXT_LOAD, context)
        client.saved_sessions = {}

    def flush(self, client):
        self.take(client)
        for own in client.loaded.values():
            self.raw(FLUSH_CONTEXT, struct.pack(">I", own))
        for session in client.sessions:
            self.raw(FLUSH_CONTEXT, struct.pack(">I", session))
        self.owner = None

    def respond(self, client, message):
        with self.lock:
            try:
                return self.command(client, message)
            except (Lost, OSError, Refused) as failure:
                raise NoResponse from failure

    def command(self, client, message):
        code = HEADER.unpack_from(message)[2]
        self.commands[code] = self.commands.get(code, 0) + 1
        if self.answers.get(code):
            return HEADER.pack(NO_SESSIONS, HEADER.size, self.answers[code].pop(0))
        self.take(client)
        handles, answers_handle = self.attributes.get(code, (0, False))
        if code == FLUSH_CONTEXT:
            handles = 1
        if answers_handle and len(client.loaded) >= OBJECTS_MAX and code != 0x176:
            return HEADER.pack(NO_SESSIONS, HEADER.size, OBJECT_MEMORY)
        message = bytearray(message)
        known = 0
        for i in range(handles):
            at = HEADER.size + 4 * i
            known = struct.unpack_from(">I", message, at)[0]
            if known in client.loaded:
                struct.pack_into(">I", message, at, client.loaded[known])
        response = bytearray(self.exchange(bytes(message)))
        if HEADER.unpack_from(response)[2] != 0:
            return bytes(response)
        if code == FLUSH_CONTEXT:
            client.loaded.pop(known, None)
            client.sessions.discard(known)
        if answers_handle:
            own = struct.unpack_from(">I", response, HEADER.size)[0]
            if own >> 24 == TRANSIENT:
                new = client.new_handle()
                client.loaded[new] = own
                struct.pack_into(">I", response, HEADER.size, new)
            elif own >> 24 in SESSIONS:
                client.sessions.add(own)
        return bytes(response)

    def answer(self, code, errors):
        """The next commands with this code are answered by these errors, one after the other."""
        with self.lock:
            self.answers[code] = list(errors)

    def with_lockout_hierarchy(self, code, parameters=b""):
        """A command that takes the lockout hierarchy's password, which is empty."""
        password = bytes.fromhex("00000009 40000009 0000 00 0000")
        body = struct.pack(">I", 0x4000000A) + password + parameters
        with self.lock:
            if self.owner is not None:
                self.save(self.owner)
                self.owner = None
            response = self.exchange(HEADER.pack(0x8002, HEADER.size + len(body), code) + body)
        assert HEADER.unpack_from(response)[2] == 0, response.hex()

    def clear(self):
        """TPM2_Clear."""
        self.with_lockout_hierarchy(0x126)

    def allow_wrong_passwords(self, failures, seconds):
        """TPM2_DictionaryAttackParameters: so many lock it, and one is forgotten after a time."""
        self.with_lockout_hierarchy(0x13A, struct.pack(">III", failures, seconds, seconds))

    def wrong_passwords(self):
        """How many it counts just now (TPM2_PT_LOCKOUT_COUNTER)."""
        with self.lock:
            response = self.raw(GET_CAPABILITY,
                                struct.pack(">III", PROPERTIES, LOCKOUT_COUNTER, 1))
        return struct.unpack_from(">I", response, 23)[0]

    def kill(self):
        """It goes away, with all connections to it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def restart(self):
        """After kill: it is there again, with its seeds and without what was loaded."""
        os.unlink(f"{self.directory}/tpm")
        self.owner = None
        self.start()

    def close(self):
        atexit.unregister(self.close)
        for listening in self.listening:
            listening.close()
        self.kill()
        with self.lock:
            self.tpm.close()
        shutil.rmtree(self.directory)


def main():
    """For tests that are no Python: prints the name, and serves until its standard input ends."""
    tpm = SoftwareTpm()
    print(tpm.name, flush=True)
    os.read(0, 1)
    tpm.close()


if __name__ == "__main__":
    main()
