#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
A header and the .c file of its name belong together.

    headers.py BUILD-TREE

What NAME.c defines and other files use is declared in NAME.h or NAME_internal.h beside it, or in a
public header of include/valux/. So a file without a header of its own defines nothing for others.
The check is tried on a made-up file first.
"""

import collections
import pathlib
import re
import sys

import circles

# Headers that several files implement, and why that is one interface.
SHARED = {
    "enroll/command.h": "one function a command, each in its cmd_NAME.c: the table of main.c",
    "tests/faults/signer_program.h": "the parts of one program: its token and its commands",
    "tests/programs/clients/client.h": "one interface for clients, a file for each library",
}
# The functions of PKCS#11, which NSS's headers declare.
STANDARD = re.compile(r"C_[A-Z]")


def undeclared(graph, headers):
    """{file: symbols that others use and its headers do not declare}, for {header: text}."""
    shared = [name for name in headers if name.startswith("include/valux/") or name in SHARED]
    used = collections.defaultdict(set)
    for others in graph.values():
        for place, names in others.items():
            used[place].update(names)
    found = {}
    for place, names in sorted(used.items()):
        stem = place.removesuffix(".c")
        text = "\n".join(headers.get(name, "")
                         for name in (stem + ".h", stem + "_internal.h", *shared))
        missing = names - set(re.findall(r"\w+", text))
        missing = sorted(name for name in missing if not STANDARD.match(name))
        if missing:
            found[place] = missing
    return found


def try_the_check():
    """A function that only another file's header declares is found."""
    graph = {"main.c": {"one.c": ["one"], "two.c": ["two", "C_Two"]}}
    headers = {"one.h": "void one(void); void two(void);"}
    found = undeclared(graph, headers)
    if found != {"two.c": ["two"]}:
        sys.exit(f"the check does not find what it is given: {found}")


def main():
    """Checks all files that the build tree has compiled."""
    try_the_check()
    graph = circles.calls(circles.linked_programs(pathlib.Path(sys.argv[1]).resolve()))
    headers = {str(path.relative_to(circles.TOP)): path.read_text()
               for folder in ("include", "nss-db", "module", "enroll", "tests")
               for path in (circles.TOP / folder).rglob("*.h")}
    found = undeclared(graph, headers)
    for place, names in found.items():
        print(f"{place}: not declared in its header: {', '.join(names)}")
    gone = [name for name in SHARED if name not in headers]
    for name in gone:
        print(f"{name}: named in headers.py, but not there")
    print(f"headers: {len(graph)} compiled files, {len(headers)} headers, {len(found)} found")
    sys.exit(1 if found or gone else 0)


if __name__ == "__main__":
    main()
