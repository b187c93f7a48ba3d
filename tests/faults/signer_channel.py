# SPDX-License-Identifier: MPL-2.0
"""A client of the signer that says what it likes: frames by hand on the signer's channels."""

import os
import socket
import struct
import subprocess

VERSION = 2
FIRST_CHANNEL = 3
FRAME_MAX = 32768 + 128
HEAD = struct.Struct("=IIIIIBBBBB3s20s")
FLAGS_AT = 24
RESPONSE = struct.Struct("=IIQII")

HELLO, SIGN, DECRYPT, DERIVE, UNWRAP = 1, 2, 3, 4, 5
RSA_PKCS1, RSA_PSS, RSA_OAEP, ECDSA, ECDH, AES_KEY_WRAP = 1, 2, 3, 4, 5, 6
SHA256 = 3
HASH, MORE = 1, 2
OK, STALE, REFUSED, NO_KEY, BAD_REQUEST, BAD_LENGTH, BAD_DATA, NO_STORE, FAILED = range(9)

ANSWER_SECONDS = 60


def frame(verb, scheme=0, key=bytes(20), payload=b"", digest=0, mgf_digest=0, flags=0, salt=0,
          prefix=0, output=0):
    return HEAD.pack(VERSION, len(payload), salt, prefix, output, verb, scheme, digest, mgf_digest,
                     flags, bytes(3), key) + payload


class Signer:
    """A signer, started as the module starts it, with its channels in this process."""

    def __init__(self, program, store, channels=2, user=None, environment=None):
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(channels)]
        above = max([pair[1].fileno() for pair in pairs] + [FIRST_CHANNEL + channels]) + 1

        def place():
            for i, pair in enumerate(pairs):
                os.dup2(pair[1].fileno(), above + i)
            for i in range(channels):
                os.dup2(above + i, FIRST_CHANNEL + i, inheritable=True)

        self.process = subprocess.Popen(
            [program, store, str(channels)], close_fds=False, preexec_fn=place,
            env=environment or {}, user=user, group=user,
            extra_groups=[] if user is not None else None,
        )
        self.pid = self.process.pid
        self.channels = []
        for ours, theirs in pairs:
            theirs.close()
            ours.settimeout(ANSWER_SECONDS)
            self.channels.append(ours)

    def send(self, data, channel=0):
        self.channels[channel].send(data)

    def receive(self, channel=0):
        """Status and payload of the next response; None at the end of file."""
        data = self.channels[channel].recv(FRAME_MAX)
        if not data:
            return None
        version, length, _, status, reserved = RESPONSE.unpack_from(data)
        payload = data[RESPONSE.size:]
        assert (version, length, reserved) == (VERSION, len(payload), 0), "a well-formed response"
        return status, payload

    def ask(self, data, channel=0):
        self.send(data, channel)
        return self.receive(channel)

    def status(self, data, channel=0):
        answer = self.ask(data, channel)
        return None if answer is None else answer[0]

    def wait(self):
        return self.process.wait(ANSWER_SECONDS)

    def end(self):
        for channel in self.channels:
            channel.close()
        try:
            self.wait()
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
