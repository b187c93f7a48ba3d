# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Runs the sandbox centre and speaks to it, for tests in Python."""

import base64
import http.client
import json
import os
import select
import signal
import ssl
import subprocess
import tempfile
import time
import uuid

DEADLINE = 60  # seconds that any one event may take on a busy machine
COMPANY = "NTTDATA01003"
CERTIFICATE = "Cert1002"
PASSPHRASE = "PASSPHRASE"


class Centre:
    """The program valux-centre over a directory of its own."""

    def __init__(self, program, *options):
        self.program = program
        self.options = options
        self.temporary = tempfile.TemporaryDirectory(prefix="valux-centre-")
        self.directory = os.path.join(self.temporary.name, "centre")
        os.mkdir(self.directory)
        self.process = None
        self.port = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        try:
            if self.process is not None and self.stop() != 0:
                raise AssertionError("the centre did not end cleanly")
        finally:
            self.temporary.cleanup()

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, *options):
        self.process = subprocess.Popen(
            [self.program, "--state", self.directory, "--port", str(self.port),
             "--end-with-parent"]
            + list(self.options) + list(options),
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        readable, _, _ = select.select([self.process.stdout], [], [], DEADLINE)
        line = self.process.stdout.readline().decode() if readable else ""
        if not line.startswith("valux-centre: https://127.0.0.1:"):
            self.kill()
            raise RuntimeError("the centre did not start: " + repr(line))
        self.port = int(line.rsplit(":", 1)[1])

    def stop(self):
        """Ends it as a service manager does; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(DEADLINE)
        finally:
            self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait(DEADLINE)
        self.process.stdout.close()
        self.process = None

    def operator(self, command, *arguments):
        """Runs one of the operator's commands; returns what it printed."""
        return subprocess.run([self.program, command, "--state", self.directory, *arguments],
                              check=True, timeout=DEADLINE, stdout=subprocess.PIPE).stdout

    def list(self):
        return json.loads(self.operator("list"))

    def add_letter(self, otp, company=COMPANY, certificate=CERTIFICATE, passphrase=PASSPHRASE,
                   expires=""):
        with open(self.path("one-time-passwords"), "a", encoding="ascii") as letters:
            letters.write(f"{company} {certificate} {otp} {passphrase} {expires}\n")

    def arm(self, *faults):
        """Makes these the centre's faults, from the next connection on."""
        with open(self.path("faults.new"), "w", encoding="ascii") as file:
            file.write("".join(fault + "\n" for fault in faults))
        os.rename(self.path("faults.new"), self.path("faults"))

    def wait_for_log(self, text):
        """Waits until the log has a line with this text."""
        limit = time.monotonic() + DEADLINE
        while time.monotonic() < limit:
            if os.path.exists(self.path("log")):
                with open(self.path("log"), encoding="ascii") as log:
                    if text in log.read():
                        return
            time.sleep(0.02)
        raise TimeoutError("the log never had: " + text)

    def context(self, client=None):
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        if client is not None:
            context.load_cert_chain(client.certificate_file, client.key_file)
        return context

    def request(self, method, path, body=None, headers=None, client=None, context=None,
                timeout=DEADLINE):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout,
                                                 context=context or self.context(client))
        try:
            connection.request(method, path, body=body, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def post(self, path, document, **arguments):
        body = document if isinstance(document, (str, bytes)) else json.dumps(document)
        headers = arguments.pop("headers", {"Content-Type": "application/json"})
        return self.request("POST", path, body=body, headers=headers, **arguments)

    def acquisition(self, key, otp, request_id=None, **changes):
        document = {
            "requestId": request_id or str(uuid.uuid4()), "companyId": COMPANY,
            "certificateId": CERTIFICATE, "oneTimePassword": otp, "passphrase": PASSPHRASE,
            "csr": key.request(),
        }
        document.update(changes)
        return document

    def acquire(self, key, otp, request_id=None, **changes):
        return self.post("/v1/certificates", self.acquisition(key, otp, request_id, **changes))

    def renew(self, key, old, request_id=None):
        return self.post("/v1/renewals", {"requestId": request_id or str(uuid.uuid4()),
                                          "csr": key.request()}, client=old)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.type = response.headers.get_content_type()

    def json(self):
        return json.loads(self.body)

    def code(self):
        """The code of a problem document."""
        if self.type != "application/problem+json":
            raise AssertionError("not a problem document: " + repr(self.body))
        document = self.json()
        if document["status"] != self.status or not document["title"] or not document["type"]:
            raise AssertionError("not RFC 9457: " + repr(document))
        return document.get("code")


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

    def request_der(self, subject=f"/O={COMPANY}/CN={CERTIFICATE}", challenge=None):
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
        return base64.b64encode(self.request_der()).decode()

    def take(self, answer):
        """Keeps the certificate of an answer, with its issuing CA's, for use as a client."""
        document = answer.json()
        self.keep([document["certificate"], document["chain"][0]])

    def keep(self, certificates):
        with open(self.certificate_file, "w", encoding="ascii") as file:
            for certificate in certificates:
                file.write(ssl.DER_cert_to_PEM_cert(base64.b64decode(certificate)))


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, check=True, timeout=DEADLINE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def describe(certificate):
    """What `openssl x509 -text` says of a certificate in base64."""
    return openssl("x509", "-inform", "DER", "-noout", "-text", "-nameopt", "RFC2253",
                   data=base64.b64decode(certificate)).decode()


def public_key(certificate):
    return openssl("x509", "-inform", "DER", "-noout", "-pubkey",
                   data=base64.b64decode(certificate))


def serial(certificate):
    text = openssl("x509", "-inform", "DER", "-noout", "-serial",
                   data=base64.b64decode(certificate)).decode()
    return text.strip().split("=")[1]
