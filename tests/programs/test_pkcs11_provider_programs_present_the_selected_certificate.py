#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
curl, `openssl s_client`, nginx as a client, and a program that runs on, each with OpenSSL's
provider "pkcs11" (the package pkcs11-provider, the successor to libp11's engine).

Debian 12 has no such package. There this test says so and does not run.
"""

import base64
import pathlib
import platform
import sys
import textwrap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, clients, nginx, process
from running_client_case import SHORT_LIFE, TEN_DAYS, Clients
from service_case import NginxService

NOT_RUN = 77  # the status by which ctest says that a test did not run
PROTOCOLS = ("TLSv1.2", "TLSv1.3")

OPENSSL_CONFIGURATION = """
openssl_conf = openssl
[openssl]
providers = providers
[providers]
default = default_provider
pkcs11 = pkcs11_provider
[default_provider]
activate = 1
[pkcs11_provider]
pkcs11-module-path = {module}
activate = 1
"""


def key_file(uri):
    """A key file that names the key on the token, in the provider's form: DER in PEM."""
    def element(tag, content):
        length = len(content)
        return bytes([tag]) + (bytes([length]) if length < 128 else bytes([0x81, length])) + content
    visible_string, utf8_string, sequence = 0x1A, 0x0C, 0x30
    der = element(sequence, element(visible_string, b"PKCS#11 Provider URI v1.0") +
                  element(utf8_string, uri.encode()))
    lines = textwrap.wrap(base64.b64encode(der).decode(), 64)
    return "\n".join(("-----BEGIN PKCS#11 PROVIDER URI-----", *lines,
                      "-----END PKCS#11 PROVIDER URI-----", ""))


def configuration(home, module):
    """The environment of OpenSSL's programs, with a configuration that has the provider."""
    return {"OPENSSL_CONF": str(home.write("openssl.cnf",
                                           OPENSSL_CONFIGURATION.format(module=module)))}


class CommandLine(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.person.home
        cls.module = cls.person.product.module
        cls.authority = cls.home.directory / "centre-ca.pem"
        cls.configured = configuration(cls.home, cls.module)
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")

    def curl(self, protocol, uri):
        """curl has a library context of its own, which reads no OPENSSL_CONF."""
        return self.home.run(
            ["curl", "--silent", "--show-error", "--cacert", self.authority, "--cert-type", "PROV",
             "--cert", f"{uri};type=cert", "--key-type", "PROV", "--key", f"{uri};type=private",
             self.server.url(protocol)], {"PKCS11_PROVIDER_MODULE": str(self.module)})

    def s_client(self, protocol, uri):
        return self.home.run(
            ["openssl", "s_client", "-connect", f"{nginx.HOST}:{self.server.ports[protocol]}",
             "-CAfile", self.authority, "-verify_return_error", "-cert", f"{uri};type=cert",
             "-key", f"{uri};type=private", "-quiet"], self.configured,
            text=clients.REQUEST)

    def each(self):
        """What either program presents, with each version of TLS, for a URI."""
        for protocol in PROTOCOLS:
            for name, client in (("curl", self.curl), ("openssl s_client", self.s_client)):
                yield name, lambda uri, client=client, protocol=protocol: clients.answer_of(
                    client(protocol, uri))

    def test_the_certificate_in_use_is_presented_over_every_change(self):
        for certificate in (self.rsa, self.ec, self.rsa):
            self.person.select(certificate)
            for name, ask in self.each():
                self.assert_presented(ask("pkcs11:token=VALUX"), certificate, name)
        old = self.acquire_brief("renewable", TEN_DAYS)
        self.person.select(old)
        for name, ask in self.each():
            self.assert_presented(ask("pkcs11:token=VALUX"), old, name)
        new = self.person.renew(old)
        self.person.select(new)
        self.tell("a renewal")
        for name, ask in self.each():
            self.assert_presented(ask("pkcs11:token=VALUX"), new, name)
        brief = self.acquire_brief("shortlived", 2 * SHORT_LIFE)
        self.person.select(brief)
        for name, ask in self.each():
            self.assert_presented(ask("pkcs11:token=VALUX"), brief, name)
        self.wait_for_service_end(brief)
        self.tell("a service end")
        for _, ask in self.each():
            self.assertRaises(process.ProcessFailure, ask, "pkcs11:token=VALUX")
        self.person.select(self.rsa)
        for name, ask in self.each():
            self.assert_presented(ask("pkcs11:token=VALUX"), self.rsa, name)

    def test_with_exposure_usable_a_uri_names_each_certificate(self):
        self.addCleanup(self.person.configure, exposure="selected")
        self.person.configure(exposure="usable")
        self.person.select(self.rsa)
        for certificate in (self.rsa, self.ec):
            for name, ask in self.each():
                self.assert_presented(ask(f"pkcs11:token=VALUX;object={certificate.nickname}"),
                                      certificate, name)


class Nginx(NginxService, case.ProgramCase):
    """Its key file names the key on the token."""

    directives = "env OPENSSL_CONF;"

    def key_of(self, uri):
        return self.home.write("proxy/key.pem", key_file(uri))

    def variables(self):
        return configuration(self.home, self.module)


class RunningProgram(Clients, case.ProgramCase):
    @classmethod
    def command(cls):
        return [cls.person.product.build / "bin/provider-client", cls.person.product.module]


if __name__ == "__main__":
    release = platform.freedesktop_os_release()
    if (release.get("ID"), release.get("VERSION_ID")) == ("debian", "12"):
        print("Not run: Debian 12 has no package pkcs11-provider.")
        sys.exit(NOT_RUN)
    case.main()
