# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A test's temporary directory, its throw-away homes, and its processes."""

import os
import pathlib
import pwd
import shutil
import tempfile

from . import process

XDG_DIRECTORIES = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": ".runtime",
}


class Home:
    """A throw-away home directory of a user, and the environment of that user's programs."""

    def __init__(self, place, directory, user=None):
        self.place = place
        self.directory = directory
        self.user = user  # a password database entry; None: whoever runs the test
        self.environment = {
            "HOME": str(directory),
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "TMPDIR": str(directory / "tmp"),
        }
        for name in ("VALUX_DEBUG", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.make_directory(".", "tmp")
        for name, path in XDG_DIRECTORIES.items():
            self.environment[name] = str(self.make_directory(path))

    def make_directory(self, *paths):
        """Makes directories in the home that belong to its user; returns the last one."""
        made = self.directory
        for path in paths:
            made = self.directory
            for part in pathlib.PurePath(path).parts or (".",):
                made = made / part
                if not made.exists() or made == self.directory:
                    made.mkdir(mode=0o700, exist_ok=True)
                    self.own(made)
        return made

    def own(self, path):
        """Gives a file to the home's user."""
        if self.user is not None:
            self.place.give(path, self.user)

    def write(self, path, text):
        """Writes a file of the home's user; returns its path."""
        file = self.directory / path
        self.make_directory(pathlib.PurePath(path).parent)
        file.write_text(text, encoding="utf-8")
        self.own(file)
        return file

    def _wrapper(self):
        if self.user is None:
            return []
        return ["setpriv", "--pdeathsig", "KILL", f"--reuid={self.user.pw_uid}",
                f"--regid={self.user.pw_gid}", "--clear-groups", "--inh-caps=-all", "--"]

    def run(self, arguments, variables=(), **options):
        """Runs a program as the home's user to its end; see process.run."""
        options.setdefault("directory", self.directory)
        return process.run(arguments, {**self.environment, **dict(variables)},
                           wrapper=self._wrapper(), **options)

    def start(self, arguments, variables=(), before=(), **options):
        """Starts a program as the home's user; see process.Child.

        `before` is a command that prepares for it with the rights of the test.
        """
        options.setdefault("directory", self.directory)
        return self.place.processes.start(arguments, {**self.environment, **dict(variables)},
                                          wrapper=[*before, *self._wrapper()], **options)


class Workplace:
    """A context: at its end all processes are stopped and all files removed."""

    def __init__(self, base=None):
        self.processes = process.Processes()
        self.base = base  # the directory in which it is made; None: that for temporary files
        self.directory = None

    def __enter__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="valux-programs-", dir=self.base))
        self.directory.chmod(0o755)
        return self

    def __exit__(self, *exception):
        try:
            self.processes.stop_all()
        finally:
            if "VALUX_KEEP" in os.environ:
                print(f"kept: {self.directory}")
            else:
                shutil.rmtree(self.directory, ignore_errors=True)

    def home(self, name="home", user=None):
        """A new home; `user` names the user to whom it belongs."""
        entry = None if user is None else pwd.getpwnam(user)
        return Home(self, self.directory / name, entry)

    @staticmethod
    def give(path, user):
        """Makes a user, an entry of the password database, the owner of a file."""
        os.chown(path, user.pw_uid, user.pw_gid)

    def own_directory(self, name):
        """A new directory of whoever runs the test."""
        directory = self.directory / name
        directory.mkdir()
        return directory
