# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The programs of the build tree, and a person who uses them."""

import functools
import json
import pathlib
import re
import shutil

from . import interface


class Product:
    """Where the programs are in a build tree."""

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.enroll = self.build / "bin/valux-enroll"
        self.centre = self.build / "bin/valux-centre"
        self.module = self._one("lib*/**/libvalux-pkcs11.so")
        self.signer = self._one("libexec/**/valux-signer")
        self.agent = self._one("libexec/**/valux-agent")

    def _one(self, pattern):
        found = sorted(self.build.glob(pattern))
        if len(found) != 1:
            raise FileNotFoundError(f"{self.build}/{pattern}: found {len(found)} files, not one")
        return found[0]

    def copy_to(self, directory):
        """The same product in a place that other users can read."""
        for file in (self.enroll, self.centre, self.module, self.signer, self.agent):
            target = directory / file.relative_to(self.build)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
            target.chmod(0o755)
        return Product(directory)


class Certificate:
    """A certificate as `valux-enroll` reports it."""

    def __init__(self, report):
        self.report = report
        self.nickname = report["nickname"]
        self.common_name = report["certificateId"]
        self.serial = report["serialNumber"]
        self.key_id = report["keyId"]


class Person:
    """Somebody with a home directory who acquires certificates and puts them to use."""

    def __init__(self, product, home, centre):
        self.product = product
        self.home = home
        self.centre = centre
        self.configuration = {}
        self.store = home.directory / ".local/share/valux"
        self.configure()

    def configure(self, **members):
        """Writes the person's configuration, with these members set."""
        self.configuration.update(members)
        authority = self.home.write("centre-ca.pem", self.centre.certificate.read_text())
        self.configuration["centre"] = {"profile": "valux-json", "address": self.centre.address,
                                        "caFile": str(authority)}
        self.home.write(".config/valux/valux.json", json.dumps(self.configuration))

    def enroll(self, *arguments, status=0):
        """Runs valux-enroll; returns what it printed, its errors included where it is to fail."""
        return self.home.run([self.product.enroll, *arguments], status=status,
                             errors=status != 0,
                             check=functools.partial(interface.check_run, arguments))

    def commands(self):
        """The commands that `valux-enroll --help` names."""
        return re.findall(r"^  ([a-z]+)  ", self.enroll("--help"), re.MULTILINE)

    def acquire(self, nickname, key_type="rsa-2048"):
        """Acquires a certificate with a new letter."""
        self.configure()
        letter = self.centre.send_letter()
        one_time_password = self.home.write("one-time-password", letter.one_time_password + "\n")
        passphrase = self.home.write("passphrase", letter.passphrase + "\n")
        self.enroll("new", "--company-id", letter.company_id, "--certificate-id",
                    letter.certificate_id, "--nickname", nickname, "--otp-file",
                    one_time_password, "--passphrase-file", passphrase, "--key-type", key_type,
                    "--no-register")
        acquired = self.certificate(nickname)
        self.check_custody(acquired)
        return acquired

    def check_custody(self, certificate):
        """A key is in the TPM where the configuration says so, and else it is not."""
        in_tpm = (self.store / "tpm" / f"{certificate.key_id}.tpm").exists()
        assert in_tpm == (self.configuration.get("custody") == "tpm"), certificate.key_id

    def certificates(self):
        return [Certificate(entry)
                for entry in json.loads(self.enroll("list", "--json"))["certificates"]]

    def certificate(self, nickname):
        """The certificate of this nickname that no renewal has superseded."""
        for certificate in self.certificates():
            if certificate.nickname == nickname and not certificate.report["superseded"]:
                return certificate
        raise LookupError(nickname)

    def select(self, certificate):
        self.enroll("select", certificate.serial)

    def renew(self, certificate):
        """Renews a certificate; returns the new one."""
        self.configure()
        self.enroll("renew", certificate.nickname)
        renewed = self.certificate(certificate.nickname)
        self.check_custody(renewed)
        return renewed

    def ask_for_states(self):
        """Asks the centre for the state of the certificates."""
        self.configure()
        self.enroll("status", "--sync", status=None)

    def suspend(self, certificate):
        """The centre suspends a certificate, and the person's store learns of it."""
        self.centre.operate("suspend", certificate.serial)
        self.ask_for_states()
        assert self.certificate(certificate.nickname).report["status"] == "suspended"

    def resume(self, certificate):
        """The centre lifts a suspension, and the person's store learns of it."""
        self.centre.operate("resume", certificate.serial)
        self.ask_for_states()
        assert self.certificate(certificate.nickname).report["status"] != "suspended"

    def register(self):
        """Registers the module with all programs; returns what was done with each."""
        return json.loads(self.enroll("register", "--json"))
