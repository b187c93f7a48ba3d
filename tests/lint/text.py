#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
What the tree's texts must keep to: Markdown wraps at 100 columns (tables, code and lines that a
long address fills excepted) and Python at 100 characters, and no #include goes upwards by a path.
"""

import pathlib
import re
import subprocess
import sys
import unicodedata

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
WIDTH = 100


def columns(line):
    """The columns that a line takes: East Asian letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def wide_lines(name, text):
    """The lines of a Markdown file that are too wide."""
    in_code = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            in_code = not in_code
        excepted = in_code or line.startswith(("|", "    ")) or re.search(r"\S{80}", line)
        if not excepted and columns(line) > WIDTH:
            yield f"{name}:{number}: {columns(line)} columns"


def long_lines(name, text):
    """The lines of a Python file that are too long."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > WIDTH:
            yield f"{name}:{number}: {len(line)} characters"


def upward_includes(name, text):
    """Includes that leave their folder by a path."""
    for match in re.finditer(r'^#include "\.\./[^"]*"', text, re.MULTILINE):
        yield f"{name}: {match.group(0)} goes upwards"


def main():
    """Checks all files that git knows."""
    names = subprocess.run(["git", "-C", TOP, "ls-files"], check=True, capture_output=True,
                           text=True).stdout.split("\n")
    found, count = [], 0
    for name in names:
        path = TOP / name
        if not name or not path.is_file():
            continue
        if name.endswith(".md"):
            found += wide_lines(name, path.read_text())
        elif name.endswith(".py"):
            found += long_lines(name, path.read_text())
        elif name.endswith((".c", ".h")):
            found += upward_includes(name, path.read_text())
        else:
            continue
        count += 1
    print(*found, sep="\n")
    print(f"text: {count} files, {len(found)} found")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
