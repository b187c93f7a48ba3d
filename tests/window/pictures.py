# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Takes pictures of what the X server of `in-session` shows."""

import os
import pathlib
import struct
import subprocess
import zlib

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


def write_png(path, width, height, rows):
    """Writes rows of red, green and blue bytes."""
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    pathlib.Path(path).write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def save(path, crop=None):
    """Saves what the screen shows, or a part of it, as a PNG file."""
    dump = pathlib.Path(os.environ["VALUX_FRAMEBUFFER"], "Xvfb_screen0").read_bytes()
    fields = struct.unpack_from(HEADER, dump)
    header_size, width, height, line, colours = (fields[0], fields[4], fields[5], fields[12],
                                                 fields[19])
    start = header_size + 12 * colours
    left, top, wide, high = crop or (0, 0, width, height)
    left, top = max(left, 0), max(top, 0)
    wide, high = min(wide, width - left), min(high, height - top)
    rows = []
    for y in range(top, top + high):
        row = dump[start + y * line + 4 * left:][:4 * wide]
        pixels = bytearray(3 * wide)
        pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(pixels))
    write_png(path, wide, high, rows)
