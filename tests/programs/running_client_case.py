# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Cases for a client that runs on while the store changes, for each library that clients use.

Each client is one process for all its cases, as a server or a mail program is. The commands that it
takes are described in clients/client.h.
"""

from harness import process

ANSWERS = r"(opened|absent|signed|failed\b.*)$"
TEN_DAYS = 10 * 86400
SHORT_LIFE = 20  # seconds


class Client:
    """A client that runs, and the names of the keys that it has."""

    def __init__(self, home, arguments):
        self._process = home.start(arguments, commands=True)
        self.stop = self._process.stop

    def open(self, name, certificate):
        """Has the client take a key, once its module has seen that the key is there.

        The module may look at the store a twentieth of a second late. Until then the key is absent;
        no other answer is right.
        """
        def opened():
            answer = self._process.ask(
                f"open {name} {certificate.nickname} {certificate.key_id}", ANSWERS)
            assert answer in ("opened", "absent"), answer
            return answer == "opened"
        process.wait_until(opened, f"{certificate.nickname} is on the token")

    def sign(self, name):
        """The client's answer: "signed", or "failed" and the reason."""
        return self._process.ask(f"sign {name}", ANSWERS)


class Clients:
    """The cases; a class for each kind of client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.client = Client(cls.person.home, cls.command())
        cls.addClassCleanup(cls.client.stop)

    def setUp(self):
        self.person.configure(exposure="selected")
        self.person.select(self.rsa)
        self.client.open("r", self.rsa)
        self.assert_signs("r")

    def assert_signs(self, *names):
        for name in names:
            self.assertEqual(self.client.sign(name), "signed", name)

    def assert_refuses(self, name):
        self.assertRegex(self.client.sign(name), "^failed: ")

    def test_a_key_comes_back_with_its_selection(self):
        for _ in range(3):
            self.person.select(self.ec)
            self.client.open("e", self.ec)
            self.assert_signs("e")
            self.assert_refuses("r")
            self.person.select(self.rsa)
            self.client.open("n", self.rsa)
            self.assert_signs("r", "n")
            self.assert_refuses("e")

    def test_with_exposure_usable_no_selection_disturbs_a_key(self):
        self.person.configure(exposure="usable")
        self.person.select(self.rsa)
        self.client.open("e", self.ec)
        for certificate in (self.ec, self.rsa, self.ec):
            self.assert_signs("r", "e")
            self.person.select(certificate)
            self.assert_signs("r", "e")
            self.client.open("n", certificate)
            self.assert_signs("n")

    def test_a_renewal_brings_a_key_and_leaves_the_others(self):
        old = self.acquire_brief("renewable", TEN_DAYS)
        self.person.configure(exposure="usable")
        self.person.select(old)
        self.client.open("o", old)
        self.assert_signs("r", "o")
        new = self.person.renew(old)
        self.assert_signs("r")
        self.assert_refuses("o")
        self.client.open("n", new)
        self.assert_signs("r", "n")

    def test_a_service_end_takes_its_key_and_leaves_the_others(self):
        brief = self.acquire_brief("shortlived", SHORT_LIFE)
        self.person.configure(exposure="usable")
        self.person.select(self.rsa)
        self.client.open("b", brief)
        self.assert_signs("r", "b")
        self.wait_for_service_end(brief)
        self.assert_signs("r")
        self.assert_refuses("b")
        self.client.open("n", self.rsa)
        self.assert_signs("r", "n")
