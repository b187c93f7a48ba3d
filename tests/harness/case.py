# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Test cases of unittest that get the build tree as the program's first argument."""

import datetime
import os
import sys
import time
import unittest

from . import process, product, scene, workplace

NSS_LOOKS_EVERY = 1.0  # seconds


class PlaceCase(unittest.TestCase):
    """Cases with a workplace, `place`."""

    def run(self, result=None):
        """Runs the case; if it fails, shows what the programs printed."""
        failed = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > failed:
            print(f"\nFailed at {time.strftime('%H:%M:%S')}.", self.place.processes.describe(),
                  file=sys.stderr, flush=True)
        return result


class ProgramCase(PlaceCase):
    """Cases that share a workplace and a scene, made once for the class."""

    user = None  # the name of the user who the person of the scene is; None: whoever runs the test
    programs = None
    base = None  # where the workplace is made

    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace(cls.base))
        cls.scene = scene.Scene(cls.place, ProgramCase.programs, cls.user)
        cls.person = cls.scene.person
        cls.server = cls.scene.server

    def __str__(self):
        return self._testMethodName.removeprefix("test_").replace("_", " ")

    def assert_presented(self, answer, certificate, client):
        """The server got this certificate from the client."""
        self.assertEqual((answer.common_name, answer.serial),
                         (certificate.common_name, certificate.serial), answer.text)
        self.tell(f"{client}: {answer.protocol}, {answer.common_name}")

    def acquire_brief(self, nickname, seconds, key_type="rsa-2048"):
        """A certificate whose service ends in so many seconds."""
        try:
            self.scene.centre.start("--service-end", str(seconds))
            return self.person.acquire(nickname, key_type)
        finally:
            self.scene.centre.start()

    @staticmethod
    def wait_for_service_end(certificate):
        end = datetime.datetime.fromisoformat(certificate.report["servicePeriod"]["to"])
        process.wait_until(lambda: time.time() >= end.timestamp() + 1, "the service has ended")

    @staticmethod
    def wait_until_nss_looks():
        """Waits, after a change, until NSS asks a token again whether something has changed.

        It does so at most once a second. In that second a running program may still go by the past,
        or lose a connection that it makes with the new certificate.
        """
        changed = time.monotonic()
        process.wait_until(lambda: time.monotonic() > changed + NSS_LOOKS_EVERY, "NSS looks")

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
    ProgramCase.programs = product.Product(build)
    unittest.main(module="__main__", argv=[sys.argv[0], *arguments], verbosity=2)
