# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The sandbox centre: started on loopback, with letters that bring one-time passwords."""

COMPANY_ID = "VALUXTEST001"
PASSPHRASE = "LOOPBACK"


class Letter:
    """What a company gets by post for one certificate."""

    def __init__(self, number):
        self.company_id = COMPANY_ID
        self.certificate_id = f"CERT{number:04}"
        self.one_time_password = f"ONETIME{number:05}"
        self.passphrase = PASSPHRASE


class Centre:
    """valux-centre with a directory of its own; it can be started again with other options."""

    def __init__(self, product, home):
        self.product = product
        self.home = home
        self.directory = home.make_directory("centre")
        self.process = None
        self.address = ""
        self.certificate = self.directory / "ca.pem"  # the root
        self.issuing_certificate = self.directory / "issuing-ca.pem"
        self.authorities = self.directory / "chain.pem"
        self.server_certificate = self.directory / "server.pem"  # for localhost and 127.0.0.1
        self.server_key = self.directory / "server-key.pem"
        self._letters = 0

    def start(self, *options):
        """Starts the centre, or starts it again with other options: it gets another port."""
        self.stop()
        self.process = self.home.start([self.product.centre, "--state", self.directory, *options])
        self.address = self.process.wait_for_line(r"^valux-centre: (https://\S+)$").group(1)

    def stop(self):
        if self.process is not None:
            self.process.stop()

    def send_letter(self):
        """Makes a new certificate ID with a one-time password."""
        self._letters += 1
        letter = Letter(self._letters)
        with open(self.directory / "one-time-passwords", "a", encoding="ascii") as file:
            file.write(f"{letter.company_id} {letter.certificate_id} "
                       f"{letter.one_time_password} {letter.passphrase}\n")
        return letter

    def operate(self, command, serial):
        """`revoke`, `suspend` or `resume` for the certificate with this serial number."""
        self.home.run([self.product.centre, command, "--state", self.directory, serial])
