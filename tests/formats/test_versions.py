#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Each version that CHANGELOG.md calls released has its files here."""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
FILES = ("expected.json", "machine-id", "valux.json", "store/catalogue.json", "store/snapshot",
         "store/seal", "store/nssdb/key4.db")


def main():
    changelog = (HERE.parents[1] / "CHANGELOG.md").read_text()
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    kept = sorted(path.parent.name for path in HERE.glob("*.*.*/expected.json"))
    missing = [f"{version}/{file}" for version in sorted({*released, *kept}) for file in FILES
               if not (HERE / version / file).exists()]
    print(f"released: {', '.join(released) or 'none yet'}; files of: {', '.join(kept)}")
    if missing or not kept:
        sys.exit(f"missing in {HERE}: {', '.join(missing)}; make them with {HERE}/make")


if __name__ == "__main__":
    main()
