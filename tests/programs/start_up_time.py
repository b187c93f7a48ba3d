#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Measures how long Firefox takes to start with and without the module: start_up_time.py BUILD-TREE

Both are started in turn, so that a busy machine is busy for both. Prints a line a figure: median
seconds without and with the module, and the ratio of the two.
"""

import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import firefox, product, scene, workplace

ROUNDS = 7


def start_up(profile):
    """Seconds from the start to the first window that answers, with the certificates listed."""
    began = time.monotonic()
    browser = firefox.Firefox(profile)
    browser.modules()
    took = time.monotonic() - began
    browser.close()
    return took


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with workplace.Workplace() as place:
        stage = scene.Scene(place, product.Product(sys.argv[1]))
        stage.person.acquire("startup")
        plain = firefox.Profile(stage.person.home, "plain")
        with_module = firefox.Profile(stage.person.home, "with-module")
        stage.person.enroll("register", "--database", with_module.directory)
        plain.trust(stage.centre.certificate)  # so that both have a database
        times = {plain: [], with_module: []}
        for round_number in range(ROUNDS + 1):
            for profile, taken in times.items():
                seconds = start_up(profile)
                if round_number > 0:  # the first start of a profile makes its files
                    taken.append(seconds)
    without, with_it = (statistics.median(taken) for taken in times.values())
    print(f"firefox start-up without {without:.3f} s, with {with_it:.3f} s, "
          f"ratio {with_it / without:.3f}")


if __name__ == "__main__":
    main()
