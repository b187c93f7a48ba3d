#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
What a later version has written is refused by its name, and left as it is: after a downgrade, or
where a home is shared with a machine that has a later version.

    test_files_from_later.py BUILD-TREE [UNITTEST-OPTION]...
"""

import json
import pathlib
import shutil
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, product, sandbox_centre, workplace

CONFIGURATION, STORE = 4, 5
NEWER = "was written by a newer version of VALUX for NSS"
LATER_DOCUMENT = json.dumps({"version": 2, "form": "that nobody knows yet"})
TEN_DAYS = 10 * 86400  # in seconds
SNAPSHOT_VERSION_AT = 8  # behind the magic


class FilesFromLater(case.ProgramCase):
    """A store with a certificate in use and an unfinished acquisition."""

    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        cls.centre = sandbox_centre.start_in(cls.place, case.ProgramCase.programs.centre)
        cls.person = product.Person(case.ProgramCase.programs, cls.place.home("person"),
                                    cls.centre)
        cls.centre.start("--service-end", str(TEN_DAYS))  # so that it can be renewed
        cls.person.acquire("BANK01", "ec-p256")
        cls.centre.start()
        cls.letter = cls.centre.send_letter()
        faults = cls.centre.directory / "faults"
        faults.write_text("drop-after\n")
        cls.new = ["new", "--company-id", cls.letter.company_id, "--certificate-id",
                   cls.letter.certificate_id, "--nickname", "BANK02", "--otp-file",
                   cls.person.home.write("otp", cls.letter.one_time_password + "\n"),
                   "--passphrase-file",
                   cls.person.home.write("passphrase", cls.letter.passphrase + "\n"),
                   "--no-register", "--wait", "0"]
        cls.person.enroll(*cls.new, status=10)
        faults.unlink()
        cls.journal, = (cls.person.store / "pending").iterdir()

    def setUp(self):
        kept = self.place.directory / "kept"
        shutil.copytree(self.person.store, kept)
        self.addCleanup(self.put_back, kept)

    def put_back(self, kept):
        shutil.rmtree(self.person.store)
        kept.rename(self.person.store)

    def files(self):
        """The content of each file of the store."""
        return {str(path.relative_to(self.person.store)): path.read_bytes()
                for path in self.person.store.rglob("*") if path.is_file()}

    def assert_refused(self, file, commands, status=STORE, words=NEWER):
        """Each command names the file and says what is wrong; afterwards the store is as before."""
        before = self.files()
        for command in commands:
            told = self.person.enroll(*command, status=status)
            self.assertIn(file.name, told, command)
            self.assertIn(words, told, command)
            self.assertEqual(self.files(), before, command)
        self.tell(f"{file.name}: refused by name by {len(commands)} commands; the store is as "
                  "before")

    def seen(self):
        """The nicknames of the certificates that the module shows; None: it gives an error."""
        told = self.person.home.run(
            ["pkcs11-tool", "--module", self.person.product.module, "--list-objects", "--type",
             "cert"], status=None, errors=True)
        if "CKR_DEVICE_ERROR" in told:
            return None
        return [line.split(":", 1)[1].strip() for line in told.splitlines()
                if line.strip().startswith("label:") and "BANK" in line]

    def test_a_later_catalogue(self):
        catalogue = self.person.store / "catalogue.json"
        catalogue.write_text(LATER_DOCUMENT)
        self.assert_refused(catalogue, (
            ["list"], ["status"], ["status", "--sync"], ["select", "BANK01"],
            ["remove", "--yes", "BANK01"], ["renew", "BANK01"], self.new, ["resume"],
            ["resume", "--list"], ["repair"], ["alarm"], ["doctor"]))
        self.assertEqual(self.seen(), ["BANK01"])
        self.tell("programs still have the certificate, by the snapshot")

    def test_a_later_journal(self):
        self.journal.write_text(LATER_DOCUMENT)
        self.assert_refused(self.journal, (["resume"], ["resume", "--list"], self.new,
                                           ["renew", "BANK01"], ["doctor"]))
        self.assertEqual([entry.nickname for entry in self.person.certificates()], ["BANK01"])

    def test_a_later_snapshot(self):
        before = self.files()
        snapshot = self.person.store / "snapshot"
        later = bytearray(before["snapshot"])
        version, = struct.unpack_from("=I", later, SNAPSHOT_VERSION_AT)
        struct.pack_into("=I", later, SNAPSHOT_VERSION_AT, version + 1)
        snapshot.write_bytes(later)
        self.assertIsNone(self.seen())
        told = self.person.home.run(
            ["pkcs11-tool", "--module", self.person.product.module, "--list-objects"],
            {"VALUX_DEBUG": "1"}, status=None, errors=True)
        self.assertIn("a newer version of VALUX for NSS wrote the snapshot", told)
        self.tell("the module shows nothing, gives CKR_DEVICE_ERROR, and VALUX_DEBUG=1 says why")
        self.assert_refused(snapshot, (["doctor"],))
        self.person.enroll("list")
        self.assertEqual(self.files(), before)
        self.assertEqual(self.seen(), ["BANK01"])
        self.tell("`list` makes it anew, as it was, and programs have the certificate again")

    def test_a_later_record_of_registrations(self):
        record = self.person.store / "registrations.json"
        record.write_text(LATER_DOCUMENT)
        self.assert_refused(record, (["register"], ["unregister"]))

    def test_a_later_configuration(self):
        file = self.person.home.directory / ".config/valux/valux.json"
        good = file.read_text()
        self.addCleanup(file.write_text, good)
        later = json.dumps({**json.loads(good), "settingOfLater": True})
        file.write_text(later)
        self.assert_refused(file, (
            ["list"], ["status"], ["select", "BANK01"], ["remove", "--yes", "BANK01"],
            ["renew", "BANK01"], self.new, ["resume"], ["repair"], ["alarm"], ["config"],
            ["config", "keyType", "ec-p384"], ["doctor"]),
            status=CONFIGURATION, words="settingOfLater")
        self.assertEqual(file.read_text(), later)
        self.assertEqual(self.seen(), ["BANK01"])
        self.tell("the file is as it was, and programs still have the certificate")


if __name__ == "__main__":
    case.main()
