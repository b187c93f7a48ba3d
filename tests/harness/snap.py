# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A snap in its likeness: snapd itself needs AppArmor and its store, which tests don't have.

The machine's program runs with a snap's environment (HOME moved, directories of its own), in mount
name spaces by bubblewrap with a /tmp of its own, and confined by snap-confinement, a program of
the build tree, to the files and system calls that snapd's templates allow. The home must not be
in /tmp, where a snap may write.
"""

import shutil

REVISION = "12"

VARIABLES = {
    "HOME": "{snap}/{revision}",
    "SNAP": "/snap/{name}/{revision}",
    "SNAP_INSTANCE_NAME": "{name}",
    "SNAP_NAME": "{name}",
    "SNAP_REVISION": "{revision}",
    "SNAP_USER_COMMON": "{snap}/common",
    "SNAP_USER_DATA": "{snap}/{revision}",
    "TMPDIR": "/tmp",
    "XDG_CACHE_HOME": "{snap}/common/.cache",
    "XDG_CONFIG_HOME": "{snap}/{revision}/.config",
    "XDG_DATA_HOME": "{snap}/{revision}/.local/share",
    "XDG_RUNTIME_DIR": "{snap}/{revision}/.runtime",
}


class Snap:
    """A snap that a person has installed; `program` starts it confined.

    `start` is the text of a shell script, which gets the arguments. `mounts` are pairs: a directory
    in the snap's `common`, which is made, and what it is to be mounted on.
    """

    def __init__(self, home, build, name, start, mounts=()):
        self.home = home
        self.directory = home.make_directory(f"snap/{name}/common").parent
        self.data = self.directory / "common"
        self.published = self.data / "valux-pkcs11"
        self.name = f"{name} as a snap"
        home.make_directory(f"snap/{name}/{REVISION}/.runtime")
        (self.directory / "current").symlink_to(REVISION)
        self.confine = ["bwrap", "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
                        "--tmpfs", "/tmp", "--unshare-ipc", "--unshare-pid", "--die-with-parent"]
        for source, target in mounts:
            self.confine += ["--bind", home.make_directory(f"snap/{name}/common/{source}"), target]
        for variable, value in VARIABLES.items():
            self.confine += ["--setenv", variable,
                             value.format(snap=self.directory, name=name, revision=REVISION)]
        # A copy, since the build tree may be in /tmp too.
        confinement = shutil.copy2(build / "bin/snap-confinement", home.directory)
        self.confine += [confinement, self.directory, REVISION]
        words = " ".join(f"'{word}'" for word in self.confine)
        script = home.write(f"snap/{name}/{REVISION}/start", f"#!/bin/sh\n{start}\n")
        script.chmod(0o755)
        self.program = home.write(f"run-{name}", f'#!/bin/sh\nexec {words} {script} "$@"\n')
        self.program.chmod(0o755)

    def run(self, *command, status=0):
        """Runs a command confined in the snap's place; returns what it prints."""
        return self.home.run([*self.confine, *command], status=status)
