# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A Debian release in a directory, freshly made, and a person who works in it."""

import os
import pathlib
import secrets
import stat
import subprocess
import types

from harness import process, workplace

# What the release has before our packages come. certutil is for the test: it trusts the sandbox CA.
INCLUDED = "ca-certificates,firefox-esr,libnss3-tools,passwd"
CLERK = types.SimpleNamespace(pw_name="clerk", pw_uid=4242, pw_gid=4242)

# Not of packages, or written anew by dpkg's triggers whenever any package comes or goes.
NOT_COMPARED = ("dev", "proc", "run", "sys", "tmp", "var/cache", "var/log", "var/lib/apt",
                "var/lib/dpkg", "var/lib/rpm", "usr/lib/sysimage/rpm")
CACHES = ("usr/share/applications/mimeinfo.cache", "usr/share/icons/hicolor/icon-theme.cache",
          "etc/ld.so.cache")


def mount(*arguments):
    """Mounts something, in this process's mount namespace."""
    subprocess.run(["mount", *map(str, arguments)], check=True)


class Root:
    """A release in a directory of a workplace. Wants root, and a mount namespace of its own."""

    def __init__(self, place, release):
        self.place = place
        self.directory = place.own_directory("root")
        archive = os.environ.get("VALUX_RELEASE_ARCHIVE", "")
        if archive:
            self._run("tar", "-xf", archive, "-C", self.directory)
        else:
            self._run("mmdebstrap", "--quiet", "--variant=apt", "--dpkgopt=force-unsafe-io",
                      "--aptopt=APT::Install-Recommends \"false\"", f"--include={INCLUDED}",
                      release, self.directory)
        mount("-t", "proc", "proc", self.directory / "proc")
        self._make_devices()
        # What the desktop's machine has, and a directory does not.
        (self.directory / "etc/machine-id").write_text(secrets.token_hex(16) + "\n")
        (self.directory / "etc/resolv.conf").write_text(
            pathlib.Path("/etc/resolv.conf").read_text())
        self.run("useradd", "--uid", CLERK.pw_uid, "--no-create-home", "--home-dir",
                 place.directory / "clerk", CLERK.pw_name)
        # The person's files have the same path inside and outside.
        shared = self.directory / place.directory.relative_to("/")
        shared.mkdir(parents=True)
        mount("--bind", place.own_directory("shared"), shared)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for path in ("proc", "dev", self.place.directory.relative_to("/")):
            subprocess.run(["umount", "--lazy", self.directory / path], check=True)

    def _make_devices(self):
        """Devices of the release's own: nothing that is done there reaches the machine's."""
        devices = self.directory / "dev"
        mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", devices)
        for name, minor in (("null", 3), ("zero", 5), ("full", 7), ("random", 8), ("urandom", 9)):
            os.mknod(devices / name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
            (devices / name).chmod(0o666)
        (devices / "shm").mkdir()
        (devices / "shm").chmod(0o1777)
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            (devices / name).symlink_to(f"/proc/self/fd/{number}")
        (devices / "fd").symlink_to("/proc/self/fd")

    @staticmethod
    def _run(*command):
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)

    def command(self, *words):
        """The command line that runs these words in the release."""
        return ["chroot", str(self.directory), "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", *map(str, words)]

    def run(self, *words, status=0):
        """Runs a command in the release; returns what it wrote."""
        return process.run(self.command(*words), dict(os.environ), status=status, deadline=900)

    def home(self):
        """The clerk's home, which is there under the same path."""
        return RootHome(self)

    def copy(self, files):
        """Copies files in; returns their paths there."""
        directory = self.directory / "var/cache/valux-packages"
        directory.mkdir(exist_ok=True)
        for file in files:
            (directory / file.name).write_bytes(file.read_bytes())
        return [f"/var/cache/valux-packages/{file.name}" for file in files]

    def has(self, path):
        """Whether there is a file of this absolute path."""
        return os.path.lexists(self.directory / path.lstrip("/"))

    def state(self):
        """What is where: of each file, everything by which a change is noticed."""
        found = {}
        for directory, names, files in os.walk(self.directory):
            where = pathlib.Path(directory).relative_to(self.directory)
            names[:] = [name for name in names if str(where / name) not in NOT_COMPARED]
            for name in (*names, *files):
                path = str(where / name)
                status = os.lstat(self.directory / path)
                is_file = stat.S_ISREG(status.st_mode)
                if path not in CACHES:
                    found[path] = (status.st_mode, status.st_uid, status.st_gid,
                                   status.st_size if is_file else 0,
                                   status.st_mtime_ns if is_file else 0)
        return found


class RootHome(workplace.Home):
    """A home whose user's programs run in the release."""

    def __init__(self, root):
        self.root = root
        shared = root.place.directory / "shared/clerk"
        shared.mkdir()
        inside = root.place.directory / "clerk"
        inside.symlink_to(shared)
        super().__init__(root.place, inside, CLERK)

    def _wrapper(self):
        return ["chroot", str(self.root.directory), *super()._wrapper()]
