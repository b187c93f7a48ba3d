#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""With the custody tpm, the next renewal's key is made in the TPM; the one before stays sealed."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, clients, software_tpm


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


if __name__ == "__main__":
    case.main()
