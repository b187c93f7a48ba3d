#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""`valux-enroll doctor` finds what is wrong between store and program, and says what to do."""

import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, product, sandbox_centre, workplace

STORE, PENDING, PROGRAM, NOT_FOUND = 5, 10, 11, 12


class Doctor(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        cls.programs_copy = case.ProgramCase.programs.copy_to(cls.place.own_directory("programs"))
        cls.centre = sandbox_centre.start_in(cls.place, cls.programs_copy.centre)
        cls.person = product.Person(cls.programs_copy, cls.place.home("person"), cls.centre)
        cls.person.acquire("first01", "ec-p256")
        cls.person.register()

    def setUp(self):
        """Keeps a copy of home and programs, which is put back after the case."""
        for name, directory in (("home", self.person.home.directory),
                                ("programs", self.programs_copy.build)):
            kept = self.place.directory / f"kept-{name}"
            shutil.copytree(directory, kept, symlinks=True)
            self.addCleanup(self.put_back, kept, directory)

    @staticmethod
    def put_back(kept, directory):
        shutil.rmtree(directory)
        kept.rename(directory)

    def wrong(self, status):
        """Runs doctor; returns {step: message} of what is wrong."""
        report = json.loads(self.person.enroll("doctor", "--json", status=status))
        found = {}
        for finding in report["findings"]:
            if finding["verdict"] == "wrong":
                found.setdefault(finding["step"], finding["message"])
        self.tell(f"exit status {status}: {found or 'nothing is wrong'}")
        return found

    def assert_wrong(self, status, steps, advice):
        """Exactly these steps are wrong, and the first one's message has the advice."""
        found = self.wrong(status)
        self.assertEqual(list(found), steps)
        self.assertIn(advice, found[steps[0]])

    def test_nothing_is_wrong_with_a_store_in_order(self):
        self.assertEqual(self.wrong(0), {})
        lines = self.person.enroll("doctor").splitlines()
        # The home of a test has no systemd user manager, which would have the agent's socket.
        told, = [line for line in lines if not line.startswith("right: ")]
        self.assertRegex(told, "^note: .*No systemd user manager runs")
        self.assertEqual(sum("The signer starts and signs" in line for line in lines), 1)

    def test_it_changes_nothing(self):
        def state():
            return {path: (path.stat().st_mtime_ns, path.stat().st_ino)
                    for path in self.person.home.directory.rglob("*") if path.is_file()}
        before = state()
        self.person.enroll("doctor")
        self.assertEqual(state(), before)

    def older_modules(self):
        """The notes on programs that want a restart."""
        report = json.loads(self.person.enroll("doctor", "--json", status=None))
        return [finding["message"] for finding in report["findings"]
                if finding["verdict"] == "note" and "older module" in finding["message"]]

    def test_a_running_program_with_a_replaced_module_is_to_be_restarted(self):
        client, mine = self.start_client_with(self.programs_copy.module)
        key_id = self.person.certificate("first01").key_id
        self.assertEqual(client.ask(f"open a first01 {key_id}", "^opened$"), "opened")
        self.assertNotIn(mine, " ".join(self.older_modules()))
        replacement = self.programs_copy.module.with_name("replacement")
        shutil.copy(self.programs_copy.module, replacement)
        replacement.rename(self.programs_copy.module)
        self.assertEqual([note for note in self.older_modules() if note.startswith(mine)],
                         [f"{mine} still has an older module. Restart it."])
        self.tell(f"{mine}: restart it")
        client.stop()
        self.assertNotIn(mine, " ".join(self.older_modules()))

    def start_client_with(self, module):
        """A program that has loaded this module; returns it and how doctor calls it."""
        client = self.person.home.start(
            [case.ProgramCase.programs.build / "bin/gnutls-client", module], commands=True)
        self.addCleanup(client.stop)
        return client, f"gnutls-client (process {client.pid})"

    def test_a_running_program_whose_module_reads_another_snapshot_version_is_named(self):
        mark = b"VALUX for NSS reads snapshots of version "
        content = self.programs_copy.module.read_bytes()
        self.assertEqual(content.count(mark), 1)
        version = content.index(mark) + len(mark)
        other = self.programs_copy.build / "other" / self.programs_copy.module.name
        other.parent.mkdir()
        for what, number, verdicts in (("the same version", content[version], []),
                                       ("another version", content[version] - 1, ["note"])):
            other.write_bytes(content[:version] + bytes([number]) + content[version + 1:])
            client, mine = self.start_client_with(other)
            report = json.loads(self.person.enroll("doctor", "--json", status=None))
            notes = [finding for finding in report["findings"]
                     if finding["message"].startswith(mine)]
            self.assertEqual([note["verdict"] for note in notes], verdicts)
            for note in notes:
                self.assertIn(f"has the module {other}, which can't read", note["message"])
            self.tell(f"a program with another copy of the module, {what}: {verdicts or 'fine'}")
            client.stop()
            other.unlink()

    def test_without_a_store_it_says_to_acquire_a_certificate(self):
        shutil.rmtree(self.person.store)
        self.assert_wrong(NOT_FOUND, ["store"], "valux-enroll new")

    def test_a_store_that_others_may_write_is_wrong(self):
        self.person.store.chmod(0o770)
        self.assert_wrong(STORE, ["store", "module"], "chmod 700")

    def test_a_damaged_catalogue_is_to_be_repaired(self):
        (self.person.store / "catalogue.json").write_text("{")
        self.assert_wrong(STORE, ["catalogue"], "valux-enroll repair")

    def test_a_missing_snapshot_is_made_anew_by_list(self):
        (self.person.store / "snapshot").unlink()
        found = self.wrong(STORE)
        self.assertIn("valux-enroll list", found["snapshot"])
        self.person.enroll("list")
        self.assertEqual(self.wrong(0), {})

    def test_a_seal_of_another_store_is_wrong_with_the_keys_and_the_signer(self):
        seal = self.person.store / "seal"
        seal.write_bytes(bytes(byte ^ 1 for byte in seal.read_bytes()))
        self.assert_wrong(STORE, ["keys", "signer"], "key database")

    def test_an_unfinished_acquisition_is_to_be_resumed(self):
        letter = self.centre.send_letter()
        faults = self.centre.directory / "faults"
        faults.write_text("pending\n")
        self.addCleanup(faults.unlink)
        self.person.enroll(
            "new", "--company-id", letter.company_id, "--certificate-id", letter.certificate_id,
            "--nickname", "second01", "--wait", "0", "--no-register",
            "--otp-file", self.person.home.write("otp", letter.one_time_password + "\n"),
            "--passphrase-file", self.person.home.write("phrase", letter.passphrase + "\n"),
            status=PENDING)
        self.assert_wrong(PENDING, ["pending"], "valux-enroll resume")

    def test_a_journal_that_cannot_be_read_is_wrong(self):
        journal = {"version": 1}
        (self.person.store / "pending").mkdir(exist_ok=True)
        path = self.person.store / "pending/0f0e0d0c-0b0a-4908-8706-050403020100.json"
        path.write_text(json.dumps(journal))
        path.chmod(0o600)
        found = self.wrong(STORE)
        self.assertIn(path.name, found["pending"])

    def test_a_store_without_a_selection_is_wrong(self):
        path = self.person.store / "catalogue.json"
        catalogue = json.loads(path.read_text())
        del catalogue["selected"]
        path.write_text(json.dumps(catalogue))
        self.person.enroll("list")
        self.assert_wrong(NOT_FOUND, ["selection"], "valux-enroll select")

    def test_a_module_that_is_missing_is_wrong(self):
        self.programs_copy.module.unlink()
        self.assert_wrong(PROGRAM, ["module"], "Install VALUX for NSS anew")

    def test_a_module_that_is_no_library_is_wrong(self):
        self.programs_copy.module.write_text("not a library")
        self.assert_wrong(PROGRAM, ["module", "program"], "libvalux-pkcs11.so")

    def test_a_signer_that_is_missing_is_wrong(self):
        self.programs_copy.signer.unlink()
        self.assert_wrong(PROGRAM, ["signer"], "The signer does not sign")

    def test_a_host_without_registration_is_wrong(self):
        self.person.enroll("unregister")
        self.assert_wrong(PROGRAM, ["program"], "valux-enroll register")

    def test_a_host_with_another_module_is_wrong(self):
        self.person.enroll("register", "--module", "/usr/lib/softhsm/libsofthsm2.so")
        self.assert_wrong(PROGRAM, ["program"], "/usr/lib/softhsm/libsofthsm2.so")


if __name__ == "__main__":
    case.main()
