#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Each screen and dialog fits a window of 360 pixels, with the text at its double size."""

import contextlib
import itertools
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import accessibility  # noqa: E402
import keyboard  # noqa: E402
import made_up  # noqa: E402
import screenshot  # noqa: E402
import window_case  # noqa: E402
from accessibility import Atspi  # noqa: E402
from harness import process  # noqa: E402
from window_case import WindowCase  # noqa: E402

WIDTH = 360
HEIGHT = 800
DPI = 192  # the double of 96
LINE = 24  # pixels; a line of text in its usual size is lower
ROUNDING = 1  # pixels of what is centred
TEXTS = ("label", "text", "password text")
REACHED = ("text", "password text", *accessibility.BUTTONS)
SCROLLS = 2  # seconds that a field gets to be scrolled to
LISTS = ("list", "table")
ROWS = ("list item", "table row")


def set_dots_per_inch(number):
    """What the desktop's setting of the text size does."""
    subprocess.run(["xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER",
                    f"Xft.dpi:\t{number}\n"], check=True, timeout=process.DEADLINE)


def is_within(one, other):
    (left, top, width, height), (left2, top2, width2, height2) = one, other
    return (width > 0 and left2 <= left and left + width <= left2 + width2
            and top2 <= top and top + height <= top2 + height2)


def overlap(one, other):
    (left, top, width, height), (left2, top2, width2, height2) = one, other
    return (left < left2 + width2 and left2 < left + width
            and top < top2 + height2 and top2 < top + height)


def is_cut_off(place, left, width):
    """Whether a text sticks out of a window. Since GTK 4.10 windows don't begin at 0."""
    return place[0] < left - ROUNDING or place[0] + place[2] > left + width + ROUNDING


class LargeText(WindowCase):
    """In English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        set_dots_per_inch(DPI)

    def is_scrolled_away(self, rows, row):
        """Such a row has no size, or that of the wide window, or is below its list."""
        _left, top, width, height = self.window.reader.place_of(rows)
        place = self.window.reader.place_of(row)
        return place[2] == 0 or place[2] > width or place[1] >= top + height

    def walk(self, node, in_row=False):
        """
        The nodes that are laid out, and whether each is in a row. A list does not lay out its rows
        that are scrolled away.
        """
        yield node, in_row
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is None or not accessibility.is_in_state(child, Atspi.StateType.VISIBLE):
                continue
            if child.get_role_name() in ROWS and self.is_scrolled_away(node, child):
                continue
            yield from self.walk(child, in_row or child.get_role_name() in ROWS)

    def make_narrow(self):
        """Gives the window's content the width. Its borders are a window manager's otherwise."""
        number = self.window.focus()
        frame = self.window.reader.all(("frame",))[0]
        width = WIDTH + self.window.borders()
        subprocess.run(["xdotool", "windowsize", "--sync", number, str(width), str(HEIGHT)],
                       check=True, timeout=process.DEADLINE)
        return frame

    def look(self, frame):
        """What texts and lists there are, where, and whether in a row."""
        return [(f"{node.get_role_name()} {node.get_name()}", self.window.reader.place_of(node),
                 in_row)
                for node, in_row in self.walk(frame)
                if node.get_role_name() in LISTS
                or node.get_role_name() in TEXTS and node.get_name()]

    def faults(self, frame):
        """What is wrong with the screen, as lines."""
        found = self.look(frame)
        left = self.window.reader.place_of(frame)[0]
        texts = [text for text in found if not text[0].startswith(LISTS)]
        wrong = [f"{name} is cut off: {place}" for name, place, _ in found
                 if is_cut_off(place, left, WIDTH)]
        wrong += [f"{name} is not large: {place}" for name, place, _ in texts if place[3] < LINE]
        # A list shows only a part of its last row, and what follows the list is not covered by it.
        wrong += [f"{name} overlaps {other}"
                  for (name, place, in_row), (other, other_place, other_in_row)
                  in itertools.combinations(texts, 2)
                  if in_row == other_in_row and overlap(place, other_place)]
        return wrong if len(texts) > 3 else ["there are hardly any texts"]

    def check(self):
        frame = self.make_narrow()
        process.wait_until(lambda: accessibility.quietly(
            lambda: self.window.reader.place_of(frame)[2] <= WIDTH),
            f"a window of {WIDTH} pixels", accessibility.DEADLINE)
        screenshot.settle()
        wrong = [None]

        def is_right():
            wrong[0] = accessibility.quietly(lambda: self.faults(frame))
            return wrong[0] == []
        try:
            process.wait_until(is_right, "a screen that fits", accessibility.DEADLINE)
        except process.ProcessFailure:
            self.fail("\n".join(wrong[0] or ["the screen never stays the same"]))

    def test_each_screen_fits_with_the_text_at_its_double_size(self):
        program = made_up.program(self.place.own_directory(f"large-{self.language}"), self.build)
        for screen in made_up.SCREENS:
            with self.subTest(screen):
                reader = self.open_made_up(screen, program)
                made_up.go_on_to(screen, reader, self.words)
                self.check()
                self.window.stop()


class Dialogs(LargeText):
    """In English, by the keyboard alone."""

    reader = keyboard.Typist
    test_each_screen_fits_with_the_text_at_its_double_size = None

    def places(self, dialog, name):
        """Where something of the dialog is, and what it has to be within."""
        reader = self.window.reader
        scroller = reader.all(("scroll pane",), dialog)[0]
        scrolls = name in reader.names(None, scroller)
        node = next((node for node in reader.all(REACHED, dialog) if node.get_name() == name),
                    dialog)
        return reader.place_of(node), reader.place_of(scroller if scrolls else dialog)

    def shows(self, dialog, name):
        found = accessibility.quietly(lambda: self.places(dialog, name))
        return found is not None and is_within(*found)

    def reach(self, dialog):
        """Goes on by Tab, and back; returns what had the keyboard, with whether it was seen."""
        reached = {}
        count = len(self.window.reader.names(REACHED, dialog))
        for key in count * ("Tab",) + count * ("shift+Tab",):
            name = self.window.reader.move(key)
            with contextlib.suppress(process.ProcessFailure):
                process.wait_until(lambda at=name: self.shows(dialog, at), "its place", SCROLLS)
            reached[name] = self.shows(dialog, name)
        return reached

    def test_each_dialog_fits_and_the_keyboard_reaches_and_shows_all_of_it(self):
        program = made_up.program(self.place.own_directory(f"small-{self.language}"), self.build)
        for name in made_up.DIALOGS:
            with self.subTest(name):
                reader = self.open_made_up(name, program)
                self.make_narrow()
                made_up.go_on_to(name, reader, self.words)
                self.window.focus()
                made_up.fill_dialog(name, reader, self.words)
                dialog = reader.top()
                left, _top, width, height = reader.place_of(dialog)
                self.assertLessEqual(width, WIDTH)
                self.assertLessEqual(height, HEIGHT)
                texts = [reader.place_of(node) for node in reader.all(TEXTS, dialog)]
                self.assertGreater(len(texts), 3)
                self.assertEqual([place for place in texts if place[3] < LINE
                                  or is_cut_off(place, left, width)], [])
                self.assertEqual(self.reach(dialog),
                                 {one: True for one in reader.names(REACHED, dialog)})
                self.window.stop()


class DialogsInJapanese(Dialogs):
    """In Japanese, by the keyboard alone."""

    language = "ja"


class LargeTextInJapanese(LargeText):
    """In Japanese."""

    language = "ja"


if __name__ == "__main__":
    window_case.main()
