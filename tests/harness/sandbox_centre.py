# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The sandbox centre: runs valux-centre, sends its letters, arms its faults, and speaks to it."""

import http.client
import json
import os
import pathlib
import ssl
import subprocess
import tempfile
import uuid

from . import process

COMPANY = "NTTDATA01003"
CERTIFICATE = "Cert1002"
PASSPHRASE = "PASSPHRASE"


class Letter:
    """What a company gets by post for one certificate."""

    def __init__(self, number):
        self.company_id = COMPANY
        self.certificate_id = f"CERT{number:04}"
        self.one_time_password = f"ONETIME{number:05}"
        self.passphrase = PASSPHRASE


class Centre:
    """The program valux-centre on 127.0.0.1, over a directory of its own.

    `options` go to every start. `directory` is an existing directory for the centre's files;
    without it they are in a temporary one. `processes` is the process.Processes that stops the
    centre and shows what it printed; without it, use the centre as a context, which stops it.
    """

    def __init__(self, program, *options, directory=None, processes=None):
        self.program = program
        self.options = options
        self.temporary = None
        if directory is None:
            self.temporary = tempfile.TemporaryDirectory(prefix="valux-centre-")
            directory = pathlib.Path(self.temporary.name) / "centre"
            directory.mkdir()
        self.directory = pathlib.Path(directory)
        self.certificate = self.path("ca.pem")  # the root
        self.issuing_certificate = self.path("issuing-ca.pem")
        self.authorities = self.path("chain.pem")
        self.server_certificate = self.path("server.pem")  # for localhost and 127.0.0.1
        self.server_key = self.path("server-key.pem")
        self.port = 0
        self._start_child = process.Child if processes is None else processes.start
        self._child = None
        self._letters = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        child = self._child
        try:
            if self.stop() != 0:
                raise AssertionError(f"the centre did not end cleanly: {child.describe()}")
        finally:
            if self.temporary is not None:
                self.temporary.cleanup()

    def path(self, name):
        """The path of a file of the centre."""
        return self.directory / name

    @property
    def address(self):
        """The address of the running centre; it stays the same when it is started again."""
        return f"https://127.0.0.1:{self.port}"

    def start(self, *options):
        """Starts the centre, or starts it again, with these options for this time."""
        self.stop()
        self._child = self._start_child(
            [self.program, "--state", self.directory, "--port", self.port, "--end-with-parent",
             *self.options, *options], dict(os.environ))
        line = self._child.wait_for_line(r"^valux-centre: https://127\.0\.0\.1:(\d+)$")
        self.port = int(line.group(1))

    def stop(self):
        """Ends it as a service manager does; returns its exit status, 0 if it does not run."""
        child, self._child = self._child, None
        return 0 if child is None else child.stop()

    def kill(self):
        """Ends it as a power failure does."""
        child, self._child = self._child, None
        child.kill()

    def operate(self, command, *arguments):
        """Runs one of the operator's commands, such as `revoke SERIAL`; returns what it printed."""
        return subprocess.run([self.program, command, "--state", self.directory, *arguments],
                              check=True, timeout=process.DEADLINE, stdout=subprocess.PIPE).stdout

    def list(self):
        """What the centre has issued, and how many one-time passwords are used."""
        return json.loads(self.operate("list"))

    def add_letter(self, otp, company=COMPANY, certificate=CERTIFICATE, passphrase=PASSPHRASE,
                   expires=""):
        """Sends a letter with this content."""
        with open(self.path("one-time-passwords"), "a", encoding="ascii") as letters:
            letters.write(f"{company} {certificate} {otp} {passphrase} {expires}\n")

    def send_letter(self):
        """Sends a letter for a certificate ID that no other letter has; returns it."""
        self._letters += 1
        letter = Letter(self._letters)
        self.add_letter(letter.one_time_password, letter.company_id, letter.certificate_id,
                        letter.passphrase)
        return letter

    def arm(self, *faults):
        """Makes these the centre's faults, from the next connection on."""
        with open(self.path("faults.new"), "w", encoding="ascii") as file:
            file.write("".join(fault + "\n" for fault in faults))
        os.rename(self.path("faults.new"), self.path("faults"))

    def wait_for_log(self, text):
        """Waits until the log has a line with this text."""
        log = self.path("log")
        process.wait_until(lambda: log.exists() and text in log.read_text(encoding="ascii"),
                           f"a line with {text} in the centre's log")

    def context(self, client=None):
        """The TLS context of a client, with its certificate if it is given."""
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        if client is not None:
            context.load_cert_chain(client.certificate_file, client.key_file)
        return context

    def request(self, method, path, body=None, headers=None, client=None, context=None,
                timeout=process.DEADLINE):
        """Sends an HTTP request; returns the answer."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout,
                                                 context=context or self.context(client))
        try:
            connection.request(method, path, body=body, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def post(self, path, document, **arguments):
        """Posts a JSON document, or text that is meant to be one."""
        body = document if isinstance(document, (str, bytes)) else json.dumps(document)
        headers = arguments.pop("headers", {"Content-Type": "application/json"})
        return self.request("POST", path, body=body, headers=headers, **arguments)

    def acquisition(self, key, otp, request_id=None, **changes):
        """The document of POST /v1/certificates, with these members changed."""
        document = {
            "requestId": request_id or str(uuid.uuid4()), "companyId": COMPANY,
            "certificateId": CERTIFICATE, "oneTimePassword": otp, "passphrase": PASSPHRASE,
            "csr": key.request(),
        }
        document.update(changes)
        return document

    def acquire(self, key, otp, request_id=None, **changes):
        """Asks for a certificate for a client_key.Key."""
        return self.post("/v1/certificates", self.acquisition(key, otp, request_id, **changes))

    def renew(self, key, old, request_id=None):
        """Asks for a certificate for a client_key.Key in place of the one that `old` has."""
        return self.post("/v1/renewals", {"requestId": request_id or str(uuid.uuid4()),
                                          "csr": key.request()}, client=old)


def start_in(place, program, *options):
    """Starts a centre in a workplace, which stops it; `options` are for this start alone."""
    centre = Centre(program, directory=place.home("services").make_directory("centre"),
                    processes=place.processes)
    centre.start(*options)
    return centre


class Answer:
    """What the centre answered to a request."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.type = response.headers.get_content_type()

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    def code(self):
        """The code of a problem document."""
        if self.type != "application/problem+json":
            raise AssertionError("not a problem document: " + repr(self.body))
        document = self.json()
        if document["status"] != self.status or not document["title"] or not document["type"]:
            raise AssertionError("not RFC 9457: " + repr(document))
        return document.get("code")
