#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""`register` and `unregister` with programs of Flatpak and snap, which can't see the store."""

import json
import os
import pathlib
import re
import shutil
import stat
import subprocess

import registration_case as case

FLATPAK_FIREFOX = ".var/app/org.mozilla.firefox"
SNAP_FIREFOX = "snap/firefox"
ENTRY = "library={}\nname=VALUX\n\n"
OTHERS = ("library=\nname=NSS Internal PKCS #11 Module\nparameters=configdir='sql:/x' \n"
          "NSS=Flags=internal,critical\n\n"
          "library=/usr/lib/another.so\nname=Another\n\n")

# A library that says where it was loaded.
SPY = """
#include <stdio.h>
__attribute__((constructor)) static void tell(void)
{
    FILE *file = fopen("%s", "w");
    if (file != NULL)
        fclose(file);
}
"""


class SandboxedRegistration(case.RegistrationCase):
    def make_profile(self, *parts, profile="p", text=OTHERS):
        """A profile as the program has left it, with a list of modules."""
        directory, = self.make_profiles(*parts, profiles=[profile],
                                        ini=f"[Profile0]\nName={profile}\nPath={profile}\n")
        (directory / "cert9.db").write_bytes(b"the program's own")
        self.write(directory / "pkcs11.txt", text)
        return directory

    def make_flatpak(self, **options):
        return self.make_profile(*FLATPAK_FIREFOX.split("/"), ".mozilla", "firefox", **options)

    def make_snap(self, **options):
        return self.make_profile(*SNAP_FIREFOX.split("/"), "common", ".mozilla", "firefox",
                                 **options)

    def make_store(self, *arguments):
        """Makes or changes the user's store without a centre."""
        self.make_store_program = self.make_store_program or self.copy_make_store()
        store = self.home / ".local/share/valux"
        for parent in (store.parent.parent, store.parent):
            if not parent.exists():
                self.make_directory(*parent.relative_to(self.home).parts)
        done = self.run_tool(self.make_store_program, "--store", store, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return store

    make_store_program = None

    def copy_make_store(self):
        program = self.directory / "make-store"
        shutil.copy2(case.build_path / "bin/make-store", program)
        program.chmod(0o755)
        return program

    def published(self, application):
        if application.startswith("snap/"):
            return self.home / application / "common/valux-pkcs11"
        return self.home / application / "valux-pkcs11"

    def assert_published(self, directory, store=None):
        """The copies are there, equal and private."""
        module = directory / "libvalux-pkcs11.so"
        self.assertEqual(module.read_bytes(), case.module_path.read_bytes())
        modes = {directory: 0o700, directory / "valux": 0o700, module: 0o600}
        if store is not None:
            snapshot = directory / "valux/snapshot"
            self.assertEqual(snapshot.read_bytes(), (store / "snapshot").read_bytes())
            modes[snapshot] = 0o600
        for path, mode in modes.items():
            status = path.lstat()
            self.assertEqual((stat.S_IMODE(status.st_mode), status.st_uid), (mode, case.USER), path)

    def doctor(self):
        """What doctor finds wrong with programs: a text."""
        done = self.run_tool(case.enroll_path, "doctor", "--json")
        return "\n".join(finding["message"] for finding in json.loads(done.stdout)["findings"]
                         if finding["step"] == "program" and finding["verdict"] == "wrong"
                         and "/.var/" in finding["message"])

    # Cases -----------------------------------------------------------------------------------

    def test_a_flatpak_and_a_snap_get_copies_and_the_path_of_the_copy(self):
        store = self.make_store("--count", "1")
        profiles = {FLATPAK_FIREFOX: self.make_flatpak(), SNAP_FIREFOX: self.make_snap()}
        programs = self.register()
        for application, profile in profiles.items():
            program = programs[profile]
            published = self.published(application)
            self.assertEqual(program["outcome"], "done")
            self.assertEqual(program["published"], str(published))
            self.assertIn(str(published), program["message"])
            self.assert_published(published, store)
            self.assertEqual((profile / "pkcs11.txt").read_text(),
                             OTHERS + ENTRY.format(published / "libvalux-pkcs11.so"))
            self.assertEqual((profile / "cert9.db").read_bytes(), b"the program's own")

    def test_the_report_in_words_says_where_the_copies_are(self):
        self.make_flatpak()
        text = self.enroll("register", "--module", case.SOFTHSM).stdout
        self.assertIn(f"registered; the module and the list of certificates, without keys, are "
                      f"copied to {self.published(FLATPAK_FIREFOX)}", text)

    def test_chromiums_databases_are_found_in_every_flatpak_and_snap(self):
        databases = [self.make_database(*path.split("/"))
                     for path in (".var/app/org.chromium.Chromium/.pki/nssdb",
                                  ".var/app/com.brave.Browser/data/pki/nssdb",
                                  "snap/chromium/12/.pki/nssdb")]
        (self.home / "snap/chromium/current").symlink_to("12")
        programs = self.register()
        for database in databases:
            self.assertEqual((programs[database]["kind"], programs[database]["outcome"]),
                             ("shared", "done"))
            copy = pathlib.Path(programs[database]["published"]) / "libvalux-pkcs11.so"
            self.assertEqual(self.modules(database)["VALUX"], str(copy))

    def test_thunderbird_is_found(self):
        for parts in ((".var", "app", "org.mozilla.Thunderbird", ".thunderbird"),
                      ("snap", "thunderbird", "common", ".thunderbird")):
            profile = self.make_profile(*parts)
            self.assertEqual(self.register()[profile]["outcome"], "done")

    def test_a_second_register_changes_nothing(self):
        profile = self.make_flatpak()
        self.register()
        files = [path for path in self.home.rglob("*") if path.is_file() and ".var" in path.parts]
        before = {path: (path.stat().st_ino, path.read_bytes()) for path in files}
        self.assertEqual(self.register()[profile]["outcome"], "already")
        self.assertEqual({path: (path.stat().st_ino, path.read_bytes()) for path in files}, before)

    def test_unregister_takes_everything_back(self):
        flatpak, snap = self.make_flatpak(), self.make_snap()
        self.make_store("--count", "1")
        before = self.tree()
        self.register()
        programs = self.unregister()
        self.assertEqual({programs[flatpak]["outcome"], programs[snap]["outcome"]}, {"done"})
        self.assertEqual(self.tree(), before)
        for profile in (flatpak, snap):
            self.assertEqual((profile / "pkcs11.txt").read_text(), OTHERS)

    def test_a_list_that_register_made_goes_again(self):
        profile = self.make_flatpak()
        (profile / "pkcs11.txt").unlink()
        self.register()
        self.assertEqual((profile / "pkcs11.txt").read_text(),
                         ENTRY.format(self.published(FLATPAK_FIREFOX) / "libvalux-pkcs11.so"))
        self.unregister()
        self.assertFalse((profile / "pkcs11.txt").exists())

    def test_the_copies_stay_until_the_last_profile_is_unregistered(self):
        first = self.make_flatpak()
        second = self.make_directory(*first.parent.relative_to(self.home).parts, "q")
        self.write(first.parent / "profiles.ini", "[Profile0]\nPath=p\n\n[Profile1]\nPath=q\n")
        self.register()
        self.unregister("--database", str(first))
        self.assert_published(self.published(FLATPAK_FIREFOX))
        self.unregister("--database", str(second))
        self.assertFalse(self.published(FLATPAK_FIREFOX).exists())

    def test_an_application_that_is_gone_is_cleaned_up(self):
        self.make_flatpak()
        store = self.make_store("--count", "1")
        self.register()
        shutil.rmtree(self.home / FLATPAK_FIREFOX)
        # What systemd makes of the socket's path at the next login.
        self.make_directory(*FLATPAK_FIREFOX.split("/"), "valux-pkcs11", "valux")
        self.enroll("list")
        self.assertFalse(self.published(FLATPAK_FIREFOX).exists())
        record = store / "registrations.json"
        self.assertNotIn(FLATPAK_FIREFOX, record.read_text() if record.exists() else "")

    def test_a_snap_of_which_a_revision_went_keeps_its_copies(self):
        old = self.make_database("snap", "chromium", "12", ".pki", "nssdb")
        current = self.home / "snap/chromium/current"
        current.symlink_to("12")
        store = self.make_store("--count", "1")
        self.register()
        shutil.copytree(self.home / "snap/chromium/12", self.home / "snap/chromium/13")
        shutil.rmtree(self.home / "snap/chromium/12")
        current.unlink()
        current.symlink_to("13")
        self.make_store("--count", "1", "--select", "-")
        self.enroll("list")
        self.assert_published(self.published("snap/chromium"), store)
        self.assertFalse(old.exists())

    # What keeps the copies up to date ---------------------------------------------------------

    def test_doctor_names_a_stale_copy_and_any_command_renews_it(self):
        self.make_flatpak()
        store = self.make_store("--count", "1")
        self.register()
        published = self.published(FLATPAK_FIREFOX)
        for path, words in (("libvalux-pkcs11.so", "copy of the module"),
                            ("valux/snapshot", "copy of the list of certificates")):
            for spoil in (lambda file: file.write_bytes(file.read_bytes()[:-1] + b"!"),
                          pathlib.Path.unlink):
                spoil(published / path)
                found = self.doctor()
                self.assertIn(words, found)
                self.assertIn("valux-enroll register", found)
                self.enroll("list")
                self.assert_published(published, store)
                self.assertNotIn(words, self.doctor())

    def test_a_replaced_copy_is_another_file_and_the_old_one_is_marked(self):
        self.make_flatpak()
        store = self.make_store("--count", "2")
        self.register()
        copy = self.published(FLATPAK_FIREFOX) / "valux/snapshot"
        with copy.open("rb") as old:
            before = old.read()
            other = json.loads(self.enroll("list", "--json").stdout)["certificates"][1]
            self.enroll("select", other["serialNumber"])
            old.seek(0)
            after = old.read()
            self.assertEqual(os.fstat(old.fileno()).st_nlink, 0)
        changed = [place for place in range(len(before)) if before[place] != after[place]]
        self.assertEqual(changed, [80])  # struct valux_snapshot_header's `replaced`
        self.assert_published(self.published(FLATPAK_FIREFOX), store)

    def test_a_copy_that_cannot_be_renewed_is_told_and_fails_nothing(self):
        self.make_flatpak()
        self.make_store("--count", "2")
        self.register()
        directory = self.published(FLATPAK_FIREFOX)
        os.chown(directory, 1, 1)
        directory.chmod(0o755)
        other = json.loads(self.enroll("list", "--json").stdout)["certificates"][1]
        done = self.enroll("select", other["serialNumber"])
        self.assertIn("valux-pkcs11", done.stderr)
        self.assertIn("belongs to another user", done.stderr)
        self.assertIn("belongs to another user", self.doctor())

    # What the copies hold ---------------------------------------------------------------------

    def test_the_copies_hold_no_key_and_no_seal(self):
        self.make_flatpak()
        keys = self.make_directory("private-keys")
        store = self.make_store("--count", "2", "--key-types", "rsa-2048,ec-p256", "--exposure",
                                "usable", "--private-keys", keys)
        self.register()
        published = self.published(FLATPAK_FIREFOX)
        files = sorted(str(path.relative_to(published)) for path in published.rglob("*")
                       if not path.is_dir())
        self.assertEqual(files, ["libvalux-pkcs11.so", "valux/snapshot"])
        content = (published / "valux/snapshot").read_bytes()
        secrets = [(store / "seal").read_bytes()]
        for file in keys.iterdir():
            der = subprocess.run(["openssl", "pkey", "-in", file, "-text", "-noout"], check=True,
                                 stdout=subprocess.PIPE, text=True).stdout
            secrets += private_numbers(der)
        self.assertEqual(len(secrets), 1 + 6 + 1)
        for secret in secrets:
            self.assertGreaterEqual(len(secret), 16)
            self.assertNotIn(secret, content)

    def test_the_module_needs_no_newer_libc_than_the_runtimes_have(self):
        versions = re.findall(r"GLIBC_([0-9.]+)",
                              self.run_tool("objdump", "-p", case.module_path).stdout)
        newest = max(tuple(map(int, version.split("."))) for version in versions)
        self.assertLessEqual(newest, (2, 34))
        needed = re.findall(r"NEEDED +(\S+)",
                            self.run_tool("objdump", "-p", case.module_path).stdout)
        self.assertEqual(needed, ["libc.so.6"])

    # A hostile application --------------------------------------------------------------------

    def test_no_library_that_a_list_names_is_loaded_outside_of_the_sandbox(self):
        loaded = self.directory / "loaded"
        self.directory.chmod(0o777)
        source = self.directory / "spy.c"
        source.write_text(SPY % loaded)
        library = self.directory / "spy.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
        profile = self.make_flatpak(text=OTHERS.replace("/usr/lib/another.so", str(library)))
        chromium = self.make_database(".var", "app", "org.chromium.Chromium", ".pki", "nssdb")
        self.write(chromium / "pkcs11.txt", (profile / "pkcs11.txt").read_text())
        self.run_tool("modutil", "-dbdir", f"sql:{chromium}", "-list")
        self.assertTrue(loaded.exists(), "NSS itself loads it")
        loaded.unlink()
        programs = self.register()
        self.assertEqual({programs[profile]["outcome"], programs[chromium]["outcome"]}, {"done"})
        copy = self.published(FLATPAK_FIREFOX) / "libvalux-pkcs11.so"
        copy.write_bytes(library.read_bytes())
        self.doctor()
        self.register("--database", str(profile))
        self.unregister()
        self.assertFalse(loaded.exists())

    def test_symbolic_links_lead_out_of_no_sandbox(self):
        victim = self.make_directory("private")
        self.write(victim / "pkcs11.txt", OTHERS)
        self.write(victim / "libvalux-pkcs11.so", "mine")
        self.make_directory("private", "valux")
        self.write(victim / "valux/snapshot", "mine")
        profile = self.make_flatpak()
        published = self.published(FLATPAK_FIREFOX)
        traps = (lambda: published.symlink_to(victim),
                 lambda: (self.make_directory(*published.relative_to(self.home).parts),
                          (published / "valux").symlink_to(victim / "valux")),
                 lambda: ((profile / "pkcs11.txt").unlink(),
                          (profile / "pkcs11.txt").symlink_to(victim / "pkcs11.txt")))
        for trap in traps:
            trap()
            program = self.register("--database", str(profile), status=case.EXIT_PROGRAM)[profile]
            self.assertEqual(program["outcome"], "failed")
            self.assertEqual((victim / "pkcs11.txt").read_text(), OTHERS)
            self.assertEqual((victim / "libvalux-pkcs11.so").read_text(), "mine")
            self.assertEqual((victim / "valux/snapshot").read_text(), "mine")
            self.run_tool(case.enroll_path, "unregister", "--database", profile)
            self.assertEqual((victim / "valux/snapshot").read_text(), "mine")
            if published.is_symlink():
                published.unlink()
            shutil.rmtree(published, ignore_errors=True)

    def test_a_list_of_profiles_leads_out_of_no_sandbox(self):
        outside = self.make_database("private", "nssdb")
        self.make_profiles(*FLATPAK_FIREFOX.split("/"), ".mozilla", "firefox", profiles=[],
                           ini=f"[Profile0]\nIsRelative=0\nPath={outside}\n")
        self.assertNotIn(outside, self.register())
        self.assertNotIn("VALUX", self.modules(outside))

    # What can't be done is said ---------------------------------------------------------------

    def test_a_path_that_is_too_long_for_a_socket_is_refused_with_the_reason(self):
        profile = self.make_profile(".var", "app", "org.example." + "x" * 80, ".mozilla")
        self.write(profile / "cert9.db", "")
        program = self.register("--database", str(profile), status=case.EXIT_PROGRAM)[profile]
        self.assertIn("socket in it would be too long", program["message"])
        self.assertEqual((profile / "pkcs11.txt").read_text(), OTHERS)

    def test_a_file_system_without_execution_is_refused_with_the_reason(self):
        profile = self.make_flatpak()
        application = self.home / FLATPAK_FIREFOX
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c",
             'mount --bind "$1" "$1" && mount -o remount,bind,noexec "$1" && shift && exec "$@"',
             "sh", application, "setpriv", f"--reuid={case.USER}", f"--regid={case.GROUP}",
             "--clear-groups", case.enroll_path, "register", "--json", "--database", profile],
            env=self.environment, stdout=subprocess.PIPE, check=False, cwd=self.directory)
        self.assertEqual(done.returncode, case.EXIT_PROGRAM)
        self.assertIn("noexec", json.loads(done.stdout)["programs"][0]["message"])
        self.assertEqual((profile / "pkcs11.txt").read_text(), OTHERS)

    def test_a_home_directory_behind_a_symbolic_link_keeps_its_name_in_the_copys_path(self):
        profile = self.make_flatpak()
        link = self.directory / "link"
        link.symlink_to(self.home)
        self.environment["HOME"] = str(link)
        program = self.register()[profile]
        self.assertEqual(program["published"], str(link / FLATPAK_FIREFOX / "valux-pkcs11"))
        self.assert_published(self.published(FLATPAK_FIREFOX))


def private_numbers(text):
    """The private numbers in what `openssl pkey -text` writes."""
    numbers = []
    wanted = False
    for line in text.splitlines():
        if not line.startswith(" "):
            wanted = line.rstrip(":") in ("privateExponent", "prime1", "prime2", "exponent1",
                                          "exponent2", "coefficient", "priv")
            if wanted:
                numbers.append("")
        elif wanted:
            numbers[-1] += line.strip().replace(":", "")
    return [bytes.fromhex(number).lstrip(b"\0") for number in numbers]


if __name__ == "__main__":
    case.main(f"usage: {__file__} VALUX-ENROLL [UNITTEST-OPTION]...")
