#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Programs of Java, GnuTLS and OpenSSL's engine that run on keep their keys over every change."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case
from running_client_case import Clients

JAVA_CLIENT = pathlib.Path(__file__).resolve().parent / "clients/JavaClient.java"


class Java(Clients, case.ProgramCase):
    @classmethod
    def command(cls):
        configuration = cls.person.home.write(
            "sunpkcs11.cfg", f"name = VALUX\nlibrary = {cls.person.product.module}\n")
        return ["java", JAVA_CLIENT, configuration]


class GnuTls(Clients, case.ProgramCase):
    @classmethod
    def command(cls):
        return [cls.person.product.build / "bin/gnutls-client", cls.person.product.module]


class OpenSslEngine(Clients, case.ProgramCase):
    @classmethod
    def command(cls):
        return [cls.person.product.build / "bin/engine-client", cls.person.product.module]


if __name__ == "__main__":
    case.main()
