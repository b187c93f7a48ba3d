#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What can be said of the window without opening it: its libraries, its colours."""

import pathlib
import re
import subprocess
import sys
import unittest

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
SOURCES = pathlib.Path(__file__).resolve().parents[2] / "enroll/window"
CONTRAST = 4.5  # to 1: WCAG 2.1, 1.4.3


def luminance(colour):
    """The relative luminance of #rrggbb (WCAG 2.1)."""
    parts = [int(colour[start:start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Program(unittest.TestCase):
    """The executable and the style sheets."""

    def test_it_links_no_library_that_handles_keys_or_the_network(self):
        needed = re.findall(r"NEEDED.*\[(.*)\]", subprocess.run(
            ["readelf", "--dynamic", BUILD / "bin/valux-certificates"], check=True,
            capture_output=True, text=True).stdout)
        self.assertIn("libadwaita-1.so.0", needed)
        wrong = [name for name in needed
                 if re.match(r"lib(nss|nspr|ssl|crypto|curl|softokn|pkcs11)", name)]
        self.assertEqual(wrong, [])

    def test_each_colour_has_enough_contrast_in_both_themes(self):
        backgrounds = {"style.css": ("#ffffff", "#fafafa"),
                       "style-dark.css": ("#242424", "#383838")}
        for name, grounds in backgrounds.items():
            rules = re.findall(r"^(\S.*?) \{ color: (#\w{6}); background-color: (\S+); \}",
                               (SOURCES / name).read_text(), re.MULTILINE)
            self.assertGreater(len([rule for rule in rules if ".badge" in rule[0]]), 9, name)
            for selector, text, ground in rules:
                for under in (grounds if ground == "transparent" else (ground,)):
                    with self.subTest(sheet=name, rule=selector, ground=under):
                        self.assertGreaterEqual(contrast(text, under), CONTRAST)


if __name__ == "__main__":
    unittest.main(verbosity=2)
