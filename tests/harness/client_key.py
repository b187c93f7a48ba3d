# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A client's key and certificate by the openssl program, and what certificates say."""

import base64
import os
import ssl
import subprocess

from . import process, sandbox_centre

SUBJECT = f"/O={sandbox_centre.COMPANY}/CN={sandbox_centre.CERTIFICATE}"


class Key:
    """A client's key, by the openssl program, and its certificate when there is one."""

    def __init__(self, directory, name, kind="ec-p256"):
        self.key_file = os.path.join(directory, name + "-key.pem")
        self.certificate_file = os.path.join(directory, name + ".pem")
        algorithm = {
            "ec-p256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            "ec-p384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
            "rsa-1024": ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
            "rsa-2048": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        }[kind]
        openssl("genpkey", "-algorithm", *algorithm, "-out", self.key_file)
        self.made = {}

    def request_der(self, subject=SUBJECT, challenge=None):
        """A certification request; the same one for the same arguments."""
        if (subject, challenge) not in self.made:
            names = "".join(part + "\n" for part in subject.split("/")[1:])
            attributes = "" if challenge is None else f"challengePassword={challenge}\n"
            config = "[req]\nprompt=no\ndistinguished_name=names\nattributes=attributes\n" \
                     f"[names]\n{names}[attributes]\n{attributes}"
            with open(self.key_file + ".conf", "w", encoding="ascii") as file:
                file.write(config)
            self.made[subject, challenge] = openssl(
                "req", "-new", "-config", self.key_file + ".conf", "-key", self.key_file,
                "-outform", "DER")
        return self.made[subject, challenge]

    def request(self):
        """A certification request in base64."""
        return base64.b64encode(self.request_der()).decode()

    def take(self, answer):
        """Keeps the certificate of an answer, with its issuing CA's, for use as a client."""
        document = answer.json()
        self.keep([document["certificate"], document["chain"][0]])

    def keep(self, certificates):
        """Keeps these certificates, in base64, for use as a client."""
        with open(self.certificate_file, "w", encoding="ascii") as file:
            for certificate in certificates:
                file.write(ssl.DER_cert_to_PEM_cert(base64.b64decode(certificate)))


def openssl(*arguments, data=None):
    """Runs openssl with `data` as its standard input; returns what it printed."""
    return subprocess.run(["openssl", *arguments], input=data, check=True, timeout=process.DEADLINE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def describe(certificate):
    """What `openssl x509 -text` says of a certificate in base64."""
    return openssl("x509", "-inform", "DER", "-noout", "-text", "-nameopt", "RFC2253",
                   data=base64.b64decode(certificate)).decode()


def public_key(certificate):
    """The public key, as PEM, of a certificate in base64."""
    return openssl("x509", "-inform", "DER", "-noout", "-pubkey",
                   data=base64.b64decode(certificate))


def serial(certificate):
    """The serial number, in hexadecimal, of a certificate in base64."""
    text = openssl("x509", "-inform", "DER", "-noout", "-serial",
                   data=base64.b64decode(certificate)).decode()
    return text.strip().split("=")[1]
