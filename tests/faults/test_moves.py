# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
A store that was moved, or whose user or machine was changed, or that was restored from a backup:
what happened is said by name, with what to do. In a mount namespace of the test's own.
"""

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

    def test_nothing_is_said_while_all_is_as_it_was(self):
        self.assertEqual(self.user.renew().status, 0)
        self.user.assert_whole(2)

    def test_a_renamed_user_is_named(self):
        self.name("renamed", 0)
        self.say("belong to the logon user keeper, and you are renamed now", "usermod --login",
                 "have them revoked", command=("retire", "--yes"))

    def test_another_machine_is_named(self):
        self.overlay("/etc/machine-id", MACHINE[::-1] + "\n")
        self.say("belong to another machine", "/etc/machine-id", "have them revoked",
                 command=("retire", "--yes"))
        self.assertEqual(len(self.user.catalogue()), 1)

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
        self.assertEqual(self.user.run([ENROLL, "repair"]).status, 0)
        self.assertEqual(len(self.user.catalogue()), 2)

    def test_a_newer_catalogue_with_an_older_key_database_names_the_key_that_is_missing(self):
        restore = self.backup("nssdb")
        self.assertEqual(self.user.renew().status, 0)
        restore()
        self.say(NICKNAME, "key")

    def test_a_whole_older_store_works_and_is_renewed_again(self):
        restore = self.backup("catalogue.json", "snapshot", "nssdb", "seal")
        self.assertEqual(self.user.renew().status, 0)
        restore()
        result = self.user.renew()
        self.assertEqual(result.status, 0, result)
        self.assertEqual(len(self.user.catalogue()), 2)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        sys.exit(enter_namespace())
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
