#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Services that reach a server with the selected certificate (stunnel, nginx as a client),
and programs that sign documents with it (NSS's cmsutil, Poppler's pdfsig, PyKCS11).
"""

import getpass
import pathlib
import re
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, nginx, ports, process

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
engineId = pkcs11
cert = pkcs11:token=VALUX
key = pkcs11:token=VALUX;type=private
"""

# nginx gives its workers no environment but what `env` names, and root's workers another user, who
# can't open the store.
PROXY = """
daemon off;
user {user};
pid {directory}/nginx.pid;
error_log stderr notice;
env PKCS11_MODULE_PATH;
env VALUX_HOME;
env HOME;
ssl_engine pkcs11;
events {{ worker_connections 16; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    scgi_temp_path {directory}/scgi;
    uwsgi_temp_path {directory}/uwsgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass https://127.0.0.1:{bank};
            proxy_ssl_certificate {certificate};
            proxy_ssl_certificate_key "engine:pkcs11:pkcs11:token=VALUX;type=private";
            proxy_ssl_trusted_certificate {authority};
            proxy_ssl_verify on;
            proxy_ssl_name localhost;
            proxy_ssl_protocols TLSv1.2 TLSv1.3;
            proxy_ssl_session_reuse off;
        }}
    }}
}}
"""

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


class ServicesAndSigners(case.ProgramCase):
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

    def ask(self, port):
        """What the bank's server says of whoever is behind this port."""
        process.wait_until(lambda: ports.listens(port), f"a service listens on {port}")
        with urllib.request.urlopen(f"http://{nginx.HOST}:{port}/", timeout=60) as answer:
            return nginx.Answer(answer.read().decode())

    def test_stunnel_presents_the_certificate_on_the_token(self):
        for certificate, protocol in ((self.first, "TLSv1.2"), (self.ec, "TLSv1.3")):
            self.person.select(certificate)
            port = ports.free_port()
            service = self.home.start(["stunnel", self.home.write("stunnel.conf", STUNNEL.format(
                module=self.module, port=port, bank=self.server.ports[protocol],
                authority=self.authority))])
            self.assert_presented(self.ask(port), certificate, "stunnel")
            service.stop()

    def test_nginx_presents_the_certificate_to_the_server_behind_it(self):
        directory = self.home.make_directory("proxy")
        for certificate, protocol in ((self.first, "TLSv1.2"), (self.second, "TLSv1.3")):
            self.person.select(certificate)
            port = ports.free_port()
            file = self.home.write("proxy/nginx.conf", PROXY.format(
                directory=directory, port=port, user=getpass.getuser(),
                bank=self.server.ports[protocol],
                certificate=self.exported(certificate), authority=self.authority))
            service = self.home.start(["nginx", "-p", directory, "-e", "stderr", "-c", file],
                                      variables={"PKCS11_MODULE_PATH": str(self.module)})
            self.assert_presented(self.ask(port), certificate, "nginx as a client")
            service.stop()

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
