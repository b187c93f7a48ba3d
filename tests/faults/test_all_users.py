# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
`status --all-users` as root reads each store as its owner, and tells all of them, also for
Prometheus. The users are made up, in a mount namespace of the test's own.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import interface  # noqa: E402

INSIDE = "VALUX_TEST_INSIDE"
ENROLL, MAKE_STORE, UNITS = sys.argv[1:4]
DAY = 86400
DEADLINE = 120
USERS = {"alice": 20001, "bob": 20002, "carol": 20003, "dave": 20004, "erin": 20005,
         "frank": 20006}
SECRET = "what-only-root-may-read"


def enter_namespace():
    """Runs this script again in a mount namespace, as root."""
    settings = [f"{name}={value}" for name, value in os.environ.items() if name == "PATH"]
    become_root = [] if os.getuid() == 0 else ["sudo", "-n"]
    return subprocess.run([*become_root, "env", *settings, f"{INSIDE}=1", "unshare", "--mount",
                           "--propagation", "private", sys.executable, "-B", *sys.argv],
                          check=False).returncode


class AllUsers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="valux-users-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.directory.chmod(0o755)
        (cls.directory / "bin").mkdir()
        cls.enroll = shutil.copy(ENROLL, cls.directory / "bin")
        shutil.copytree(pathlib.Path(ENROLL).parent.parent / "share/locale",
                        cls.directory / "share/locale")
        cls.make_store = shutil.copy(MAKE_STORE, cls.directory)
        passwd = cls.directory / "passwd"
        passwd.write_text("root:x:0:0::/nonexistent:/bin/sh\n" + "".join(
            f"{name}:x:{uid}:{uid}::{cls.home(name)}:/bin/sh\n" for name, uid in USERS.items())
            + f"alias:x:{USERS['alice']}:{USERS['alice']}::{cls.home('alice')}:/bin/sh\n")
        subprocess.run(["mount", "--bind", passwd, "/etc/passwd"], check=True)
        for name, uid in USERS.items():
            cls.home(name).mkdir()
            os.chown(cls.home(name), uid, uid)
            cls.home(name).chmod(0o700)
        cls.make("alice", "BANK01", 100)
        cls.make("bob", "BANK02", 10)
        cls.make("dave", "BANK04", 10)
        (cls.store("dave") / "catalogue.json").write_text("{")
        cls.make("erin", "BANK05", 100)
        cls.make("frank", "BANK06", 100)
        database = cls.store("frank") / "nssdb/key4.db"  # without a seal
        database.parent.mkdir()
        database.touch()
        for path in (database, database.parent):
            os.chown(path, USERS["frank"], USERS["frank"])
        secret = cls.directory / "secret"
        secret.write_text(SECRET)
        secret.chmod(0o600)
        configuration = cls.home("erin") / ".config/valux"
        configuration.mkdir(parents=True)
        (configuration / "valux.json").symlink_to(secret)
        for path in (cls.home("erin") / ".config", configuration):
            os.chown(path, USERS["erin"], USERS["erin"])

    @classmethod
    def home(cls, name):
        return cls.directory / name

    @classmethod
    def store(cls, name):
        return cls.home(name) / ".local/share/valux"

    @classmethod
    def run_tool(cls, *words, user=0, **environment):
        return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=DEADLINE, check=False,
                              user=user, group=user, extra_groups=[], env={
                                  "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment})

    @classmethod
    def make(cls, name, nickname, days):
        done = cls.run_tool(
            cls.make_store, "--store", cls.store(name), "--count", 1, "--nickname", nickname,
            "--without-keys", "--key-types", "ec-p256", "--not-before", -300 * DAY,
            f"--set={nickname}:service-end={days * DAY}", user=USERS[name],
            HOME=str(cls.home(name)))
        assert done.returncode == 0, done.stderr

    def status(self, *options, status, prefix=(), user=0):
        done = self.run_tool(*prefix, self.enroll, "status", "--all-users", *options, user=user)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        interface.check_run(["status", "--all-users", *options], done.returncode, done.stdout,
                            done.stderr)
        return done

    def test_each_user_is_told_with_what_monitoring_wants_to_know(self):
        document = json.loads(self.status("--json", status=5).stdout)
        users = {user["user"]: user for user in document["users"]}
        self.assertEqual({name: user["exitStatus"] for name, user in users.items()},
                         {"alice": 0, "bob": 20, "dave": 5, "erin": 4, "frank": 5})
        self.assertIn("A part of the store is missing", users["frank"]["message"])
        self.assertEqual(users["frank"]["certificates"][0]["nickname"], "BANK06")
        self.assertEqual(users["alice"]["uid"], USERS["alice"])
        self.assertEqual(users["bob"]["certificates"][0]["status"], "expiring")
        self.assertIn("catalogue.json", users["dave"]["message"])
        self.assertIn("valux.json", users["erin"]["message"])
        told = self.status(status=5).stdout
        self.assertRegex(told, r"bob \(20\)\n  BANK02  expiring  \S+  \S+  "
                               r"[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}\n")
        self.assertIn("dave (5): ", told)

    def test_the_japanese_administrator_reads_the_manual_s_words(self):
        told = self.run_tool(self.enroll, "status", "--all-users", LANG="ja_JP.UTF-8",
                             LANGUAGE="ja").stdout
        self.assertIn("BANK02  期限間近  ", told)
        self.assertIn("frank (5): 証明書ストア", told)

    def test_nothing_is_read_with_root_s_rights_and_nothing_secret_is_told(self):
        trace = self.directory / "trace"
        done = self.status("--json", status=5, prefix=(
            "strace", "-f", "-qq", "-o", trace, "-e",
            "trace=openat,open,setresuid,execve,connect,unlink,rename,mkdir"))
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        became = {}
        opened = {name: 0 for name in USERS}
        for line in trace.read_text().splitlines():
            process, call = line.split(maxsplit=1)
            match = re.match(r"setresuid\((\d+), \1, \1\) += 0", call)
            if match:
                became[process] = int(match.group(1))
            self.assertNotRegex(call, r"^(unlink|rename|mkdir)\(|key4\.db|cert9\.db|pkcs11|softokn")
            for name, uid in USERS.items():
                if f'"{self.home(name)}' in call and not call.startswith("execve"):
                    self.assertEqual(became.get(process), uid, line)
                    opened[name] += 1
        print("    files and directories opened, each as the owner:", opened)
        self.assertTrue(opened["alice"] and opened["bob"] and opened["dave"])

    def test_only_root_may(self):
        done = self.status("--json", status=1, user=USERS["alice"])
        self.assertIn("Only root", json.loads(done.stderr)["message"])

    def test_prometheus_can_read_the_textfile(self):
        file = self.directory / "valux.prom"
        self.status("--textfile", file, status=5)
        text = file.read_text()
        self.assertEqual(file.stat().st_mode & 0o777, 0o644)
        self.assertEqual([path for path in os.listdir(self.directory) if ".prom." in path], [])
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                                 capture_output=True, check=False)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""), text)
        self.assertRegex(text, r'valux_certificate_service_end_timestamp_seconds\{user="alice",'
                               r'nickname="BANK01",[^}]*\} 1[0-9]{9}\n')
        self.assertIn('valux_user_exit_status{user="bob"} 20\n', text)
        self.assertIn('valux_user_exit_status{user="dave"} 5\n', text)
        print("    promtool found nothing wrong in", len(text.splitlines()), "lines")
        missing = self.run_tool(self.enroll, "status", "--all-users", "--textfile",
                                self.directory / "nowhere/valux.prom")
        self.assertEqual(missing.returncode, 11, missing.stderr)

    def test_systemd_finds_nothing_to_complain_about_in_the_units(self):
        for unit in ("valux-textfile.service", "valux-textfile.timer"):
            text = (pathlib.Path(UNITS) / (unit + ".in")).read_text()
            file = self.directory / unit
            file.write_text(text.replace("@VALUX_UNIT_PROGRAM@", str(self.enroll)))
        done = self.run_tool("systemd-analyze", "--man=no", "verify",
                             self.directory / "valux-textfile.timer",
                             self.directory / "valux-textfile.service")
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


if __name__ == "__main__":
    if INSIDE not in os.environ:
        sys.exit(enter_namespace())
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
