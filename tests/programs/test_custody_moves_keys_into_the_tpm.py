#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""With the custody tpm, the next renewal's key is made in the TPM; the one before stays sealed.

The key is of a type that the TPM can make, or nothing is sent to the centre.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, clients, product, software_tpm

CONFIGURATION = 4


class Migration(case.ProgramCase):
    def setUp(self):
        self.tpm = software_tpm.SoftwareTpm()
        self.addCleanup(self.tpm.close)
        self.scene.centre.start("--service-end", "86400")  # each can be renewed at once

    def in_tpm(self, certificate):
        return (self.person.store / "tpm" / f"{certificate.key_id}.tpm").exists()

    def test_the_next_renewal_moves_a_sealed_key_s_successor_into_the_tpm(self):
        sealed = self.person.acquire("BANK01", "ec-p256")
        self.assertFalse(self.in_tpm(sealed))
        self.person.configure(tpm={"tcti": self.tpm.name})
        self.person.enroll("custody", "tpm")
        self.assertFalse(self.in_tpm(sealed))
        answer = clients.curl(self.person, self.server, "TLSv1.3")
        self.assert_presented(answer, sealed, "curl, before the renewal")

        self.person.enroll("renew", "BANK01", "--key-type", "ec-p256")
        renewed = self.person.certificate("BANK01")
        self.assertTrue(self.in_tpm(renewed))
        answer = clients.curl(self.person, self.server, "TLSv1.3")
        self.assert_presented(answer, renewed, "curl, after it")

        self.person.enroll("renew", "BANK01", "--key-type", "ec-p256")
        again = self.person.certificate("BANK01")
        self.assertNotEqual(again.key_id, renewed.key_id)
        self.assertTrue(self.in_tpm(again))
        self.tell("the second renewal's TLS was the TPM's")

    def start_centre(self, profile, *key_types):
        self.scene.centre.start("--service-end", "86400", "--key-types", ",".join(key_types))
        self.person.configure(custody="tpm", tpm={"tcti": self.tpm.name})
        return ["--profile", profile]

    def new(self, nickname, *options, status=0):
        letter = self.scene.centre.send_letter()
        home = self.person.home
        return letter, self.person.enroll(
            "new", "--company-id", letter.company_id, "--certificate-id", letter.certificate_id,
            "--nickname", nickname, "--otp-file",
            home.write("one-time-password", letter.one_time_password + "\n"),
            "--passphrase-file", home.write("passphrase", letter.passphrase + "\n"),
            "--no-register", *options, status=status)

    def test_of_the_key_types_that_the_centre_names_the_tpm_gets_the_first_that_it_can_make(self):
        for profile in ("valux-json", "est"):
            self.person = product.Person(self.programs, self.place.home(f"{profile}-list"),
                                         self.scene.centre)
            options = self.start_centre(profile, "rsa-3072", "ec-p384", "ec-p256", "rsa-2048")
            self.new("BANK02", *options)
            certificate = self.person.certificate("BANK02")
            self.assertTrue(self.in_tpm(certificate))
            text = self.person.home.run(["pkcs11-tool", "--module", self.programs.module, "-O"])
            self.assertIn("EC_POINT 256 bits", text)
            self.tell(f"{profile}: P-256 of rsa-3072, ec-p384, ec-p256, rsa-2048")

    def test_nothing_is_sent_for_a_key_type_that_the_tpm_can_t_make(self):
        cases = ((("rsa-3072", "ec-p384"), ()),
                 (("rsa-3072", "ec-p256"), ("--key-type", "rsa-3072")))
        for profile in ("valux-json", "est"):
            for number, (accepted, given) in enumerate(cases):
                home = self.place.home(f"{profile}-{number}")
                self.person = product.Person(self.programs, home, self.scene.centre)
                options = self.start_centre(profile, *accepted)
                letter, error = self.new("BANK03", *options, *given, status=CONFIGURATION)
                self.assertIn("ec-p256 and rsa-2048 alone", error)
                self.assertIn("The one-time password has not been used", error)
                self.assertEqual(self.person.certificates(), [])
                self.start_centre(profile, "ec-p256")
                self.person.enroll("new", "--company-id", letter.company_id, "--certificate-id",
                                   letter.certificate_id, "--nickname", "BANK03", "--otp-file",
                                   home.directory / "one-time-password", "--passphrase-file",
                                   home.directory / "passphrase", "--no-register", *options)
                self.tell(f"{profile}, {' '.join(accepted)} {' '.join(given)}: refused here, and "
                          "the one-time password is good afterwards")


if __name__ == "__main__":
    case.main()
