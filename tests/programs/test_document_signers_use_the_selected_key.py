#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Programs that sign documents with the selected key: NSS's cmsutil, Poppler's pdfsig, PyKCS11."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case

# A document of one empty page, which pdfsig adds a signature to.
PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>> endobj
trailer <</Root 1 0 R/Size 4>>
%%EOF
"""

PYKCS11 = """
import re
import sys
import PyKCS11
library = PyKCS11.PyKCS11Lib()
library.load(sys.argv[1])
session = library.openSession(library.getSlotList(tokenPresent=True)[0])
key = session.findObjects([(PyKCS11.CKA_CLASS, PyKCS11.CKO_PRIVATE_KEY)])[0]
mechanism = PyKCS11.Mechanism(PyKCS11.CKM_SHA256_RSA_PKCS, None)
sys.stdout.buffer.write(bytes(session.sign(key, b"signed by PyKCS11", mechanism)))
"""


class DocumentSigners(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.person.acquire("firstRSA", "rsa-2048")
        cls.second = cls.person.acquire("secondRSA", "rsa-2048")
        cls.ec = cls.person.acquire("thirdEC", "ec-p256")
        cls.person.register()
        cls.home = cls.person.home
        cls.module = cls.person.product.module
        cls.authority = cls.home.directory / "centre-ca.pem"
        cls.database = f"sql:{cls.home.directory}/.pki/nssdb"
        cls.home.run(["certutil", "-A", "-d", cls.database, "-n", "CA", "-t", "C,C,C", "-i",
                      cls.scene.centre.certificate])

    def exported(self, certificate):
        """The certificate as a file (PEM), read from the token."""
        return self.home.write("exported.pem", self.home.run(
            ["p11tool", "--provider", self.module, "--export",
             f"pkcs11:token=VALUX;object={certificate.nickname};type=cert"]))

    def test_cmsutil_signs_a_message_that_openssl_verifies(self):
        message = self.home.write("message", "transfer the salaries\n")
        for certificate in (self.first, self.ec):
            self.person.select(certificate)
            signed = self.home.directory / "signed.cms"
            self.home.run(["cmsutil", "-S", "-d", self.database, "-N",
                           f"VALUX:{certificate.nickname}", "-i", message, "-o", signed])
            text = self.home.run(["openssl", "cms", "-verify", "-inform", "DER", "-in", signed,
                                  "-CAfile", self.authority, "-purpose", "any"])
            self.assertIn("transfer the salaries", text)
            self.tell(f"cmsutil signs with {certificate.nickname}")

    def test_pdfsig_signs_a_document_and_finds_its_signature_valid(self):
        self.person.select(self.first)
        document = self.home.directory / "document.pdf"
        document.write_bytes(PDF)
        signed = self.home.directory / "signed.pdf"
        directory = pathlib.Path(self.database.removeprefix("sql:"))
        self.home.run(["pdfsig", "-nssdir", directory, "-nick", f"VALUX:{self.first.nickname}",
                       "-add-signature", document, signed])
        told = self.home.run(["pdfsig", "-nssdir", directory, signed])
        self.assertRegex(told, r"Signature Validation: Signature is Valid")
        self.assertIn(self.first.common_name, told)
        self.tell(re.search(r"Signer Certificate Common Name: .*", told).group(0))

    def test_pykcs11_signs(self):
        self.person.select(self.second)
        script = self.home.write("sign.py", PYKCS11)
        signature = self.home.directory / "signature"
        self.home.run(["sh", "-c", f"/usr/bin/python3 {script} {self.module} >{signature}"])
        data = self.home.write("data", "signed by PyKCS11")
        public = self.home.write("public.pem", self.home.run(
            ["openssl", "x509", "-in", self.exported(self.second), "-noout", "-pubkey"]))
        self.assertIn("Verified OK", self.home.run(
            ["openssl", "dgst", "-sha256", "-verify", public, "-signature", signature, data]))
        self.tell("PyKCS11 signs with the selected key")


if __name__ == "__main__":
    case.main()
