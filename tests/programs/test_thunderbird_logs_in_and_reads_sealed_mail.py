#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Thunderbird, with a profile that `valux-enroll register` set up, logs in on an IMAP server with
the selected certificate and reads a mail that is encrypted for it (S/MIME).
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, dovecot, thunderbird

SECRET = "The secret word is tangerine."


class Thunderbird(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mail_server = dovecot.Server(cls.place.home("mail-server"), cls.scene.centre)

    def sealed_mail(self, certificate, *options):
        """A mail with the secret, encrypted for the certificate; options say how."""
        home = self.person.home
        exported = home.directory / "recipient.pem"
        home.run(["p11tool", "--provider", self.person.product.module, "--export",
                  f"pkcs11:token=VALUX;object={certificate.nickname};type=cert",
                  "--outfile", exported])
        text = home.write("text", f"Content-Type: text/plain\n\n{SECRET}\n")
        address = f"{certificate.common_name}@localhost"
        # openssl takes -keyopt for the -recip before it.
        mail = home.run(["openssl", "cms", "-encrypt", "-aes256", "-in", text, "-from",
                         "somebody@localhost", "-to", address, "-subject", "sealed", "-recip",
                         exported, *options])
        self.assertNotIn(SECRET, mail)
        return f"Message-ID: <{certificate.serial}@localhost>\n{mail}".encode()

    def log_in_and_read(self, certificate, *options):
        self.person.select(certificate)
        user = certificate.common_name
        self.mail_server.deliver(user, self.sealed_mail(certificate, *options))
        profile = thunderbird.Profile(self.person.home, certificate.nickname)
        outcomes = {program["directory"]: program["outcome"]
                    for program in self.person.register()["programs"]}
        self.assertEqual(outcomes[str(profile.directory)], "done")
        profile.trust(self.scene.centre.certificate)
        profile.add_account(user, self.mail_server.port)
        program = thunderbird.Thunderbird(profile)
        self.addCleanup(program.stop)
        self.assertEqual(program.modules()["VALUX"], ["VALUX"])
        message = program.show_first_message()
        self.mail_server.wait_for_login(user)
        self.tell(f"Dovecot: {user} logged in by certificate")
        return message

    def test_it_logs_in_and_reads_sealed_mail_with_an_rsa_certificate(self):
        self.assertIn(SECRET, self.log_in_and_read(self.person.acquire("mailRSA", "rsa-2048")))
        self.tell("Thunderbird shows the sealed mail")

    def test_it_logs_in_and_reads_sealed_mail_with_a_p256_certificate(self):
        """By ECDH (RFC 5753), whose KDF has SHA-1 where openssl is not told otherwise."""
        for digest in ("sha1", "sha256"):
            certificate = self.person.acquire(f"mail{digest.upper()}", "ec-p256")
            text = self.log_in_and_read(certificate, "-keyopt", f"ecdh_kdf_md:{digest}")
            self.assertIn(SECRET, text)
            self.tell(f"Thunderbird shows the mail sealed by ECDH with {digest}")


if __name__ == "__main__":
    case.main()
