#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Registration of a PKCS#11 module with the programs' NSS databases by valux-enroll.

Usage: test_registration.py VALUX_ENROLL [unittest's arguments]
"""

import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import registration_case
from registration_case import EXIT_PROGRAM, GROUP, INTERNAL, PROXY, SOFTHSM, TRUST, USER


class RegistrationTest(registration_case.RegistrationCase):
    # Shared databases --------------------------------------------------------------------------

    def test_missing_shared_databases_are_made_private_and_without_password(self):
        programs = self.register()
        self.assertEqual(set(programs), {self.pki, self.xdg_pki})
        for directory in programs:
            self.assertEqual(programs[directory]["outcome"], "done")
            self.assertEqual(self.modules(directory), {INTERNAL: "", "VALUX": SOFTHSM})
            self.assertEqual(directory.stat().st_mode & 0o777, 0o700)
            self.assertEqual(directory.parent.stat().st_mode & 0o777, 0o700)
            for name in ("cert9.db", "key4.db", "pkcs11.txt"):
                self.assertEqual((directory / name).stat().st_mode & 0o777, 0o600)
            self.add_certificate(directory)  # asks for no password

    def test_a_second_register_changes_nothing(self):
        self.register()
        before = {path: (path / "pkcs11.txt").read_bytes() for path in (self.pki, self.xdg_pki)}
        for program in self.register().values():
            self.assertEqual(program["outcome"], "already")
        for path, text in before.items():
            self.assertEqual((path / "pkcs11.txt").read_bytes(), text)

    def test_a_registration_with_another_path_is_replaced(self):
        self.register(module=TRUST)
        for program in self.register().values():
            self.assertEqual(program["outcome"], "replaced")
        self.assertEqual(self.modules(self.pki), {INTERNAL: "", "VALUX": SOFTHSM})

    def test_a_registration_of_a_library_that_is_gone_is_replaced(self):
        gone = self.directory / "gone.so"
        shutil.copy(SOFTHSM, gone)
        self.register(module=gone)
        gone.unlink()
        for program in self.register().values():
            self.assertEqual(program["outcome"], "replaced")
        self.assertEqual(self.modules(self.pki), {INTERNAL: "", "VALUX": SOFTHSM})

    def test_a_registration_of_a_library_that_is_gone_is_taken_back(self):
        gone = self.directory / "gone.so"
        shutil.copy(SOFTHSM, gone)
        before = self.tree()
        self.register(module=gone)
        gone.unlink()
        self.unregister()
        self.assertEqual([path for path in self.tree() if path not in before],
                         [".local", ".local/share"])

    def test_unregister_takes_back_databases_and_directories_that_register_made(self):
        self.make_directory(".local", "share")
        before = self.tree()
        self.register()
        self.assertNotEqual(self.tree(), before)
        for program in self.unregister().values():
            self.assertEqual(program["outcome"], "done")
        self.assertEqual(self.tree(), before)
        self.assertFalse((self.home / ".local/share/valux/registrations.json").exists())
        for program in self.unregister().values():
            self.assertEqual(program["outcome"], "already")
        self.assertEqual(self.tree(), before)

    def test_unregister_without_a_store_makes_none(self):
        self.unregister()
        self.assertEqual(list(self.home.iterdir()), [])

    def test_a_database_of_somebody_elses_stays_with_its_other_modules_to_the_byte(self):
        self.make_database(".pki", "nssdb")
        self.add_module(self.pki, "Trust", TRUST)
        self.add_module(self.pki, "Hardware", SOFTHSM)
        listing = self.pki / "pkcs11.txt"
        listing.chmod(0o640)
        before = listing.read_bytes()
        # Another library than the one above, since NSS would load the same one twice.
        copy = self.directory / "copy.so"
        shutil.copy(SOFTHSM, copy)
        self.register(module=copy)
        self.assertEqual(self.modules(self.pki), {INTERNAL: "", "Trust": str(TRUST),
                                                  "Hardware": SOFTHSM, "VALUX": str(copy)})
        self.assertTrue(listing.read_bytes().startswith(before.rstrip(b"\n")))
        self.unregister()
        self.assertEqual(listing.read_bytes().rstrip(b"\n"), before.rstrip(b"\n"))
        self.assertEqual(listing.stat().st_mode & 0o777 & ~0o640, 0)
        self.assertEqual(self.modules(self.pki),
                         {INTERNAL: "", "Trust": str(TRUST), "Hardware": SOFTHSM})

    def test_a_database_that_got_a_certificate_stays(self):
        self.register()
        self.add_certificate(self.pki)
        self.unregister()
        self.assertEqual(self.modules(self.pki), {INTERNAL: ""})
        listed = self.run_tool("certutil", "-L", "-d", f"sql:{self.pki}", "-n", "mine")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertFalse(self.xdg_pki.exists())

    def test_a_database_that_got_another_module_stays(self):
        self.register()
        self.add_module(self.pki, "Trust", TRUST)
        self.unregister()
        self.assertEqual(self.modules(self.pki), {INTERNAL: "", "Trust": str(TRUST)})

    def test_a_database_that_got_a_password_stays(self):
        self.register()
        secret = self.directory / "password"
        secret.write_text("correct horse\n")
        empty = self.directory / "empty"
        empty.write_text("\n")
        done = self.run_tool("certutil", "-W", "-d", f"sql:{self.pki}", "-f", empty, "-@", secret)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.unregister()
        self.assertEqual(self.modules(self.pki), {INTERNAL: ""})

    def test_a_directory_in_which_something_else_lies_stays(self):
        self.register()
        self.write(self.home / ".pki/notes", "mine")
        self.unregister()
        self.assertFalse(self.pki.exists())
        self.assertTrue((self.home / ".pki/notes").exists())

    # Profiles ----------------------------------------------------------------------------------

    def test_profiles_of_firefox_and_thunderbird_are_found_by_their_lists(self):
        elsewhere = self.make_directory("else where's")
        firefox = self.make_profiles(
            ".mozilla", "firefox", profiles=["a.default", "fresh"],
            ini="[Profile0]\nName=default\nIsRelative=1\nPath=a.default\n\n"
                "[Profile1]\nName=fresh\nPath=fresh\n\n"
                "[Profile2]\nName=not there\nPath=missing\n\n"
                f"[Profile3]\nName=far\nIsRelative=0\nPath={elsewhere}\n")
        self.run_tool("certutil", "-N", "-d", f"sql:{firefox[0]}", "--empty-password")
        recent = self.make_profiles(".config", "mozilla", "firefox", profiles=["b.default"],
                                    ini="[Install1]\r\nDefault=b.default\r\n"
                                        "[Profile0]\r\nName=recent\r\nPath=b.default\r\n")
        mail = self.make_profiles(".thunderbird", profiles=["c.default"],
                                  ini="[Profile0]\nName=mail\nPath=c.default\n")
        programs = self.register()
        names = {program["profile"]: program["kind"] for program in programs.values()
                 if program["kind"] != "shared"}
        self.assertEqual(names, {"default": "firefox", "fresh": "firefox", "far": "firefox",
                                 "recent": "firefox", "mail": "thunderbird"})
        for directory in [*firefox, elsewhere, *recent, *mail]:
            self.assertEqual(programs[directory]["outcome"], "done")
            self.assertEqual(self.modules(directory), {INTERNAL: "", "VALUX": SOFTHSM})
        self.unregister()
        self.assertEqual(self.modules(firefox[0]), {INTERNAL: ""})
        for directory in [firefox[1], elsewhere, *recent, *mail]:
            self.assertEqual(list(directory.iterdir()), [], "a profile is emptied, not removed")

    def test_the_xdg_variables_are_followed(self):
        self.environment["XDG_CONFIG_HOME"] = str(self.home / "conf")
        self.environment["XDG_DATA_HOME"] = str(self.home / "data")
        profile, = self.make_profiles("conf", "mozilla", "firefox", profiles=["p"],
                                      ini="[Profile0]\nPath=p\n")
        programs = self.register()
        self.assertEqual(set(programs), {self.pki, self.home / "data/pki/nssdb", profile})

    def test_a_profile_that_is_reached_on_two_ways_is_registered_once(self):
        profile, = self.make_profiles(".mozilla", "firefox", profiles=["p"],
                                      ini="[Profile0]\nName=one\nPath=p\n"
                                          "[Profile1]\nName=two\nPath=link\n")
        os.symlink("p", profile.parent / "link")
        self.make_directory(".config", "mozilla")
        os.symlink(profile.parent, self.home / ".config/mozilla/firefox")
        programs = self.register()
        self.assertEqual([program["directory"] for program in programs.values()
                          if program["kind"] == "firefox"], [str(profile)])

    def test_a_profile_outside_of_firefoxs_directory_is_registered(self):
        outside = self.make_directory("profiles", "x")
        self.make_profiles(".mozilla", "firefox", profiles=[],
                           ini="[Profile0]\nName=out\nIsRelative=1\nPath=../../profiles/x\n")
        self.assertEqual(self.register()[outside]["outcome"], "done")
        self.assertEqual(self.modules(outside), {INTERNAL: "", "VALUX": SOFTHSM})

    def test_a_profile_in_another_users_directory_is_refused_and_not_opened(self):
        other = self.directory / "other"
        other.mkdir(mode=0o755)
        os.chown(other, USER + 1, GROUP)
        self.make_profiles(".mozilla", "firefox", profiles=[],
                           ini="[Profile0]\nName=out\nIsRelative=1\nPath=../../../other\n")
        programs = self.register(status=EXIT_PROGRAM)
        self.assertEqual(programs[other]["outcome"], "failed")
        self.assertIn(f"{other} belongs to another user", programs[other]["message"])
        self.assertEqual(list(other.iterdir()), [])
        self.assertEqual(programs[self.pki]["outcome"], "done")

    def test_a_home_directory_behind_a_symbolic_link_has_each_database_once(self):
        self.make_directory(".local", "share")
        before = self.tree()
        link = self.directory / "link"
        link.symlink_to(self.home)
        self.environment["HOME"] = str(link)
        self.assertEqual(set(self.register()), {self.pki, self.xdg_pki})
        programs = json.loads(self.enroll("unregister", "--json").stdout)["programs"]
        self.assertEqual(sorted((program["directory"], program["outcome"]) for program in programs),
                         [(str(self.xdg_pki), "done"), (str(self.pki), "done")])
        self.assertEqual(self.tree(), before)

    def test_a_record_with_the_name_of_a_symbolic_link_is_taken_back(self):
        self.make_directory(".local", "share")
        before = self.tree()
        self.register()
        link = self.directory / "link"
        link.symlink_to(self.home)
        record = self.home / ".local/share/valux/registrations.json"
        record.write_text(record.read_text().replace(str(self.home), str(link)))
        programs = json.loads(self.enroll("unregister", "--json").stdout)["programs"]
        self.assertEqual(len(programs), 2)
        self.assertEqual(self.tree(), before)
        self.assertFalse(record.exists())

    def test_an_unreadable_list_of_profiles_does_not_keep_the_others_from_being_done(self):
        self.make_profiles(".mozilla", "firefox", profiles=["p"], ini="[Profile0]\nPath=p\n")
        (self.home / ".mozilla/firefox/profiles.ini").chmod(0)
        profile, = self.make_profiles(".thunderbird", profiles=["c"], ini="[Profile0]\nPath=c\n")
        done = self.enroll("register", "--json", "--module", SOFTHSM)
        self.assertEqual(json.loads(done.stdout)["unreadableProfileLists"], 1)
        self.assertEqual(self.programs(done)[profile]["outcome"], "done")

    def test_a_database_of_the_old_format_is_left_alone(self):
        profile, = self.make_profiles(".mozilla", "firefox", profiles=["old"],
                                      ini="[Profile0]\nPath=old\n")
        self.write(profile / "cert8.db", "old")
        self.write(profile / "key3.db", "old")
        self.assertEqual(self.register()[profile]["outcome"], "old-format")
        self.assertEqual(sorted(path.name for path in profile.iterdir()), ["cert8.db", "key3.db"])

    # Running programs ----------------------------------------------------------------------------

    def open_as_user(self, path):
        """Starts a program of the user's that has the file open until it is released."""
        child = subprocess.Popen(["sh", "-c", 'exec 3<"$1"; echo ready; cat', "sh", path],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                 **self.as_user())
        self.addCleanup(self.release, child)
        self.assertEqual(child.stdout.readline(), "ready\n")
        return child

    @staticmethod
    def release(child):
        if not child.stdin.closed:
            child.stdin.close()
        child.wait(60)
        child.stdout.close()

    def test_a_locked_profile_counts_as_running_and_takes_effect_at_the_next_start(self):
        profile, other = self.make_profiles(".mozilla", "firefox", profiles=["p", "q"],
                                            ini="[Profile0]\nPath=p\n[Profile1]\nPath=q\n")
        self.write(other / ".parentlock", "")  # left behind, and held by nobody
        os.symlink("127.0.0.1:+1", other / "lock")
        lock = open(profile / ".parentlock", "w")
        self.addCleanup(lock.close)
        fcntl.lockf(lock, fcntl.LOCK_EX)
        done = self.enroll("register", "--module", SOFTHSM)
        for line in done.stdout.splitlines():
            self.assertEqual("next start" in line, str(profile) in line, line)
        programs = self.register()
        self.assertTrue(programs[profile]["running"])
        self.assertFalse(programs[other]["running"])

    def test_a_lock_link_with_the_number_of_a_live_process_counts_as_running(self):
        profile, dead = self.make_profiles(".mozilla", "firefox", profiles=["p", "q"],
                                           ini="[Profile0]\nPath=p\n[Profile1]\nPath=q\n")
        ended = subprocess.Popen(["true"])
        ended.wait()
        os.symlink(f"192.0.2.1:{os.getpid()}", profile / "lock")
        os.symlink(f"192.0.2.1:{ended.pid}", dead / "lock")
        programs = self.register()
        self.assertTrue(programs[profile]["running"])
        self.assertFalse(programs[dead]["running"])

    def test_a_database_that_a_program_has_open_is_not_removed_until_it_is_closed(self):
        self.register()
        child = self.open_as_user(self.pki / "cert9.db")
        programs = self.unregister()
        self.assertTrue(programs[self.pki]["running"])
        self.assertEqual(self.modules(self.pki), {INTERNAL: ""})
        self.assertFalse(self.xdg_pki.exists())
        self.release(child)
        self.unregister()
        self.assertFalse(self.pki.exists())

    # What goes wrong -----------------------------------------------------------------------------

    def assert_refused(self, module, *words):
        before = self.tree()
        programs = self.register(module=module, status=EXIT_PROGRAM)
        for program in programs.values():
            self.assertEqual(program["outcome"], "failed")
            for word in words:
                self.assertIn(str(word), program["message"])
        self.assertEqual([path for path in self.tree() if path not in before],
                         [] if ".local" in before else [".local", ".local/share"])

    def test_a_module_that_is_missing_leaves_nothing_behind(self):
        self.assert_refused("/nonexistent/module.so", "/nonexistent/module.so")

    def test_a_file_that_is_no_library_leaves_nothing_behind(self):
        path = self.directory / "text.so"
        path.write_text("not a library\n")
        self.assert_refused(path, path)

    def test_a_library_that_is_no_module_leaves_nothing_behind(self):
        path = next(pathlib.Path("/usr/lib").glob("*/libsqlite3.so.0"))
        self.assert_refused(path, path, "PKCS#11")

    def test_a_module_that_refuses_to_start_leaves_nothing_behind(self):
        self.environment["SOFTHSM2_CONF"] = "/nonexistent/softhsm2.conf"
        self.assert_refused(SOFTHSM, SOFTHSM, "C_Initialize")

    def test_a_refused_module_leaves_the_registered_one_in_place(self):
        self.register()
        self.register(module="/nonexistent/module.so", status=EXIT_PROGRAM)
        self.assertEqual(self.modules(self.pki), {INTERNAL: "", "VALUX": SOFTHSM})

    def test_a_damaged_database_fails_and_the_others_are_done(self):
        self.make_database(".pki", "nssdb")
        self.write(self.pki / "cert9.db", "garbage" * 1000)
        before = sorted((path.name, path.read_bytes()) for path in self.pki.iterdir())
        programs = self.register(status=EXIT_PROGRAM)
        self.assertEqual(programs[self.pki]["outcome"], "failed")
        self.assertIn(str(self.pki), programs[self.pki]["message"])
        self.assertEqual(programs[self.xdg_pki]["outcome"], "done")
        self.assertEqual(sorted((path.name, path.read_bytes()) for path in self.pki.iterdir()),
                         before)

    def test_a_database_that_may_not_be_written_fails_and_the_others_are_done(self):
        self.make_database(".pki", "nssdb")
        before = (self.pki / "pkcs11.txt").read_bytes()
        self.pki.chmod(0o500)
        self.addCleanup(self.pki.chmod, 0o700)
        (self.pki / "pkcs11.txt").chmod(0o400)
        programs = self.register(status=EXIT_PROGRAM)
        self.assertEqual(programs[self.pki]["outcome"], "failed")
        self.assertIn(str(self.pki), programs[self.pki]["message"])
        self.assertEqual(programs[self.xdg_pki]["outcome"], "done")
        self.assertEqual((self.pki / "pkcs11.txt").read_bytes(), before)

    def test_a_directory_of_another_users_is_refused(self):
        done = self.enroll("register", "--module", SOFTHSM, "--database", "/etc/valux-test",
                           status=EXIT_PROGRAM)
        self.assertIn("/etc belongs to another user", done.stdout)

    def test_a_record_that_cannot_be_read_stops_everything_before_a_change(self):
        self.register()
        record = self.home / ".local/share/valux/registrations.json"
        self.write(record, "{")
        before = self.tree()
        done = self.run_tool(registration_case.enroll_path, "unregister")
        self.assertEqual(done.returncode, 5, done.stdout + done.stderr)
        self.assertIn("registrations.json", done.stderr)
        self.assertEqual(self.tree(), before)

    def test_a_killed_register_can_be_taken_back(self):
        self.make_directory(".local", "share")
        before = self.tree()
        for tenths in range(6):
            child = subprocess.Popen([registration_case.enroll_path, "register", "--module",
                                      SOFTHSM],
                                     env=self.environment, stdout=subprocess.PIPE,
                                     start_new_session=True, **self.as_user())
            try:
                child.wait(tenths * 0.04 + 0.01)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            child.stdout.read()  # to its end: no process of the group holds it any more
            child.stdout.close()
            self.unregister()
            self.assertEqual(self.tree(), before, f"killed after {tenths * 0.04 + 0.01:.2f} s")

    def test_a_list_that_a_killed_nss_left_under_its_temporary_name_is_put_back(self):
        self.make_database(".pki", "nssdb")
        self.add_module(self.pki, "Trust", TRUST)
        for command in (self.register, self.unregister):
            (self.pki / "pkcs11.txt").rename(self.pki / "pkcs11.txu")
            command()
            self.assertEqual(self.modules(self.pki).get("Trust"), str(TRUST))

    # The list of modules -------------------------------------------------------------------------

    def make_list(self, change, *names):
        """A shared database with these modules, and its list changed by `change`."""
        if not self.pki.exists():
            self.make_database(".pki", "nssdb")
            for name in names:
                copy = self.directory / f"{name}.so"
                shutil.copy(TRUST, copy)
                self.add_module(self.pki, name, copy)
        listing = self.pki / "pkcs11.txt"
        listing.write_bytes(change(listing.read_bytes()))
        return listing

    @staticmethod
    def names(listing):
        return sorted(line.partition("=")[2].strip() for line in listing.read_text().splitlines()
                      if line.startswith("name="))

    def test_no_module_of_others_is_lost_however_its_entry_ends(self):
        changes = {
            "no empty line at the end": lambda text: text.rstrip(b"\n") + b"\n",
            "no line end at the end": lambda text: text.rstrip(b"\n"),
            "CR and LF": lambda text: text.replace(b"\n", b"\r\n"),
            "CR and LF, none at the end": lambda text:
                text.rstrip(b"\n").replace(b"\n", b"\r\n"),
            "CR and LF in empty lines alone": lambda text: text.replace(b"\n\n", b"\n\r\n"),
        }
        for name, change in changes.items():
            with self.subTest(name):
                listing = self.make_list(change, "First", "Last")
                mode = listing.stat().st_mode
                self.register("--database", self.pki)
                self.assertEqual(self.names(listing), ["First", "Last", INTERNAL, "VALUX"])
                self.assertEqual(sorted(self.modules(self.pki)),
                                 sorted(["First", "Last", INTERNAL, "VALUX"]))
                self.assertEqual(self.unregister()[self.pki]["outcome"], "done")
                self.assertEqual(self.names(listing), ["First", "Last", INTERNAL])
                self.assertEqual(listing.stat().st_mode, mode)
                self.assertFalse((self.pki / "pkcs11.txt.before-valux").exists())
                shutil.rmtree(self.pki.parent)

    def test_modules_whose_names_or_libraries_begin_as_ours_stay(self):
        def add(text):
            return (text + b"library=/usr/lib/other.so\nname=VALUX of others\n\n"
                    + b"library=" + SOFTHSM.encode() + b".1\nname=Hardware\n\n")
        listing = self.make_list(add)
        self.register("--database", self.pki)
        self.assertEqual(self.names(listing),
                         sorted(["Hardware", INTERNAL, "VALUX", "VALUX of others"]))
        self.unregister()
        self.assertEqual(self.names(listing), sorted(["Hardware", INTERNAL, "VALUX of others"]))
        self.assertNotIn("VALUX", self.modules(self.pki))

    def test_two_entries_of_ours_are_taken_back_by_one_unregister(self):
        listing = self.make_list(lambda text: text, "Other")
        self.register()
        for library, name in ((SOFTHSM, "VALUX"), (str(TRUST), "VALUX"), (SOFTHSM, '"VALUX"')):
            with self.subTest(library=library, name=name):
                listing.write_text(listing.read_text()
                                   + f"library={library}\nname={name}\n\n" * 2)
                self.unregister()
                self.assertEqual(self.names(listing), [INTERNAL, "Other"])

    def test_two_entries_with_another_path_are_replaced_by_one(self):
        listing = self.make_list(lambda text: text + f"library={TRUST}\nname=VALUX\n\n".encode()
                                 + b"library=/nonexistent.so\nname=VALUX\n\n")
        self.assertEqual(self.register()[self.pki]["outcome"], "replaced")
        self.assertEqual(self.names(listing), [INTERNAL, "VALUX"])

    def test_entries_without_an_empty_line_between_them_are_named_and_left_alone(self):
        listing = self.make_list(lambda text: text.rstrip(b"\n") + b"\n\n", "Other")
        whole = listing.read_bytes()
        for separator in (b"", b" \n", b"# one more\n"):
            with self.subTest(separator):
                mixed = whole[:-1] + separator + f"library={TRUST}\nname=Another\n\n".encode()
                listing.write_bytes(mixed)
                for command in (self.register, self.unregister):
                    message = command("--database", self.pki,
                                      status=EXIT_PROGRAM)[self.pki]["message"]
                    for word in (str(listing), '"Other"', '"Another"'):
                        self.assertIn(word, message)
                    self.assertEqual(listing.read_bytes(), mixed)
                self.assertIn(str(listing), self.doctor_says("program"))

    def test_a_list_that_is_no_file_is_named_at_once(self):
        self.make_database(".pki", "nssdb")
        listing = self.pki / "pkcs11.txt"
        listing.unlink()
        listing.mkdir()
        started = time.monotonic()
        for command in (self.register, self.unregister):
            message = command("--database", self.pki, status=EXIT_PROGRAM)[self.pki]["message"]
            self.assertIn(f"{listing} is not a regular file", message)
        self.assertIn(f"{listing} is not a regular file", self.doctor_says("program"))
        self.assertLess(time.monotonic() - started, 20)
        self.assertTrue(listing.is_dir())

    def test_entries_that_a_killed_register_lost_are_put_back(self):
        listing = self.make_list(lambda text: text, "First", "Last")
        copy = self.pki / "pkcs11.txt.before-valux"
        for command in (self.register, self.unregister):
            text = listing.read_text()
            self.write(copy, text)
            start = text.index(f"library={self.directory / 'First.so'}\n")
            self.write(listing, text[:start] + text[start:].partition("\n\n")[2])
            self.assertNotIn("First", self.names(listing))
            command()
            self.assertIn("First", self.names(listing))
            self.assertFalse(copy.exists())

    # Other people's databases -------------------------------------------------------------------

    def doctor_says(self, step, **options):
        """What `doctor` finds wrong in a step, in one text."""
        done = self.run_tool(registration_case.enroll_path, "doctor", "--json", **options)
        return "\n".join(finding["message"] for finding in json.loads(done.stdout)["findings"]
                         if finding["step"] == step and finding["verdict"] == "wrong")

    def make_trap(self):
        """A library that leaves a file where it was loaded; the file's path too."""
        loaded = self.directory / "loaded"
        source = self.directory / "trap.c"
        source.write_text("#include <fcntl.h>\n"
                          "__attribute__((constructor)) static void load(void)\n"
                          f'{{ creat("{loaded}", 0666); }}\n')
        library = self.directory / "trap.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
        return library, loaded

    def test_root_never_loads_the_libraries_of_the_user_whose_home_it_has(self):
        self.assertEqual(os.getuid(), 0, "this test has to be root")
        library, loaded = self.make_trap()
        self.make_list(lambda text: text + f"library={library}\nname=Trap\n\n".encode())
        profile, = self.make_profiles(".mozilla", "firefox", profiles=["p"],
                                      ini="[Profile0]\nPath=p\n")
        shutil.copytree(self.pki, profile, dirs_exist_ok=True)
        for file in profile.iterdir():
            os.chown(file, USER, GROUP)
        self.directory.chmod(0o777)
        self.doctor_says("program")
        self.assertTrue(loaded.exists(), "the trap works")
        loaded.unlink()
        self.runs_as_root = True
        self.assertIn(str(self.home), self.doctor_says("store"))
        for command in ("register", "unregister"):
            done = self.run_tool(registration_case.enroll_path, command)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(str(self.home), done.stderr)
        # A home directory of root's own, in which the databases are the user's.
        for place in (self.home, self.home / ".mozilla", self.home / ".mozilla/firefox"):
            os.chown(place, 0, 0)
        said = self.doctor_says("program")
        for directory in (self.pki, profile):
            self.assertIn(f"{directory} belongs to another user", said)
        for place in (self.pki, profile):
            os.chown(place, 0, 0)
        self.assertIn(f"{profile}/pkcs11.txt belongs to another user", self.doctor_says("program"))
        self.assertFalse(loaded.exists())

    # Databases by name, and p11-kit --------------------------------------------------------------

    def test_a_database_can_be_named_and_is_taken_back_without_its_name(self):
        named = self.home / "data bases/it's mine"
        programs = self.register("--database", f"sql:{named}")
        self.assertEqual(set(programs), {named})
        self.assertEqual(self.modules(named), {INTERNAL: "", "VALUX": SOFTHSM})
        self.assertFalse(self.pki.exists())
        self.assertEqual(self.unregister()[named]["outcome"], "done")
        self.assertFalse((self.home / "data bases").exists())

    def test_a_token_that_p11_kit_shows_already_is_not_registered_twice(self):
        done = self.run_tool("softhsm2-util", "--init-token", "--free", "--label", "VALUX",
                             "--pin", "1234", "--so-pin", "1234")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.make_database(".pki", "nssdb")
        self.add_module(self.pki, "p11-kit", PROXY)
        before = (self.pki / "pkcs11.txt").read_bytes()
        copy = self.directory / "copy.so"
        shutil.copy(SOFTHSM, copy)
        programs = self.register(module=copy)
        self.assertEqual(programs[self.pki]["outcome"], "visible")
        self.assertEqual(programs[self.xdg_pki]["outcome"], "done")
        self.assertEqual((self.pki / "pkcs11.txt").read_bytes(), before)
        self.assertEqual(self.unregister()[self.pki]["outcome"], "already")
        self.assertEqual((self.pki / "pkcs11.txt").read_bytes(), before)

    def test_two_registers_at_once_register_once(self):
        children = [subprocess.Popen([registration_case.enroll_path, "register", "--json",
                                      "--module", SOFTHSM],
                                     env=self.environment, stdout=subprocess.PIPE, text=True,
                                     **self.as_user()) for _ in range(2)]
        outcomes = []
        for child in children:
            text, _ = child.communicate(timeout=120)
            self.assertEqual(child.returncode, 0, text)
            outcomes += [program["outcome"] for program in json.loads(text)["programs"]]
        self.assertEqual(sorted(outcomes), ["already", "already", "done", "done"])
        self.assertEqual((self.pki / "pkcs11.txt").read_text().count("name=VALUX"), 1)


if __name__ == "__main__":
    registration_case.main(__doc__)
