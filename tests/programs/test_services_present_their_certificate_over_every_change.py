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

# nginx does not initialise the engine. libp11 0.4.12 was initialised when nginx made it the default
# for RSA and EC; 0.4.13 offers no default, and has to be initialised by the configuration.
OPENSSL_CONFIGURATION = """
openssl_conf = openssl
[openssl]
engines = engines
[engines]
pkcs11 = pkcs11_engine
[pkcs11_engine]
engine_id = pkcs11
MODULE_PATH = {module}
init = 1
"""


class Stunnel(Services, case.ProgramCase):
    def start(self, certificate, bank):
        return self.home.start(["stunnel", self.home.write("stunnel.conf", STUNNEL.format(
            module=self.module, port=self.port, bank=bank, authority=self.authority,
            nickname=certificate.nickname))])


class Nginx(NginxService, case.ProgramCase):
    directives = "env OPENSSL_CONF;"

    @staticmethod
    def key_of(uri):
        return f"engine:pkcs11:{uri}"

    def variables(self):
        return {"OPENSSL_CONF": str(self.home.write(
            "openssl.cnf", OPENSSL_CONFIGURATION.format(module=self.module)))}


if __name__ == "__main__":
    case.main()
