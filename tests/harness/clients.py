# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Command-line TLS clients, each asking the web server once which certificate it got."""

import re

from . import nginx

REQUEST = "GET / HTTP/1.0\r\n\r\n"
NSS_VERSIONS = {"TLSv1.2": "tls1.2:tls1.2", "TLSv1.3": "tls1.3:tls1.3"}


def answer_of(output):
    """The server's answer in what a client printed."""
    match = re.search(r"^subject=\[.*$", output, re.MULTILINE)
    if match is None:
        raise AssertionError(f"no answer of the server in:\n{output}")
    return nginx.Answer(match.group(0))


def tstclnt(person, server, protocol, database, nickname=None):
    """NSS's own client, with the certificate that NSS chooses from this database, or a named one.
    """
    request = person.home.write("request", REQUEST)
    return answer_of(person.home.run(
        ["tstclnt", "-4", "-h", nginx.HOST, "-p", server.ports[protocol], "-d", f"sql:{database}",
         "-V", NSS_VERSIONS[protocol], "-A", request,
         *(() if nickname is None else ("-n", nickname))]))


def gnutls_cli(person, server, protocol, certificate):
    """GnuTLS's client, with a certificate that a PKCS#11 URI (RFC 7512) names."""
    uri = f"pkcs11:token=VALUX;object={certificate.nickname}"
    return answer_of(person.home.run(
        ["gnutls-cli", "--provider", person.product.module, "--x509cafile",
         person.home.directory / "centre-ca.pem", "--x509certfile", f"{uri};type=cert",
         "--x509keyfile", f"{uri};type=private", "--port", server.ports[protocol], nginx.HOST],
        text=REQUEST))


def _engine(person):
    return {"PKCS11_MODULE_PATH": str(person.product.module)}


def curl(person, server, protocol, uri="pkcs11:token=VALUX"):
    """curl with OpenSSL's pkcs11 engine, with the first certificate that the URI fits."""
    return answer_of(person.home.run(
        ["curl", "--silent", "--show-error", "--cacert", person.home.directory / "centre-ca.pem",
         "--engine", "pkcs11", "--cert-type", "ENG", "--cert", uri, "--key-type", "ENG",
         "--key", uri, server.url(protocol)], variables=_engine(person)))


def openssl(person, server, protocol, certificate):
    """`openssl s_client` with the key in OpenSSL's pkcs11 engine."""
    uri = f"pkcs11:token=VALUX;object={certificate.nickname}"
    exported = person.home.run(["p11tool", "--provider", person.product.module, "--export",
                                f"{uri};type=cert"])
    file = person.home.write("exported.pem", exported)
    return answer_of(person.home.run(
        ["openssl", "s_client", "-connect", f"{nginx.HOST}:{server.ports[protocol]}", "-CAfile",
         person.home.directory / "centre-ca.pem", "-verify_return_error", "-engine", "pkcs11",
         "-keyform", "engine", "-key", f"{uri};type=private", "-cert", file, "-quiet"],
        text=REQUEST, variables=_engine(person)))
