# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The daily timer under a real systemd user manager, in a mount namespace of its own.

The manager wants /run of a machine that systemd has booted and the login's home directory; both
are laid over the machine's in the namespace, which ends with the test.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from desktop import DEADLINE, Bus, NotificationService

INSIDE = "VALUX_TEST_INSIDE"
MANAGER = "/usr/lib/systemd/systemd"
RUNTIME = pathlib.Path("/run/user/0")
DAY = 86400
TIMER, SERVICE = "valux-alarm.timer", "valux-alarm.service"


def enter_namespace():
    """Runs this script again in a mount namespace, as root: a manager needs a control group."""
    settings = {name: value for name, value in os.environ.items()
                if name == "PATH" or name.startswith("VALUX_TEST_")}
    become_root = [] if os.getuid() == 0 else ["sudo", "-n"]
    done = subprocess.run([*become_root, "env",
                           *(f"{name}={value}" for name, value in settings.items()), f"{INSIDE}=1",
                           "unshare", "--mount", "--propagation", "private",
                           sys.executable, "-B", *sys.argv], check=False)
    return done.returncode


def prepare(directory):
    """Lays out /run and the home directory that the login of user 0 has."""
    home = directory / "home"
    home.mkdir()
    accounts = [line.split(":") for line in pathlib.Path("/etc/passwd").read_text().splitlines()]
    for account in accounts:
        if account[2:3] == ["0"]:
            account[5] = str(home)
    passwd = directory / "passwd"
    passwd.write_text("".join(":".join(account) + "\n" for account in accounts))
    subprocess.run(["mount", "--bind", passwd, "/etc/passwd"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    pathlib.Path("/run/systemd/system").mkdir(parents=True)
    RUNTIME.mkdir(parents=True, mode=0o700)
    # The session bus is the test's, not one that this manager starts.
    (RUNTIME / "systemd/user").mkdir(parents=True)
    for unit in ("dbus.socket", "dbus.service"):
        (RUNTIME / "systemd/user" / unit).symlink_to("/dev/null")
    return home


class TestTimer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="valux-timer-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.home = prepare(cls.directory)
        cls.bus = Bus({})
        cls.enterClassContext(cls.bus)
        cls.environment = {"PATH": os.environ["PATH"], "HOME": str(cls.home), "LANG": "C.UTF-8",
                           "XDG_RUNTIME_DIR": str(RUNTIME),
                           "DBUS_SESSION_BUS_ADDRESS": cls.bus.address}
        manager = subprocess.Popen([MANAGER, "--user", "--unit=basic.target"],
                                   env={**cls.environment, "SYSTEMD_LOG_TARGET": "console"},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        cls.addClassCleanup(manager.wait)
        cls.addClassCleanup(manager.kill)
        end = time.monotonic() + DEADLINE
        while not (RUNTIME / "systemd/private").exists():
            assert manager.poll() is None, "the user manager ended"
            assert time.monotonic() < end, "the user manager does not start"
            time.sleep(0.05)
        cls.systemctl("is-system-running", "--wait")
        (cls.home / ".pki/nssdb").mkdir(parents=True)

    @classmethod
    def run_tool(cls, *command, **environment):
        return subprocess.run([str(word) for word in command],
                              env={**cls.environment, **environment}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=DEADLINE, check=False)

    @classmethod
    def systemctl(cls, *words):
        return cls.run_tool("systemctl", "--user", *words)

    def enroll(self, *words, **environment):
        done = self.run_tool(os.environ["VALUX_TEST_ENROLL"], *words, **environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def register(self, **environment):
        return self.enroll("register", "--module", "/usr/lib/softhsm/libsofthsm2.so",
                           **environment).stdout

    def state(self, verb, unit=TIMER):
        return self.systemctl(verb, unit).stdout.strip()

    def units(self):
        top = self.home / ".config"
        return sorted(str(path.relative_to(top)) for path in top.rglob("*"))

    def make_certificate(self):
        done = self.run_tool(
            os.environ["VALUX_TEST_MAKE_STORE"], "--store", self.home / ".local/share/valux",
            "--count", 1, "--nickname", "BANK01", "--without-keys", "--key-types", "ec-p256",
            f"--set=BANK01:service-end={7 * DAY}")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_register_enables_the_timer_whose_service_notifies_and_unregister_takes_it_back(self):
        self.make_certificate()
        before = self.units()
        notifications = NotificationService(os.environ["VALUX_TEST_NOTIFICATION_SERVICE"],
                                            self.bus)
        with notifications:
            self.assertIn("daily alarms: set up", self.register())
            self.assertEqual(self.state("is-enabled"), "enabled")
            self.assertEqual(self.state("is-active"), "active")
            listed = self.systemctl("list-timers", "--all", "--no-legend").stdout
            self.assertIn(TIMER, listed)
            done = self.systemctl("start", SERVICE)
            self.assertEqual(done.returncode, 0, self.systemctl("status", SERVICE).stdout)
            self.assertIn("BANK01", notifications.notification()[1])
            shown = self.systemctl("show", SERVICE, "-p", "Result", "-p", "ExecMainStatus").stdout
            self.assertEqual(sorted(shown.split()), ["ExecMainStatus=20", "Result=success"])
        after = self.units()
        self.assertIn("daily alarms: set up", self.register())
        self.assertEqual(self.units(), after)
        self.assertIn("daily alarms: taken back", self.enroll("unregister").stdout)
        self.assertNotEqual(self.state("is-enabled"), "enabled")
        self.assertEqual(self.state("is-active"), "inactive")
        self.assertEqual(self.units(), before)
        self.assertEqual(self.enroll("unregister").stderr, "")

    def test_where_another_home_or_store_is_meant_the_timer_is_left_alone(self):
        other = self.directory / "other"
        other.mkdir()
        for environment in ({"HOME": str(other)}, {"VALUX_HOME": str(other / "store")},
                            {"XDG_RUNTIME_DIR": str(other)}):
            before = self.units()
            self.assertIn("daily alarms: not set up", self.register(**environment))
            self.assertEqual(self.units(), before)
            self.enroll("unregister", **environment)

    def test_systemd_finds_nothing_to_complain_about_in_the_units(self):
        directory = pathlib.Path(os.environ["VALUX_TEST_ENROLL"]).parent.parent / "lib/systemd/user"
        for unit in (TIMER, SERVICE):
            done = self.run_tool("systemd-analyze", "--user", "--man=no", "verify",
                                 directory / unit)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


if __name__ == "__main__":
    if INSIDE not in os.environ:
        sys.exit(enter_namespace())
    unittest.main(verbosity=2)
