#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Texts and badges have enough contrast in the light and the dark theme (WCAG 2.1, 1.4.3)."""

import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import desktop  # noqa: E402
import made_up  # noqa: E402
import screenshot  # noqa: E402
import window_case  # noqa: E402
from harness import process  # noqa: E402
from window_case import WindowCase  # noqa: E402

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "enroll/window"
CONTRAST = 4.5  # to 1
THEMES = {"style.css": "default", "style-dark.css": "prefer-dark"}
LINE = 20  # pixels of one colour side by side; no letter has so many

# Answers with one certificate.
ONE_BADGE = """
import json, sys
print(json.dumps(%r if sys.argv[1] == "list" else {"interface": 1}))
"""

# Prints what the theme's named colours are, laid over the window's.
ASK_THEME = """
import json, gi
gi.require_version("Adw", "1")
from gi.repository import Adw, Gtk
Adw.init()
context = Gtk.Label().get_style_context()
def colour(name):
    found, value = context.lookup_color(name)
    assert found, name
    return [value.red, value.green, value.blue, value.alpha]
print(json.dumps({name: colour(name) for name in (
    "window_bg_color", "window_fg_color", "view_bg_color", "card_bg_color", "headerbar_bg_color",
    "dialog_bg_color", "dialog_fg_color")}))
"""


def luminance(colour):
    """The relative luminance of red, green and blue, each from 0 to 1 (WCAG 2.1)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def over(ground, colour):
    """A colour with alpha, laid over an opaque one."""
    *parts, alpha = colour
    return [alpha * part + (1 - alpha) * under for part, under in zip(parts, ground)]


def from_hexadecimal(text):
    return [int(text[start:start + 2], 16) / 255 for start in (1, 3, 5)]


class Contrast(WindowCase):
    """In English."""

    def theme(self, scheme):
        """The theme's colours."""
        home = self.place.home(f"theme-{scheme}")
        told = home.run(["/usr/bin/python3", "-W", "ignore", "-c", ASK_THEME],
                        {**desktop.session(), "ADW_DEBUG_COLOR_SCHEME": scheme})
        return json.loads(told)

    def test_texts_of_ours_have_it_on_each_ground_of_the_theme(self):
        for sheet, scheme in THEMES.items():
            theme = self.theme(scheme)
            window = theme["window_bg_color"][:3]
            card = over(window, theme["card_bg_color"])
            view = over(window, theme["view_bg_color"])
            dialog = theme["dialog_bg_color"][:3]
            # A dialog's texts have the theme's colour.
            self.assertGreaterEqual(contrast(over(dialog, theme["dialog_fg_color"]), dialog),
                                    CONTRAST)
            # A selected row has a tenth of the text's colour over the list's.
            selected = over(card, [*theme["window_fg_color"][:3], 0.1])
            rules = re.findall(r"^(\S.*?) \{ color: (#\w{6}); background-color: (\S+); \}",
                               (SOURCES / sheet).read_text(), re.MULTILINE)
            self.assertGreater(len(rules), 12, sheet)
            for selector, text, ground in rules:
                grounds = ((window, card, view, selected, dialog) if ground == "transparent"
                           else (from_hexadecimal(ground),))
                for under in grounds:
                    with self.subTest(sheet=sheet, rule=selector, ground=under):
                        self.assertGreaterEqual(contrast(from_hexadecimal(text), under), CONTRAST)

    def find_badge(self, ground):
        """
        The colours within the one badge of this ground. It has lines of the ground alone above and
        below its word. Not by accessibility: since GTK 4.10 its places lack the paddings.
        """
        lines = []
        rows = screenshot.rows(screenshot.crop_of(self.window.focus()))
        for row in rows:
            start = row.find(ground * LINE)
            lines.append((start, start + len(ground) * LINE) if start >= 0 else None)
        found = [number for number, line in enumerate(lines) if line is not None]
        if not found or found[-1] == found[0]:
            return None
        start, end = lines[found[0]]
        return {tuple(row[at:at + 3]) for row in rows[found[0]:found[-1]]
                for at in range(start, end, 3)}

    def test_each_badge_has_it_as_it_is_drawn(self):
        for sheet, scheme in THEMES.items():
            grounds = dict(re.findall(r"^\.badge\.(\S+) \{.*background-color: (#\w{6});",
                                      (SOURCES / sheet).read_text(), re.MULTILINE))
            self.assertEqual(set(grounds), set(made_up.STATUSES))
            for status, ground in grounds.items():
                program = made_up.program(
                    self.place.own_directory(f"{scheme}-{status}"), self.build,
                    ONE_BADGE % {"interface": 1, "custody": "sealed", "certificates": [
                        {**made_up.certificate(status, "BADGE", 1), "selected": False}]})
                self.open(self.place.home(f"{scheme}-{status}-home"), ["--screen", "select"],
                          program, ADW_DEBUG_COLOR_SCHEME=scheme)
                colours = process.wait_until(lambda of=bytes.fromhex(ground[1:]):
                                             self.find_badge(of), f"the badge {status}")
                best = max(contrast(from_hexadecimal(ground), [part / 255 for part in colour])
                           for colour in colours)
                print(f"{scheme}, {status}: {best:.1f} to 1", flush=True)
                with self.subTest(theme=scheme, badge=status):
                    self.assertGreaterEqual(best, CONTRAST)
                self.window.stop()


if __name__ == "__main__":
    window_case.main()
