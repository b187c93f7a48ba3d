# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Takes pictures of what the X server of `in-session` shows."""

import os
import pathlib
import struct
import subprocess
import time
import zlib

from harness import process

STILL = 0.4  # seconds without a change after which a screen counts as drawn

HEADER = ">25I"  # of X11's window dump, as Xvfb writes it


def crop_of(window):
    """Left, top, width and height of a window."""
    text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], check=True,
                          capture_output=True, text=True).stdout
    values = dict(line.split("=") for line in text.split())
    return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data)))


def write_png(path, width, height, lines):
    """Writes rows of red, green and blue bytes."""
    data = zlib.compress(b"".join(b"\0" + row for row in lines), 9)
    pathlib.Path(path).write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def rows(crop=None):
    """What the screen shows, or a part of it: rows of red, green and blue bytes."""
    dump = pathlib.Path(os.environ["VALUX_FRAMEBUFFER"], "Xvfb_screen0").read_bytes()
    fields = struct.unpack_from(HEADER, dump)
    header_size, width, height, line, colours = (fields[0], fields[4], fields[5], fields[12],
                                                 fields[19])
    start = header_size + 12 * colours
    left, top, wide, high = crop or (0, 0, width, height)
    left, top = max(left, 0), max(top, 0)
    wide, high = min(wide, width - left), min(high, height - top)
    found = []
    for y in range(top, top + high):
        row = dump[start + y * line + 4 * left:][:4 * wide]
        pixels = bytearray(3 * wide)
        pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
        found.append(bytes(pixels))
    return found


def save(path, crop=None):
    """Saves what the screen shows, or a part of it, as a PNG file."""
    found = rows(crop)
    write_png(path, len(found[0]) // 3, len(found), found)


def settle(window=None):
    """Waits until the screen has stayed the same for a while; returns a window's place on it."""
    path = pathlib.Path(os.environ["VALUX_FRAMEBUFFER"], "Xvfb_screen0")
    last, since = None, time.monotonic()

    def is_still():
        nonlocal last, since
        now = zlib.crc32(path.read_bytes())
        if now != last:
            last, since = now, time.monotonic()
        return time.monotonic() > since + STILL

    process.wait_until(is_still, "the screen stays the same")
    return None if window is None else crop_of(window)
