#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The software TPM of the tests: it never ends a program's connection without saying why."""

import contextlib
import io
import os
import pathlib
import socket
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import software_tpm

GET_RANDOM = 0x17B
COMMAND = software_tpm.HEADER.pack(software_tpm.NO_SESSIONS, software_tpm.HEADER.size + 2,
                                   GET_RANDOM) + struct.pack(">H", 8)
PROGRAMS = 8


def is_answered(tpm):
    """Whether a program that asks for random bytes gets any."""
    with socket.create_connection(("127.0.0.1", tpm.port)) as connection:
        connection.sendall(COMMAND)
        try:
            return len(software_tpm.read_message(connection)) > software_tpm.HEADER.size
        except (software_tpm.Lost, OSError):
            return False


def begin_system_calls_anew():
    """Stops this process and lets it go on: the kernel begins anew what its threads wait in."""
    subprocess.run(["sh", "-c", 'kill -STOP "$1"; '
                    'until grep -q "^State:.T" "/proc/$1/status"; do :; done; '
                    'kill -CONT "$1"', "sh", str(os.getpid())], check=True)


class SoftwareTpm(unittest.TestCase):
    def test_one_that_has_ended_takes_no_connection_from_the_next_one(self):
        software_tpm.SoftwareTpm().close()
        with contextlib.closing(software_tpm.SoftwareTpm()) as tpm:
            begin_system_calls_anew()
            self.assertEqual([is_answered(tpm) for _ in range(PROGRAMS)], [True] * PROGRAMS)

    def test_it_says_why_it_ends_a_connection(self):
        with contextlib.closing(software_tpm.SoftwareTpm()) as tpm:
            with contextlib.redirect_stderr(io.StringIO()) as said:
                self.assertTrue(is_answered(tpm))
                self.assertEqual(said.getvalue(), "")
                tpm.kill()
                self.assertFalse(is_answered(tpm))
            self.assertIn("the software TPM ends a connection", said.getvalue())


if __name__ == "__main__":
    unittest.main(verbosity=2)
