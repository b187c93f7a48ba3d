# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A real systemd user manager for a test, in a mount namespace of its own.

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

from desktop import DEADLINE, Bus

INSIDE = "VALUX_TEST_INSIDE"
MANAGER = "/usr/lib/systemd/systemd"
RUNTIME = pathlib.Path("/run/user/0")


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


def main():
    """Runs the tests of the script, inside of the namespace."""
    if INSIDE not in os.environ:
        sys.exit(enter_namespace())
    unittest.main(verbosity=2)


class UserManagerCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="valux-manager-"))
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

    def state(self, verb, unit):
        return self.systemctl(verb, unit).stdout.strip()

    def units(self):
        top = self.home / ".config"
        return sorted(str(path.relative_to(top)) for path in top.rglob("*"))

