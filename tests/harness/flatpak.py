# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Flatpak: applications of local files, in the real sandbox, whose /usr is the machine's.

The machine's programs run in it as an application's do: flatpak makes its name spaces, mounts,
environment and filter for system calls. Only what would come from Flathub is missing: the runtime
is empty, and `flatpak run --usr-path=/usr` puts the machine's /usr in its place.
"""

RUNTIME = "org.example.Platform"
BRANCH = "1"

RUNTIME_METADATA = """[Runtime]
name={runtime}
runtime={runtime}/{architecture}/{branch}
sdk={runtime}/{architecture}/{branch}
"""

# The permissions are those that matter of the application's manifest on Flathub.
APPLICATION_METADATA = """[Application]
name={application}
runtime={runtime}/{architecture}/{branch}
sdk={runtime}/{architecture}/{branch}
command=start

[Context]
shared=network;ipc;
persistent={persistent};
"""


class Application:
    """An application that a person has installed; `program` starts it in its sandbox.

    `start` is the text of a shell script, which gets the arguments.
    """

    def __init__(self, home, application, start, persistent):
        self.home = home
        self.application = application
        self.directory = home.directory / ".var/app" / application
        self.published = self.directory / "valux-pkcs11"
        self.data = self.directory / "data"
        self.name = f"{application} in Flatpak"
        architecture = home.run(["flatpak", "--default-arch"]).strip()
        self._values = {"application": application, "runtime": RUNTIME, "branch": BRANCH,
                        "architecture": architecture, "persistent": persistent}
        self._install(f"#!/bin/sh\n{start}\n")
        home.make_directory(self.data.relative_to(home.directory))
        self.program = home.write(f"run-{application}",
                                  "#!/bin/sh\nexec flatpak run --user --die-with-parent "
                                  f'--usr-path=/usr {application} "$@"\n')
        self.program.chmod(0o755)

    def _install(self, start):
        """Builds runtime and application in a repository of the home, and installs them."""
        build = f"flatpak-build/{self.application}"
        repository = self.home.directory / build / "repository"
        self.home.write(f"{build}/runtime/metadata", RUNTIME_METADATA.format(**self._values))
        self.home.make_directory(f"{build}/runtime/files", f"{build}/runtime/usr")
        self.home.write(f"{build}/application/metadata",
                        APPLICATION_METADATA.format(**self._values))
        self.home.make_directory(f"{build}/application/export")
        self.home.write(f"{build}/application/files/bin/start", start).chmod(0o755)
        for kind, options in (("runtime", ["--runtime"]), ("application", [])):
            self.home.run(["flatpak", "build-export", "--disable-sandbox", *options, repository,
                           repository.parent / kind, BRANCH])
        remote = f"local-{self.application}"
        self.home.run(["flatpak", "--user", "remote-add", "--no-gpg-verify", remote, repository])
        self.home.run(["flatpak", "--user", "install", "--noninteractive", remote,
                       f"{self.application}//{BRANCH}"])

    def run(self, *command, status=0):
        """Runs a command in the sandbox in the application's place; returns what it prints."""
        return self.home.run(["flatpak", "run", "--user", "--usr-path=/usr",
                              f"--command={command[0]}", self.application, *command[1:]],
                             status=status)
