# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The test cases of this directory: unittest, with the build tree as the first argument."""

import os
import sys
import unittest

from . import product, scene, workplace


class HostCase(unittest.TestCase):
    """Cases that share a workplace and a scene, made once for the class."""

    user = None  # the name of the user who the person of the scene is; None: whoever runs the test
    programs = None

    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        cls.scene = scene.Scene(cls.place, HostCase.programs, cls.user)
        cls.person = cls.scene.person
        cls.server = cls.scene.server

    def __str__(self):
        return self._testMethodName.removeprefix("test_").replace("_", " ")

    def assert_presented(self, answer, certificate, client):
        """The server got this certificate from the client."""
        self.assertEqual((answer.common_name, answer.serial),
                         (certificate.common_name, certificate.serial), answer.text)
        self.tell(f"{client}: {answer.protocol}, {answer.common_name}")

    def tell(self, text):
        """Prints what was checked."""
        print(f"\n    {text}", end=" ... ", file=sys.stderr, flush=True)


def main():
    """Runs the cases of the program: PROGRAM [BUILD-TREE] [UNITTEST-OPTION]..."""
    arguments = sys.argv[1:]
    build = arguments.pop(0) if arguments and not arguments[0].startswith("-") else ""
    build = build or os.environ.get("VALUX_BUILD", "")
    if not build:
        sys.exit(f"usage: {sys.argv[0]} BUILD-TREE [UNITTEST-OPTION]..., or set VALUX_BUILD")
    HostCase.programs = product.Product(build)
    unittest.main(module="__main__", argv=[sys.argv[0], *arguments], verbosity=2)
