#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
No two files need each other, directly or by way of others.

    circles.py BUILD-TREE

A file calls another where its object file has an undefined symbol that the other's defines (nm). It
includes another where its text says so. Each kind gives a graph of files, and a circle in it is
printed with the symbols that make it. The check is tried on a made-up circle first.
"""

import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


@functools.cache
def symbols(path):
    """What an object file defines and what it needs."""
    if not path.exists():
        sys.exit(f"{path} is missing: build everything first")
    lines = subprocess.run(["nm", "--portability", path], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    pairs = [line.split()[:2] for line in lines]
    return ({name for name, kind in pairs if kind in "TDBRVWC"},
            {name for name, kind in pairs if kind == "U"})


def calls(programs):
    """{file: {file that it calls: symbols}}, as the linker resolves them in these programs.

    A program is a list of groups {file: object file}: its own objects, then each library's. What a
    group needs is looked for in the group itself, then in the others. So a test that has a function
    of the product's name makes no call from the product to the test.
    """
    graph = {}
    for groups in programs:
        defined = [{name: source for source, path in group.items() for name in symbols(path)[0]}
                   for group in groups]
        for own, group in zip(defined, groups):
            for source, path in group.items():
                others = graph.setdefault(source, {})
                for name in symbols(path)[1]:
                    places = (names[name] for names in (own, *defined) if name in names)
                    place = next(places, source)
                    if place != source:
                        others.setdefault(place, set()).add(name)
    return graph


def includes(files):
    """{file: {file that it includes: [what it says]}}."""
    roots = ["", "include", "nss-db", "nss-db/programs", "module", "enroll"]
    graph = {name: {} for name in files}
    for name in files:
        for wanted in INCLUDE.findall((TOP / name).read_text()):
            for root in [os.path.dirname(name), *roots]:
                found = os.path.join(root, wanted)
                if found in graph:
                    graph[name].setdefault(found, []).append(f'#include "{wanted}"')
                    break
    return graph


def circles(graph):
    """The strongly connected parts of more than one file (by Tarjan, without recursion)."""
    index, low, on_stack, stack, found = {}, {}, set(), [], []
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(graph[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, neighbours = work[-1]
            for neighbour in neighbours:
                if neighbour not in index:
                    index[neighbour] = low[neighbour] = len(index)
                    stack.append(neighbour)
                    on_stack.add(neighbour)
                    work.append((neighbour, iter(graph[neighbour])))
                    break
                if neighbour in on_stack:
                    low[node] = min(low[node], index[neighbour])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = [stack.pop()]
                    while part[-1] != node:
                        part.append(stack.pop())
                    on_stack.difference_update(part)
                    if len(part) > 1:
                        found.append(sorted(part))
    return found


def report(kind, graph):
    """Prints the circles; returns their number."""
    found = circles(graph)
    for part in found:
        print(f"circle of {kind}:")
        for name in part:
            for other, why in sorted(graph[name].items()):
                if other in part:
                    print(f"    {name} -> {other}: {', '.join(sorted(why)[:5])}")
    return len(found)


def try_the_check():
    """Two files that call each other, and a third that calls one of them, are found."""
    texts = {"a.c": "void b(void); void a(void); void a(void) { b(); }",
             "b.c": "void a(void); void b(void); void b(void) { a(); }",
             "c.c": "void a(void); void c(void); void c(void) { a(); }"}
    with tempfile.TemporaryDirectory() as directory:
        objects = {}
        for name, text in texts.items():
            source = pathlib.Path(directory) / name
            source.write_text(text)
            objects[name] = source.with_suffix(".o")
            subprocess.run(["cc", "-c", "-o", objects[name], source], check=True)
        found = circles(calls([[objects]]))
    if found != [["a.c", "b.c"]]:
        sys.exit(f"the check does not find a circle that it is given: {found}")


def linked_programs(build):
    """The programs and shared libraries of the build tree, as `calls` takes them."""
    sources = {}
    for command in json.loads((build / "compile_commands.json").read_text()):
        output = re.search(r" -o (\S+)", command["command"]).group(1)
        sources[output] = os.path.relpath(command["file"], TOP)
    ninja = (build / "build.ninja").read_text().replace("$\n", "")
    inputs = {}
    for name, kind, words in re.findall(r"^build (\S+): C_(\w+?)_LINKER__\S+ (.*)$", ninja,
                                        re.MULTILINE):
        inputs[name] = kind, words.split(" || ")[0].split()

    def objects(name):
        return {sources[word]: build / word for word in inputs[name][1] if word in sources}

    return [[objects(name), *(objects(word) for word in words if word in inputs)]
            for name, (kind, words) in inputs.items() if kind != "STATIC_LIBRARY"]


def main():
    """Checks the calls and the includes of all C files."""
    try_the_check()
    programs = linked_programs(pathlib.Path(sys.argv[1]).resolve())
    files = subprocess.run(["git", "-C", TOP, "ls-files", "*.c", "*.h"], check=True,
                           capture_output=True, text=True).stdout.split()
    graphs = {"calls": calls(programs), "includes": includes(files)}
    found = sum(report(kind, graph) for kind, graph in graphs.items())
    edges = {kind: sum(len(others) for others in graph.values()) for kind, graph in graphs.items()}
    compiled = len(graphs["calls"])
    if compiled < 200 or edges["calls"] < 400:
        sys.exit(f"only {compiled} compiled files and {edges['calls']} calls: is it all built?")
    print(f"circles: {compiled} compiled files, {edges['calls']} calls between them, "
          f"{len(files)} files, {edges['includes']} includes; {found} circles")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
