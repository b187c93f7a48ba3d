#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Screens and dialogs have the roles and names, in the order, that were accepted: accepted/.

VALUX_ACCEPT=1 writes what the screens have now, to be read and committed.
"""

import difflib
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import accessibility  # noqa: E402
import made_up  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import WindowCase  # noqa: E402

ACCEPTED = pathlib.Path(__file__).resolve().parent / "accepted"
WITHOUT_MEANING = ("filler", "generic", "group", "icon", "image", "page tab", "panel", "scroll bar",
                   "scroll pane", "separator", "slider", "table cell", "viewport")
# What versions of GTK name differently.
ALIKE = {"push button": "button", "toggle button": "button", "radio button": "check box"}
DEADLINE = 60  # seconds
STEADY = 3  # looks that give the same


def is_row_of_titles(node):
    """Rows of a table have a name of their own; GTK joins the titles to one."""
    labels = [below.get_name() for below in accessibility.walk(node)
              if below.get_role_name() == "label"]
    return node.get_role_name() == "table row" and node.get_name() == " ".join(labels)


def structure(node, depth=0):
    """A line for each node that says something, indented below the last such node around it."""
    name = node.get_name()
    # GTK names a widget by its class, or a row of titles by the titles, where it has no name.
    named = name != "" and not name.startswith("Gtk") and not is_row_of_titles(node)
    says = named and node.get_role_name() not in WITHOUT_MEANING
    if says:
        yield f"{'  ' * depth}{ALIKE.get(node.get_role_name(), node.get_role_name())}: {name}"
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None and accessibility.is_in_state(
                child, accessibility.Atspi.StateType.VISIBLE):
            yield from structure(child, depth + says)


class Structure(WindowCase):
    """In English."""

    @staticmethod
    def look(screen, reader):
        root = reader.top() if screen in made_up.DIALOGS else reader.root
        return accessibility.quietly(lambda: "\n".join(structure(root)) + "\n")

    def settled(self, screen, reader):
        """The structure, once it stays the same."""
        looks = []

        def steady():
            looks.append(self.look(screen, reader))
            return len(looks) >= STEADY and len(set(looks[-STEADY:])) == 1 and looks[-1]
        return process.wait_until(steady, "a screen that stays the same", DEADLINE)

    def check(self, screen, reader):
        file = ACCEPTED / f"{screen}-{self.language}.txt"
        if "VALUX_ACCEPT" in os.environ:
            file.parent.mkdir(exist_ok=True)
            file.write_text(self.settled(screen, reader), encoding="utf-8")
        accepted = file.read_text(encoding="utf-8")
        try:
            process.wait_until(lambda: self.look(screen, reader) == accepted, file.name, DEADLINE)
        except process.ProcessFailure:
            self.fail("\n".join(difflib.unified_diff(
                accepted.splitlines(), self.look(screen, reader).splitlines(), "accepted", "now",
                lineterm="")))

    def test_the_screens_and_dialogs_are_as_accepted(self):
        program = made_up.program(self.place.own_directory(f"made-up-{self.language}"), self.build)
        for screen in (*made_up.SCREENS, *made_up.DIALOGS):
            with self.subTest(screen):
                reader = self.open_made_up(screen, program)
                made_up.go_on_to(screen, reader, self.words)
                self.check(screen, reader)
                self.window.stop()


class StructureInJapanese(Structure):
    """In Japanese."""

    language = "ja"


if __name__ == "__main__":
    window_case.main()
