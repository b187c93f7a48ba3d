# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
A store that was moved, or whose user or machine was changed, or that was restored from a backup:
what happened is said by name, with what to do. In a mount namespace of the test's own.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from enrolment import EXIT, NICKNAME, User, make_centre

INSIDE = "VALUX_TEST_INSIDE"
ENROLL, CENTRE = sys.argv[1:3]
DAY = 86400
MACHINE = "0123456789abcdef0123456789abcdef"


def enter_namespace():
    """Runs this script again in a mount namespace, as root."""
    become_root = [] if os.getuid() == 0 else ["sudo", "-n"]
    return subprocess.run([*become_root, "env", f"PATH={os.environ['PATH']}", f"{INSIDE}=1",
                           "unshare", "--mount", "--propagation", "private", sys.executable, "-B",
                           *sys.argv], check=False).returncode


class Moves(unittest.TestCase):
    def setUp(self):
        self.centre = self.enterContext(make_centre(CENTRE))
        self.user = self.enterContext(User(ENROLL, self.centre))
        self.overlay("/etc/machine-id", MACHINE + "\n")
        self.name("keeper", 0)
        self.assertEqual(self.user.new().status, 0)

    def overlay(self, path, text):
        """Lays a file of this text over the machine's, until the test's end."""
        file = pathlib.Path(self.user.path(path.replace("/", "-")))
        file.write_text(text, encoding="ascii")
        subprocess.run(["mount", "--bind", file, path], check=True)
        self.addCleanup(subprocess.run, ["umount", path], check=True)

    def name(self, name, uid):
        self.overlay("/etc/passwd", f"{name}:x:{uid}:0::/nonexistent:/bin/sh\n")

    def say(self, *phrases, command=("doctor",), status="store"):
        """The command, and `doctor`, say it."""
        for words in {command, ("doctor",)}:
            result = self.user.run([ENROLL, *words])
            told = " ".join((result.out + result.err).split())
            for phrase in phrases:
                self.assertIn(phrase, told, words)
            if words == command:
                self.assertEqual(result.status, EXIT[status], result)
        print("    said:", phrases[0], flush=True)

    CONTACT = "0120-000-000, weekdays 9 to 17"

    def say_everywhere(self, *phrases):
        """Commands that only look say it too, with whom to ask, and promise nothing."""
        self.user.set("centre.contact", self.CONTACT)
        for words in (("status",), ("alarm",), ("alarm", "--quiet"), ("doctor",),
                      ("list", "--check")):
            result = self.user.run([ENROLL, *words])
            self.assertEqual(result.status, EXIT["store"], (words, result))
            told = " ".join((result.out + result.err).split())
            for phrase in (*phrases, self.CONTACT):
                self.assertIn(phrase, told, words)
            self.assertNotIn("renewed automatically", told)

    def test_nothing_is_said_while_all_is_as_it_was(self):
        self.assertEqual(self.user.renew().status, 0)
        self.user.assert_whole(2)
        # 20: the period ends in some days
        for words, status in ((("status",), 0), (("alarm",), 20), (("list", "--check"), 0)):
            result = self.user.run([ENROLL, *words])
            self.assertEqual((result.status, result.err), (status, ""), words)

    def test_a_renamed_user_is_named(self):
        self.name("renamed", 0)
        self.say("belong to the logon user keeper, and you are renamed now", "usermod --login",
                 "have them revoked", command=("retire", "--yes"))
        self.say_everywhere("belong to the logon user keeper", "have them revoked")

    def test_another_machine_is_named(self):
        self.overlay("/etc/machine-id", MACHINE[::-1] + "\n")
        self.say("belong to another machine", "/etc/machine-id", "have them revoked",
                 command=("retire", "--yes"))
        self.assertEqual(len(self.user.catalogue()), 1)
        self.say_everywhere("belong to another machine", "have them revoked")

    def test_a_store_of_which_a_part_is_missing_is_named(self):
        for name in ("seal", "nssdb"):
            with self.subTest(name):
                part = pathlib.Path(self.user.store) / name
                away = part.rename(self.user.path("away"))
                self.say_everywhere("A part of the store is missing", "put the whole store back",
                                    "have the certificates revoked")
                result = self.user.run([ENROLL, "select", NICKNAME])
                self.assertEqual(result.status, 0, result)
                self.assertIn("A part of the store is missing", " ".join(result.err.split()))
                away.rename(part)
        self.assertEqual(self.user.run([ENROLL, "status"]).status, 0)
        shutil.move(pathlib.Path(self.user.store) / "nssdb/key4.db", self.user.path("away"))
        self.say_everywhere("key database")

    def test_a_changed_user_number_is_named(self):
        """The store was given to the new number, as usermod does."""
        self.name("keeper", 0)
        uid = 23456
        program = shutil.copy(ENROLL, self.user.home)
        self.overlay("/etc/passwd", f"keeper:x:{uid}:0::/nonexistent:/bin/sh\n")
        subprocess.run(["chown", "-R", str(uid), self.user.home], check=True)
        result = subprocess.run([program, "retire", "--yes"], env=self.user.environment(),
                                user=uid, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, EXIT["store"], result)
        self.assertIn(f"the user number 0 of keeper, whose number is {uid} now", result.stderr)
        self.assertIn("usermod --uid", result.stderr)

    def backup(self, *names):
        """Keeps these files of the store; returns what puts them back."""
        kept = pathlib.Path(self.user.path("backup"))
        kept.mkdir()
        for name in names:
            source = pathlib.Path(self.user.store) / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, kept / name)

        def restore():
            for name in names:
                target = pathlib.Path(self.user.store) / name
                if target.is_dir():
                    shutil.rmtree(target)
                    shutil.copytree(kept / name, target)
                else:
                    shutil.copy(kept / name, target)
        return restore

    def test_a_seal_of_another_backup_is_named(self):
        with open(os.path.join(self.user.store, "seal"), "r+b") as seal:
            seal.write(b"x" * 32)
        self.say("seal and its key database do not belong together", "the whole store from one",
                 command=("retire", "--yes"))

    def test_an_older_catalogue_with_a_newer_key_database_is_repaired(self):
        restore = self.backup("catalogue.json", "snapshot")
        self.assertEqual(self.user.renew().status, 0)
        restore()
        self.say("valux-enroll repair")
        for words in (("doctor",), ("status",)):
            result = self.user.run([ENROLL, *words])
            told = " ".join((result.out + result.err).split())
            self.assertIn("valux-enroll repair", told)
            self.assertNotIn("revoked by the VALUX centre", told)
        self.assertEqual(self.user.run([ENROLL, "repair"]).status, 0)
        self.assertEqual(len(self.user.catalogue()), 2)

    def test_a_newer_catalogue_with_an_older_key_database_names_the_key_that_is_missing(self):
        restore = self.backup("nssdb")
        self.assertEqual(self.user.renew().status, 0)
        restore()
        self.say(NICKNAME, "key")

    WHOLE = ("catalogue.json", "snapshot", "nssdb", "seal")
    OLDER = "The store is older than it was"

    def notes(self):
        """The notes of how far stores have come, and whatever lies beside them."""
        directory = pathlib.Path(self.user.home) / ".local/state/valux"
        return sorted(directory.iterdir()) if directory.is_dir() else []

    def assert_told(self, told, *commands):
        for words in commands or (("status",), ("doctor",), ("list", "--check"),
                                  ("select", NICKNAME)):
            result = self.user.run([ENROLL, *words])
            self.assertEqual(self.OLDER in " ".join((result.out + result.err).split()), told,
                             (words, result))
        print("    an older store is", "told" if told else "not told", flush=True)

    def make_older(self):
        restore = self.backup(*self.WHOLE)
        self.assertEqual(self.user.renew().status, 0)
        restore()

    def test_a_whole_older_store_is_named_with_what_it_lacks(self):
        restore = self.backup(*self.WHOLE)
        self.assertEqual(self.user.renew().status, 0)
        serial = next(entry["serialNumber"] for entry in
                      json.loads(self.user.run([ENROLL, "list", "--json"]).out)["certificates"]
                      if not entry["superseded"])
        restore()
        self.user.set("centre.contact", self.CONTACT)
        for command in (("doctor",), ("list", "--check")):
            self.say(self.OLDER, f"{NICKNAME}, serial number {serial}", "valux-enroll repair",
                     self.CONTACT, command=command, status="store")
        self.assert_told(True)
        for _ in range(5):  # whatever is written meanwhile
            self.assertEqual(self.user.run([ENROLL, "select", NICKNAME]).status, 0)
        self.assert_told(True)

    def test_an_older_store_works_and_is_renewed_again_and_repair_accepts_it(self):
        self.make_older()
        result = self.user.renew()
        self.assertEqual(result.status, 0, result)
        self.assertIn(self.OLDER, result.err)
        self.assertEqual(len(self.user.catalogue()), 2)
        self.assert_told(True)
        result = self.user.run([ENROLL, "repair"])
        self.assertEqual(result.status, 0, result)
        self.assertIn(self.OLDER, result.err)
        self.assert_told(False)
        self.assertEqual(self.user.run([ENROLL, "repair"]).err, "")

    def test_a_newer_backup_over_an_older_one_ends_it(self):
        self.make_older()
        shutil.rmtree(self.user.path("backup"))
        self.assertEqual(self.user.run([ENROLL, "repair"]).status, 0)
        newer = self.backup(*self.WHOLE)
        self.assertEqual(self.user.renew().status, 0)
        newest = pathlib.Path(self.user.path("newest"))
        shutil.copytree(self.user.store, newest)
        newer()
        self.assert_told(True)
        shutil.rmtree(self.user.store)
        newest.rename(self.user.store)
        self.assertEqual(len(self.user.catalogue()), 2)
        for _ in range(4):
            self.user.run([ENROLL, "select", NICKNAME])
        self.assert_told(False)

    def test_a_note_that_cannot_be_written_or_read_stops_nothing(self):
        for note in self.notes():
            note.unlink()
        directory = pathlib.Path(self.user.home) / ".local/state/valux"
        directory.rmdir()
        directory.write_text("no directory", encoding="ascii")
        self.assertEqual(self.user.renew().status, 0)
        self.assert_told(False)
        directory.unlink()
        self.assertEqual(self.user.run([ENROLL, "select", NICKNAME]).status, 0)
        note, = self.notes()
        for text in ("", "{}", '{"version": 99, "generation": 1, "certificates": []}',
                     '{"version": 1, "generation": 900, "certificates": [{"keyId": 1}]}'):
            note.write_text(text, encoding="ascii")
            result = self.user.run([ENROLL, "doctor"])
            self.assertIn("put back from an older backup is not known", result.out)
            self.assertEqual(self.user.run([ENROLL, "select", NICKNAME]).status, 0)
            self.assert_told(False)

    def test_another_store_of_the_same_user_and_a_moved_one_are_not_older(self):
        self.assertEqual(self.user.renew().status, 0)
        moved = self.user.path("moved")
        os.rename(self.user.store, moved)
        self.user.store = moved
        self.assert_told(False)
        self.assertEqual(len(self.notes()), 2)

    def test_a_store_that_was_removed_and_made_anew_is_not_older(self):
        self.assertEqual(self.user.renew().status, 0)
        shutil.rmtree(self.user.store)
        self.user.write("otp", "SecondOtp000")
        self.centre.add_letter("SecondOtp000")
        result = self.user.new()
        self.assertEqual(result.status, 0, result)
        self.assert_told(False)

    def test_a_store_that_another_machine_has_written_is_not_older(self):
        """Two machines with one store: each has a home and a note of its own."""
        other = {"XDG_STATE_HOME": self.user.path("other-state")}
        for _ in range(3):
            self.user.run([ENROLL, "select", NICKNAME], environment=other)
        self.assertEqual(self.user.run(self.user.command_renew(), environment=other).status, 0)
        self.assert_told(False)
        self.assertEqual(self.user.run([ENROLL, "retire", "--yes"]).status, 0)
        result = self.user.run([ENROLL, "doctor"], environment=other)
        self.assertNotIn(self.OLDER, result.out)

    def test_what_a_person_has_removed_is_not_missing(self):
        restore = self.backup(*self.WHOLE)
        self.assertEqual(self.user.run([ENROLL, "retire", "--yes"]).status, 0)
        restore()
        self.assert_told(False)

    def test_a_note_that_a_kill_has_left_behind_the_store_catches_up(self):
        note, = self.notes()
        before = note.read_bytes()
        restore = self.backup(*self.WHOLE)
        self.assertEqual(self.user.renew().status, 0)
        note.write_bytes(before)
        (note.parent / f".{note.name}.0123456789abcdef").write_text("half", encoding="ascii")
        self.assert_told(False)
        self.assertEqual(self.notes(), [note])
        restore()
        self.assert_told(True)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        sys.exit(enter_namespace())
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
