# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The languages of the product's texts, and what a program's environment says to get them.

The C library of Debian 13 translates nothing in the locale C.UTF-8, whatever LANGUAGE says. So
Japanese has a locale of its own, which `tests/setup` makes.
"""

LOCALES = {"en": "C.UTF-8", "ja": "ja_JP.UTF-8"}


def environment(language):
    """The variables by which a program speaks this language, "en" or "ja"."""
    return {"LANG": LOCALES[language], "LANGUAGE": language}
