#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What can be said of the window without opening it: its libraries."""

import pathlib
import re
import subprocess
import sys
import unittest

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()


class Program(unittest.TestCase):
    """The executable."""

    def test_it_links_no_library_that_handles_keys_or_the_network(self):
        needed = re.findall(r"NEEDED.*\[(.*)\]", subprocess.run(
            ["readelf", "--dynamic", BUILD / "bin/valux-certificates"], check=True,
            capture_output=True, text=True).stdout)
        self.assertIn("libadwaita-1.so.0", needed)
        wrong = [name for name in needed
                 if re.match(r"lib(nss|nspr|ssl|crypto|curl|softokn|pkcs11)", name)]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
