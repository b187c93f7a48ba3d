#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
The software TPM of the tests, for programs of ours and for those of tpm2-tss at the same time.

tpm2-tss's way to a swtpm makes a connection for each command, which costs time that /dev/tpmrm0
would not, and a resource manager can't tell what belongs together. Its way to Microsoft's simulator
keeps one. So that protocol is spoken here: "TPM 2.0 Simulator", TpmTcpProtocol.h.

Prints the names under which valux.json and tpm2-tss know the TPM, and serves until its standard
input ends.
"""

import os
import pathlib
import socket
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import software_tpm
from harness.listening import Listening

SEND_COMMAND, SESSION_END = 8, 20
SUCCESS = struct.pack(">I", 0)


def prepare(connection):
    """Each side writes headers by themselves; none of them is to wait for the other's answer."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def read_word(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    return struct.unpack(">I", software_tpm.read_exactly(connection, 4))[0]


def read_command(connection):
    if read_word(connection) != SEND_COMMAND:
        raise software_tpm.Lost
    software_tpm.read_exactly(connection, 1)  # the locality
    size = read_word(connection)
    return software_tpm.read_exactly(connection, size)


def frame_response(response):
    return struct.pack(">I", len(response)) + response + SUCCESS


class SimulatedTpm(software_tpm.SoftwareTpm):
    def __init__(self):
        super().__init__()
        commands_port, platform_port = self.listen()
        self.simulator_name = f"mssim:host=127.0.0.1,port={commands_port.getsockname()[1]}"
        self.listening += [Listening(commands_port, self.serve_simulator),
                           Listening(platform_port, self.serve_platform)]

    def serve_simulator(self, connection):
        prepare(connection)
        self.serve(connection, read_command, frame_response)

    @staticmethod
    def serve_platform(connection):
        """Power and memory are on already."""
        prepare(connection)
        try:
            while read_word(connection) != SESSION_END:
                connection.sendall(SUCCESS)
        except software_tpm.Lost:
            pass
        connection.close()


def main():
    tpm = SimulatedTpm()
    print(tpm.local_name, tpm.simulator_name, flush=True)
    os.read(0, 1)
    tpm.close()


if __name__ == "__main__":
    main()
