#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""stunnel, and nginx as a client, with the key in OpenSSL's engine."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case
from service_case import NginxService, Services

STUNNEL = """
foreground = yes
pid =
debug = notice
engine = pkcs11
engineCtrl = MODULE_PATH:{module}
[bank]
client = yes
accept = 127.0.0.1:{port}
connect = 127.0.0.1:{bank}
CAfile = {authority}
verifyChain = yes
sessionResume = no
engineId = pkcs11
cert = pkcs11:token=VALUX;object={nickname}
key = pkcs11:token=VALUX;object={nickname};type=private
"""


class Stunnel(Services, case.ProgramCase):
    def start(self, certificate, bank):
        return self.home.start(["stunnel", self.home.write("stunnel.conf", STUNNEL.format(
            module=self.module, port=self.port, bank=bank, authority=self.authority,
            nickname=certificate.nickname))])


class Nginx(NginxService, case.ProgramCase):
    directives = "env PKCS11_MODULE_PATH; ssl_engine pkcs11;"

    @staticmethod
    def key_of(uri):
        return f"engine:pkcs11:{uri}"

    def variables(self):
        return {"PKCS11_MODULE_PATH": str(self.module)}


if __name__ == "__main__":
    case.main()
