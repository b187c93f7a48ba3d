#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Places that are not the user's: every command refuses, and nothing is made, changed or sent."""

import json
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, languages, product, sandbox_centre, workplace

CONFIGURATION, STORE = 4, 5
STRANGER = "nobody"


def tree(directory):
    """Each file and directory below, with its owner, mode and content."""
    found = {}
    for path in sorted(directory.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        found[str(path)] = (status.st_uid, status.st_mode, content)
    return found


class Owners(unittest.TestCase):
    """Root, with a certificate of its own, and a stranger with a home."""

    def setUp(self):
        if os.geteuid() != 0:
            self.fail("these tests work with the files of several users: run them as root")
        self.place = self.enterContext(workplace.Workplace())
        self.centre = sandbox_centre.start_in(self.place, case.ProgramCase.programs.centre,
                                              "--key-types", "ec-p256")
        self.person = product.Person(case.ProgramCase.programs, self.place.home("person"),
                                     self.centre)
        self.person.acquire("BANK01", "ec-p256")
        self.stranger = self.place.home("stranger", STRANGER)

    def commands(self):
        """A command line of each command that would do something."""
        letter = self.centre.send_letter()
        otp = self.person.home.write("otp", letter.one_time_password)
        passphrase = self.person.home.write("passphrase", letter.passphrase)
        new = ["new", "--company-id", letter.company_id, "--certificate-id",
               letter.certificate_id, "--nickname", "BANK02", "--otp-file", otp,
               "--passphrase-file", passphrase]
        pin = self.person.home.write("pin", "a PIN of the tests")
        lines = [new, ["renew", "BANK01"], ["resume"], ["list"], ["status"], ["status", "--sync"],
                 ["select", "BANK01"], ["remove", "--yes", "--even-selected", "BANK01"],
                 ["retire", "--yes"], ["repair"],
                 ["register"], ["unregister"], ["doctor"], ["alarm"], ["config"],
                 ["custody"], ["custody", "--new-pin-file", pin, "pin"],
                 ["unlock", "--pin-file", pin], ["lock"],
                 ["config", "exposure", "usable"]]
        self.assertEqual({line[0] for line in lines}, set(self.person.commands()))
        return lines

    def assert_refused(self, variables, *phrases, home=None):
        """Every command refuses in both languages, and leaves everything as it was."""
        home = home or self.person.home
        commands = self.commands()
        before = tree(self.place.directory)
        for command in commands:
            for language in ("en", "ja"):
                told = home.run([self.person.product.enroll, *command],
                                {**variables, **languages.environment(language)},
                                status=STORE)
                for phrase in phrases:
                    self.assertIn(phrase, told, command)
                self.assertEqual("belongs to" in told or "is not an" in told, language == "en")
        self.assertEqual(tree(self.place.directory), before)
        issued = json.loads(self.person.home.run(
            [self.person.product.centre, "list", "--state", self.centre.directory]))
        self.assertEqual(len(issued["requests"]), 1, issued)
        print(f"    {told.strip()}", file=sys.stderr)

    def test_root_with_another_users_home_is_refused(self):
        self.stranger.write(".config/valux/valux.json",
                            json.dumps(self.person.configuration))
        self.assert_refused(self.stranger.environment, str(self.stranger.directory), STRANGER,
                            "sudo")

    def test_each_variable_that_names_another_users_place_is_refused(self):
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            value = self.stranger.environment[name]
            self.assert_refused({name: value}, value, STRANGER)
        directory = self.stranger.make_directory("store")
        self.assert_refused({"VALUX_HOME": str(directory)}, str(directory), STRANGER)
        self.assert_refused({"VALUX_HOME": str(directory / "not/there/yet")}, str(directory),
                            STRANGER)

    def test_a_store_of_roots_in_another_users_home_is_refused(self):
        left = self.stranger.make_directory("left")
        os.chown(left, 0, 0)
        self.assert_refused({"VALUX_HOME": str(left)}, str(self.stranger.directory), STRANGER)
        self.assert_refused({"XDG_DATA_HOME": str(left)}, str(self.stranger.directory), STRANGER)

    def test_a_link_into_another_users_directory_is_not_followed(self):
        target = self.stranger.make_directory("target")
        for name in (".local/share/valux", ".config/valux"):
            link = self.person.home.directory / name
            kept = link.with_name("kept")
            link.rename(kept)
            link.symlink_to(target)
            self.assert_refused({}, STRANGER)
            link.unlink()
            kept.rename(link)

    def test_another_users_link_to_a_directory_of_roots_is_not_followed(self):
        target = self.place.own_directory("roots")
        link = self.stranger.directory / "link"
        link.symlink_to(target)
        os.chown(link, self.stranger.user.pw_uid, self.stranger.user.pw_gid,
                 follow_symlinks=False)
        self.assert_refused({"VALUX_HOME": str(link)}, str(link), STRANGER)
        self.assert_refused({"VALUX_HOME": str(link / "store")}, str(link), STRANGER)
        self.assert_refused({"XDG_CONFIG_HOME": str(link)}, str(link), STRANGER)

    def test_a_user_with_roots_home_is_refused_and_told_to_whom_it_belongs(self):
        for path in ("otp", "passphrase"):
            self.person.home.write(path, "")
        self.person.home.directory.chmod(0o700)
        home = workplace.Home(self.place, self.stranger.directory, self.stranger.user)
        home.environment = {**self.person.home.environment}
        self.assert_refused({}, str(self.person.home.directory), STRANGER, "root", "chown",
                            home=home)

    def test_what_root_left_in_a_users_home_is_named_to_the_user(self):
        left = self.stranger.make_directory(".local/share/valux")
        os.chown(left, 0, 0)
        self.assert_refused({}, str(left), "root", "chown", home=self.stranger)

    def test_a_users_own_home_below_directories_of_others_is_used(self):
        self.assertIn("no certificate yet",
                      self.stranger.run([self.person.product.enroll, "list"]))
        os.chown(self.place.directory, 1, 1)
        self.assertIn("no certificate yet",
                      self.stranger.run([self.person.product.enroll, "list"]))

    def assert_file_refused(self, path, *commands):
        """The commands refuse a file of the store that is not the user's alone."""
        file = self.person.store / path
        mode = file.stat().st_mode & 0o777
        for owner, extra, phrase in ((0, 0o020, "may be written by other users"),
                                     (0, 0o002, "may be written by other users"),
                                     (1, 0, "belongs to another user")):
            os.chown(file, owner, owner)
            file.chmod(mode | extra)
            before = tree(self.place.directory)
            for command in commands:
                told = self.person.enroll(*command, status=STORE)
                self.assertIn(phrase, told, command)
                self.assertIn(path, told, command)
            self.assertEqual(tree(self.place.directory), before)
            os.chown(file, 0, 0)
            file.chmod(mode)

    def test_a_key_database_that_others_own_or_may_write_is_refused(self):
        for path in ("nssdb", "nssdb/key4.db", "nssdb/cert9.db"):
            self.assert_file_refused(path, ["remove", "--yes", "--even-selected", "BANK01"],
                                     ["status", "--sync"], ["repair"], ["doctor"])
        self.person.enroll("status", "--sync")

    def test_journals_that_others_could_have_written_are_refused(self):
        self.assert_file_refused("pending", ["resume"], ["resume", "--list"], ["doctor"],
                                 self.commands()[0])
        self.person.enroll("resume")

    def test_a_configuration_that_others_could_have_written_is_refused(self):
        file = self.person.home.directory / ".config/valux/valux.json"
        for owner, mode in ((0, 0o664), (0, 0o606), (1, 0o644)):
            os.chown(file, owner, owner)
            file.chmod(mode)
            before = tree(self.place.directory)
            for command in (["list"], ["config"], self.commands()[0], ["doctor"]):
                told = self.person.enroll(*command, status=CONFIGURATION)
                self.assertIn(f"{file} is not used", told)
            self.assertIn(str(file), self.person.enroll("config", "exposure", "usable",
                                                        status=STORE))
            os.chown(file, 0, 0)
            file.chmod(mode)
            self.assertEqual(file.read_bytes(), before[str(file)][2])
        file.chmod(0o644)
        self.person.enroll("config", "exposure", "usable")

    def assert_linked(self, link, file):
        """Reading and `config` go by the file, and the link stays."""
        self.person.enroll("config", "exposure", "usable")
        self.assertEqual(json.loads(file.read_text())["exposure"], "usable")
        self.assertTrue(link.is_symlink())
        self.assertEqual(json.loads(self.person.enroll("config"))["exposure"], "usable")
        self.person.enroll("config", "--unset", "exposure")
        self.assertTrue(link.is_symlink())
        self.assertNotIn("exposure", json.loads(file.read_text()))
        self.assertEqual([path.name for path in file.parent.iterdir()], [file.name])

    def test_a_configuration_behind_the_users_own_link_is_read_and_changed(self):
        file = self.person.home.directory / ".config/valux/valux.json"
        kept = self.person.home.make_directory("dotfiles/valux") / "valux.json"
        file.rename(kept)
        file.symlink_to("../../dotfiles/valux/valux.json")
        self.assert_linked(file, kept)
        other = self.person.home.make_directory("links") / "valux.json"
        other.symlink_to(kept)
        file.unlink()
        file.symlink_to(other)
        self.assert_linked(file, kept)
        file.unlink()
        file.parent.rmdir()
        file.parent.symlink_to(kept.parent)
        self.assert_linked(file.parent, kept)

    def test_a_configuration_behind_a_link_to_what_is_not_the_users_is_left_alone(self):
        file = self.person.home.directory / ".config/valux/valux.json"
        good = file.read_text()
        file.unlink()
        theirs = self.stranger.write("valux.json", good)
        file.symlink_to(theirs)
        self.assertIn("is not used", self.person.enroll("list", status=CONFIGURATION))
        told = self.person.enroll("config", "exposure", "usable", status=CONFIGURATION)
        self.assertIn(f"{theirs.parent} belongs to another user", told)
        self.assertEqual(theirs.read_text(), good)
        os.chown(theirs, 0, 0)
        self.person.enroll("config", "exposure", "usable", status=CONFIGURATION)
        self.assertEqual(theirs.read_text(), good)
        theirs.unlink()
        told = self.person.enroll("config", "exposure", "usable", status=CONFIGURATION)
        self.assertIn(str(file), told)
        self.assertTrue(file.is_symlink())

    def test_a_configuration_of_roots_behind_a_users_link_is_read_but_not_changed(self):
        kept = self.place.own_directory("kept") / "valux.json"
        kept.write_text('{"exposure": "usable"}')
        kept.chmod(0o444)
        link = self.stranger.make_directory(".config/valux") / "valux.json"
        link.symlink_to(kept)
        enroll = self.person.product.enroll
        self.assertEqual(json.loads(self.stranger.run([enroll, "config"]))["exposure"], "usable")
        self.stranger.run([enroll, "config", "exposure", "selected"], status=CONFIGURATION)
        self.assertEqual(kept.read_text(), '{"exposure": "usable"}')
        self.assertTrue(link.is_symlink())

    def test_policies_for_the_machine_need_no_home(self):
        root = self.place.own_directory("root")
        self.person.home.run([self.person.product.enroll, "register", "--policy", "--root", root],
                             self.stranger.environment)
        self.person.home.run([self.person.product.enroll, "unregister", "--policy", "--root",
                              root], self.stranger.environment)

    def test_a_valux_home_that_is_no_absolute_path_is_named(self):
        for value in ("store", "./store", "~/store"):
            self.assert_refused({"VALUX_HOME": value}, "VALUX_HOME", value)
        self.assertEqual(self.person.home.run([self.person.product.enroll, "list"],
                                              {"VALUX_HOME": ""}), self.person.enroll("list"))


if __name__ == "__main__":
    case.main()
