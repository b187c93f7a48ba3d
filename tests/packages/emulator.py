# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Where the kernel runs no 32-bit programs, qemu does."""

import errno
import pathlib
import subprocess
import sys

EMULATOR = pathlib.Path("/usr/bin/qemu-i386-static")


def needed_by(program):
    """Whether the emulator alone runs this 32-bit program. It is started, without arguments."""
    try:
        subprocess.run([program], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
        print(f"    this kernel runs no 32-bit programs: by {EMULATOR.name}", file=sys.stderr)
        return True
    return False
