#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Registration for a whole machine by valux-enroll register --policy.

Usage: test_policy.py VALUX_ENROLL [unittest's arguments]
"""

import ctypes
import json
import os
import pathlib
import shutil
import struct

import registration_case
from registration_case import EXIT_PROGRAM, PROXY, SOFTHSM

EXIT_USAGE = 2
MODULE = "/usr/lib/valux/module.so"
FIREFOX = "etc/firefox/policies/policies.json"
FIREFOX_ESR = "usr/lib/firefox-esr/distribution/policies.json"
THUNDERBIRD = "etc/thunderbird/policies/policies.json"
CHROMIUM = "etc/chromium/policies/managed/valux.json"
CHROME = "etc/opt/chrome/policies/managed/valux.json"
P11_KIT = "etc/pkcs11/modules/valux.module"
RECORD = "var/lib/valux/policies.json"
ADDED = {"policies": {"SecurityDevices": {"Add": {"VALUX": MODULE}}}}


class PolicyTest(registration_case.RegistrationCase):
    def setUp(self):
        super().setUp()
        self.root = self.make_directory("root")

    def policy(self, command, *arguments, status=0):
        """Runs it and returns {path: outcome}."""
        module = ["--module", MODULE] if command == "register" else []
        done = self.enroll(command, "--policy", "--json", "--root", self.root, *module, *arguments,
                           status=status)
        return {file["path"].lstrip("/"): file["outcome"]
                for file in json.loads(done.stdout)["files"]}

    def put(self, path, content):
        target = self.root / path
        if not target.parent.exists():
            self.make_directory("root", *pathlib.Path(path).parent.parts)
        self.write(target, content if isinstance(content, str) else json.dumps(content))
        return target

    number = 0

    def outside(self):
        """All that is outside of the root, with its content."""
        return sorted((str(path), path.read_text() if path.is_file() else "")
                      for path in (self.home / "outside").rglob("*"))

    def content(self, path):
        return json.loads((self.root / path).read_text())

    def files(self):
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*"))

    def test_all_policies_are_written_and_taken_back_without_a_trace(self):
        self.assertEqual(self.policy("register", "--url", "https://bank.example"),
                         {FIREFOX: "done", THUNDERBIRD: "done", CHROMIUM: "done",
                          P11_KIT: "done"})
        self.assertEqual(self.content(FIREFOX), ADDED)
        self.assertEqual(self.content(THUNDERBIRD), ADDED)
        urls = self.content(CHROMIUM)["AutoSelectCertificateForUrls"]
        self.assertEqual([json.loads(url) for url in urls],
                         [{"pattern": "https://bank.example", "filter": {}}])
        self.assertIn(f"module: {MODULE}\n", (self.root / P11_KIT).read_text())
        for path in (FIREFOX, THUNDERBIRD, CHROMIUM, P11_KIT):
            self.assertEqual((self.root / path).stat().st_mode & 0o777, 0o644, path)
            self.assertEqual((self.root / path).parent.stat().st_mode & 0o777, 0o755, path)
        self.assertEqual(set(self.policy("unregister").values()), {"done"})
        self.assertEqual(self.files(), [])
        self.assertEqual(self.policy("unregister"), {})

    def test_a_root_that_was_moved_is_left_without_a_trace_too(self):
        self.policy("register")
        moved = self.directory / "moved"
        self.root.rename(moved)
        self.root = moved
        self.assertEqual(set(self.policy("unregister").values()), {"done"})
        self.assertEqual(self.files(), [])

    def test_a_root_that_does_not_exist_yet_is_made(self):
        self.root = self.root / "new" / "root"
        self.assertEqual(self.policy("register")[FIREFOX], "done")
        self.assertEqual(self.content(FIREFOX), ADDED)
        self.assertEqual(set(self.policy("unregister").values()), {"done"})
        self.assertEqual(self.files(), [])

    def test_a_second_register_changes_nothing(self):
        self.policy("register", "--url", "https://bank.example")
        before = {path: (self.root / path).read_bytes() for path in self.files()
                  if (self.root / path).is_file()}
        outcomes = self.policy("register", "--url", "https://bank.example")
        self.assertEqual(set(outcomes.values()), {"already"})
        for path, content in before.items():
            self.assertEqual((self.root / path).read_bytes(), content, path)

    def test_without_a_url_chromiums_policy_is_left_alone(self):
        self.assertNotIn(CHROMIUM, self.policy("register"))
        self.assertFalse((self.root / "etc/chromium").exists())

    def test_the_policies_of_others_are_kept(self):
        others = {"policies": {"BlockAboutConfig": True, "Homepage": {"URL": "https://x.example"},
                               "SecurityDevices": {"Add": {"Card": "/usr/lib/card.so"},
                                                   "Delete": ["Old"]}}, "note": [1, 2.5, None]}
        self.put(FIREFOX, others).chmod(0o640)
        self.assertEqual(self.policy("register")[FIREFOX], "done")
        merged = self.content(FIREFOX)
        self.assertEqual(merged["policies"]["SecurityDevices"]["Add"],
                         {"Card": "/usr/lib/card.so", "VALUX": MODULE})
        del merged["policies"]["SecurityDevices"]["Add"]["VALUX"]
        self.assertEqual(merged, others)
        self.assertEqual((self.root / FIREFOX).stat().st_mode & 0o777, 0o640)
        self.policy("unregister")
        self.assertEqual(self.content(FIREFOX), others)

    def test_members_that_were_empty_before_stay_and_those_made_go(self):
        for before in ({}, {"policies": {}}, {"policies": {"SecurityDevices": {}}},
                       {"policies": {"SecurityDevices": {"Add": {}}}},
                       {"policies": {"SecurityDevices": {"Delete": ["Old"]}}}):
            with self.subTest(before=before):
                self.put(FIREFOX, before)
                self.policy("register")
                self.assertEqual(self.content(FIREFOX)["policies"]["SecurityDevices"]["Add"],
                                 {"VALUX": MODULE})
                self.policy("unregister")
                self.assertEqual(self.content(FIREFOX), before)

    def test_the_older_form_of_the_policy_stays_the_older_form(self):
        before = {"policies": {"SecurityDevices": {"Card": "/usr/lib/card.so"}}}
        self.put(FIREFOX, before)
        self.policy("register")
        self.assertEqual(self.content(FIREFOX)["policies"]["SecurityDevices"],
                         {"Card": "/usr/lib/card.so", "VALUX": MODULE})
        self.policy("unregister")
        self.assertEqual(self.content(FIREFOX), before)

    def test_a_module_that_somebody_else_called_so_comes_back(self):
        before = {"policies": {"SecurityDevices": {"Add": {"VALUX": "/opt/older.so"}}}}
        self.put(FIREFOX, before)
        self.policy("register")
        self.assertEqual(self.content(FIREFOX), ADDED)
        self.policy("register", "--module", "/usr/lib/newer.so")
        self.policy("unregister")
        self.assertEqual(self.content(FIREFOX), before)

    def test_no_second_file_hides_the_one_that_firefox_reads(self):
        self.put(FIREFOX_ESR, {"policies": {"BlockAboutConfig": True}})
        outcomes = self.policy("register")
        self.assertEqual(outcomes[FIREFOX_ESR], "done")
        self.assertNotIn(FIREFOX, outcomes)
        self.assertFalse((self.root / FIREFOX).exists())
        self.assertEqual(self.content(FIREFOX_ESR)["policies"],
                         {"BlockAboutConfig": True, **ADDED["policies"]})
        self.policy("unregister")
        self.assertEqual(self.content(FIREFOX_ESR), {"policies": {"BlockAboutConfig": True}})

    def test_the_machines_file_is_the_one_where_there_are_both(self):
        self.put(FIREFOX_ESR, {"policies": {}})
        self.put(FIREFOX, {"policies": {}})
        self.policy("register")
        self.assertEqual(self.content(FIREFOX), ADDED)
        self.assertEqual(self.content(FIREFOX_ESR), {"policies": {}})

    def test_symbolic_links_within_the_root_are_followed(self):
        for target in ("/srv/policies.json", "../../../srv/policies.json",
                       "../../../../../../srv/policies.json"):
            with self.subTest(target):
                self.put("srv/policies.json", {"policies": {}}).chmod(0o640)
                if not (self.root / FIREFOX).parent.exists():
                    self.make_directory("root", *pathlib.Path(FIREFOX).parent.parts)
                os.symlink(target, self.root / FIREFOX)
                self.policy("register")
                self.assertTrue((self.root / FIREFOX).is_symlink())
                self.assertEqual(self.content("srv/policies.json"), ADDED)
                self.policy("unregister")
                self.assertEqual(self.content("srv/policies.json"), {"policies": {}})
                self.assertEqual((self.root / "srv/policies.json").stat().st_mode & 0o777, 0o640)
                (self.root / FIREFOX).unlink()

    def test_no_symbolic_link_leads_out_of_the_root(self):
        """Whatever of the root's is a link: the same path outside is neither read nor written."""
        outside = self.make_directory("outside")
        self.write(outside / "policies.json", json.dumps({"policies": {"outside": True}}))
        self.make_directory("outside", "directory")
        before = self.outside()
        paths = [FIREFOX, THUNDERBIRD, CHROMIUM, P11_KIT, RECORD]
        places = {place for path in paths
                  for place in [path, *map(str, pathlib.PurePath(path).parents)] if place != "."}
        for place in sorted(places):
            is_file = place in paths
            target = outside / ("policies.json" if is_file else "directory")
            for link in (str(target), os.path.relpath(target, (self.root / place).parent)):
                with self.subTest(place=place, link=link):
                    self.root = self.make_directory("roots", f"root{self.number}")
                    self.number += 1
                    if not (self.root / place).parent.exists():
                        parent = (self.root / place).parent
                        self.make_directory(*parent.relative_to(self.home).parts)
                    os.symlink(link, self.root / place)
                    for command in ("register", "unregister"):
                        urls = ["--url", "https://bank.example"] if command == "register" else []
                        done = self.run_tool(registration_case.enroll_path, command, "--policy",
                                             "--root", self.root, *urls,
                                             *(["--module", MODULE] if urls else []))
                        self.assertNotIn("outside", done.stdout)
                        self.assertEqual(self.outside(), before)

    def test_a_kernel_without_openat2_writes_nothing_into_an_image(self):
        def deny():
            # BPF: load the call's number; openat2 (437) fails with ENOSYS, all else is allowed.
            instructions = [(0x20, 0, 0, 0), (0x15, 0, 1, 437), (0x06, 0, 0, 0x00050000 | 38),
                            (0x06, 0, 0, 0x7fff0000)]
            program = b"".join(struct.pack("HBBI", *words) for words in instructions)
            text = ctypes.create_string_buffer(program)
            filter_ = struct.pack("HxxxxxxP", len(instructions), ctypes.addressof(text))
            libc = ctypes.CDLL(None, use_errno=True)
            assert libc.prctl(38, 1, 0, 0, 0) == 0  # no new privileges
            assert libc.prctl(22, 2, ctypes.c_char_p(filter_), 0, 0) == 0  # seccomp, a filter
        done = self.run_tool(registration_case.enroll_path, "register", "--policy", "--root",
                             self.root, "--module", MODULE, preexec_fn=deny)
        self.assertEqual(done.returncode, EXIT_PROGRAM, done.stdout + done.stderr)
        self.assertIn("openat2", done.stderr)
        self.assertEqual(self.files(), [])

    def test_a_file_that_is_no_policy_is_left_alone_and_the_others_are_written(self):
        for content in ("{", "[]", '{"policies": []}',
                        '{"policies": {"SecurityDevices": "x"}}', ""):
            with self.subTest(content=content):
                self.put(FIREFOX, content)
                outcomes = self.policy("register", status=EXIT_PROGRAM)
                self.assertEqual(outcomes[FIREFOX], "failed")
                self.assertEqual(outcomes[THUNDERBIRD], "done")
                self.assertEqual((self.root / FIREFOX).read_text(), content)
                self.assertNotIn(FIREFOX, self.policy("unregister"))
                (self.root / FIREFOX).unlink()

    def test_a_file_that_may_not_be_written_fails_and_is_not_recorded(self):
        target = self.put(FIREFOX, {"policies": {}})
        target.parent.chmod(0o500)
        self.addCleanup(target.parent.chmod, 0o700)
        outcomes = self.policy("register", status=EXIT_PROGRAM)
        self.assertEqual(outcomes[FIREFOX], "failed")
        self.assertEqual(outcomes[P11_KIT], "done")
        self.assertNotIn(FIREFOX, self.policy("unregister"))

    def test_what_somebody_has_changed_since_is_left_alone(self):
        self.policy("register", "--url", "https://bank.example")
        changed = {"policies": {"SecurityDevices": {"Add": {"VALUX": "/opt/mine.so"}}}}
        self.put(FIREFOX, changed)
        self.put(CHROMIUM, {"AutoSelectCertificateForUrls": []})
        outcomes = self.policy("unregister")
        self.assertEqual(outcomes[FIREFOX], "already")
        self.assertEqual(outcomes[CHROMIUM], "changed")
        self.assertEqual(self.content(FIREFOX), changed)
        self.assertEqual(self.content(CHROMIUM), {"AutoSelectCertificateForUrls": []})

    def test_chromiums_policy_of_somebody_else_is_not_put_out_of_force(self):
        """Whatever the file's name and whatever of Chromium's JSON is in it."""
        policy = json.dumps({"AutoSelectCertificateForUrls": ["{}"]})
        contents = {
            "company.json": policy,
            "company.conf": policy,
            "company": policy,
            ".company": policy,
            "zzz": "\ufeff" + policy,
            "comments.json": "// ours\n" + policy.replace("[", "[ /* one: */"),
            "commas.json": '{"AutoSelectCertificateForUrls": ["{}",],}',
            "escapes.json": policy.replace("C", "\\x43").replace("S", "\\u0053"),
            "twice.json": '{"AutoSelectCertificateForUrls": 1, ' + policy[1:],
            "damaged.json": policy + "}",
        }
        for name, content in contents.items():
            with self.subTest(name):
                other = self.put(f"etc/chromium/policies/managed/{name}", content)
                done = self.enroll("register", "--policy", "--root", self.root, "--module", MODULE,
                                   "--url", "https://bank.example", status=EXIT_PROGRAM)
                self.assertIn(str(other), done.stdout)
                self.assertFalse((self.root / CHROMIUM).exists())
                other.unlink()

    def test_chromium_files_without_the_policy_are_no_obstacle(self):
        managed = "etc/chromium/policies/managed"
        self.put(f"{managed}/company.json", '{"HomepageLocation": "https://x.example",} // all')
        self.put(f"{managed}/README", "Policies of the company")
        self.make_directory("root", *pathlib.Path(managed).parts, "directory.json")
        os.mkfifo(self.root / managed / "pipe.json")
        os.symlink("nowhere", self.root / managed / "dangling.json")
        self.assertEqual(self.policy("register", "--url", "https://bank.example")[CHROMIUM], "done")

    def test_a_chromium_file_that_cannot_be_looked_at_is_named(self):
        other = self.put("etc/chromium/policies/managed/large", " " * (1 << 20) + "{}")
        done = self.enroll("register", "--policy", "--root", self.root, "--module", MODULE, "--url",
                           "https://bank.example", status=EXIT_PROGRAM)
        self.assertIn(str(other), done.stdout)
        self.assertFalse((self.root / CHROMIUM).exists())

    def test_a_member_that_is_there_twice_is_named_and_nothing_is_written(self):
        for member, content in (
                ("policies", '{"policies": {}, "policies": {"BlockAboutConfig": true}}'),
                ("SecurityDevices", '{"policies": {"SecurityDevices": {}, "SecurityDevices": {}}}'),
                ("Add", '{"policies": {"SecurityDevices": {"Add": {}, "Add": {}}}}'),
                ("VALUX",
                 '{"policies": {"SecurityDevices": {"Add": {"VALUX": "a", "VALUX": "b"}}}}'),
                ("VALUX", '{"policies": {"SecurityDevices": {"VALUX": "a", "VALUX": "b"}}}')):
            for path in (FIREFOX, THUNDERBIRD):
                with self.subTest(content, path=path):
                    self.put(path, content)
                    done = self.enroll("register", "--policy", "--root", self.root, "--module",
                                       MODULE, status=EXIT_PROGRAM)
                    self.assertIn(f'/{path}: the member "{member}" is there twice', done.stdout)
                    self.assertEqual((self.root / path).read_text(), content)
                    self.policy("unregister")
                    (self.root / path).unlink()

    def test_chrome_gets_the_policy_where_it_is_configured(self):
        self.make_directory("root", "etc", "opt", "chrome")
        outcomes = self.policy("register", "--url", "https://[*.]bank.example:8443")
        self.assertEqual((outcomes[CHROMIUM], outcomes[CHROME]), ("done", "done"))

    def test_a_url_that_chromium_would_not_understand_is_refused(self):
        for url in ("http://bank.example", "bank.example", "https://", 'https://a"b',
                    "https://a/b", "https://*"):
            done = self.enroll("register", "--policy", "--root", self.root, "--module", MODULE,
                               "--url", url, status=EXIT_USAGE)
            self.assertIn(url, done.stderr)
        self.assertEqual(self.files(), [])

    def test_an_ordinary_user_is_told_to_be_the_administrator(self):
        done = self.enroll("register", "--policy", "--module", SOFTHSM, status=EXIT_USAGE)
        self.assertIn("root", done.stderr)

    def test_a_program_whose_nss_loads_p11_kit_too_shows_the_token_once(self):
        done = self.run_tool("softhsm2-util", "--init-token", "--free", "--label", "VALUX",
                             "--pin", "1234", "--so-pin", "1234")
        self.assertEqual(done.returncode, 0, done.stderr)
        copy = self.directory / "copy.so"
        shutil.copy(SOFTHSM, copy)
        self.policy("register", "--module", copy)
        # A user's module file counts as the machine's would. SoftHSM's own one is switched off.
        modules = self.make_directory(".config", "pkcs11", "modules")
        self.write(modules / "valux.module", (self.root / P11_KIT).read_text())
        self.write(modules / "softhsm2.module", "module:\n")
        self.make_database(".pki", "nssdb")
        self.add_module(self.home / ".pki/nssdb", "p11-kit", PROXY)
        shown = self.run_tool("pkcs11-tool", "--module", PROXY, "--list-token-slots")
        self.assertEqual(shown.stdout.count("token label        : VALUX"), 1, shown.stdout)
        self.assertEqual(self.register(module=copy)[self.home / ".pki/nssdb"]["outcome"], "done")
        for name, shown in (("firefox-esr", False), ("another-program", True)):
            program = shutil.copy(shutil.which("modutil"), self.directory / name)
            listed = self.run_tool(program, "-dbdir", f"sql:{self.home / '.pki/nssdb'}", "-list")
            proxy, _, own = listed.stdout.partition("3. VALUX")
            self.assertEqual("token: VALUX" in proxy, shown, listed.stdout)
            # With the library in p11-kit's hands, NSS does not get it a second time.
            self.assertEqual("token: VALUX" in own, not shown, listed.stdout)


if __name__ == "__main__":
    registration_case.main(__doc__)
