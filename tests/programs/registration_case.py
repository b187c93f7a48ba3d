# SPDX-License-Identifier: MPL-2.0
"""What the tests of `valux-enroll register` have in common.

Every test has a home directory of its own and runs programs as an ordinary user: as root, as
`nobody`, so that permissions count. The module registered is SoftHSM's, which any NSS can load.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import interface, product

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
TRUST = next(pathlib.Path("/usr/lib").glob("*/pkcs11/p11-kit-trust.so"))
PROXY = next(pathlib.Path("/usr/lib").glob("*/p11-kit-proxy.so"))
EXIT_PROGRAM = 11
USER = 65534 if os.getuid() == 0 else os.getuid()
GROUP = 65534 if os.getuid() == 0 else os.getgid()
INTERNAL = "NSS Internal PKCS #11 Module"
enroll_path = None  # these are set by main
module_path = None
build_path = None


class RegistrationCase(unittest.TestCase):
    runs_as_root = False  # programs run as root, not as the user

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="valux-registration-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.directory.chmod(0o755)
        self.home = self.directory / "home"
        self.home.mkdir(mode=0o700)
        tokens = self.directory / "tokens"
        tokens.mkdir(mode=0o700)
        (self.directory / "softhsm2.conf").write_text(f"directories.tokendir = {tokens}\n")
        for path in (self.home, tokens):
            os.chown(path, USER, GROUP)
        self.environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "SOFTHSM2_CONF": str(self.directory / "softhsm2.conf"),
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    # Tools -----------------------------------------------------------------------------------

    def as_user(self):
        if os.getuid() != 0 or self.runs_as_root:
            return {}
        return {"user": USER, "group": GROUP, "extra_groups": []}

    def run_tool(self, *command, **options):
        return subprocess.run([str(word) for word in command], env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=120,
                              cwd=self.directory, **self.as_user(), **options)

    def enroll(self, *arguments, status=0):
        done = self.run_tool(enroll_path, *arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        interface.check_run(arguments, done.returncode, done.stdout, done.stderr)
        return done

    def register(self, *arguments, module=SOFTHSM, status=0):
        """Registers and returns {directory: program} of the JSON report."""
        done = self.enroll("register", "--json", "--module", module, *arguments, status=status)
        return self.programs(done)

    def unregister(self, *arguments, status=0):
        return self.programs(self.enroll("unregister", "--json", *arguments, status=status))

    @staticmethod
    def programs(done):
        return {pathlib.Path(program["directory"]): program
                for program in json.loads(done.stdout)["programs"]}

    def make_directory(self, *parts):
        path = self.home.joinpath(*parts)
        missing = [parent for parent in [path, *path.parents] if not parent.exists()]
        path.mkdir(parents=True)
        for parent in missing:
            os.chown(parent, USER, GROUP)
            parent.chmod(0o700)
        return path

    def write(self, path, text):
        path.write_text(text)
        os.chown(path, USER, GROUP)

    def make_database(self, *parts):
        directory = self.make_directory(*parts)
        done = self.run_tool("certutil", "-N", "-d", f"sql:{directory}", "--empty-password")
        self.assertEqual(done.returncode, 0, done.stderr)
        return directory

    def add_module(self, directory, name, library):
        done = self.run_tool("modutil", "-force", "-dbdir", f"sql:{directory}", "-add", name,
                             "-libfile", library)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def modules(self, directory):
        """The modules as modutil lists them: {name: library}."""
        done = self.run_tool("modutil", "-dbdir", f"sql:{directory}", "-list")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        found = {}
        name = None
        for line in done.stdout.splitlines():
            number, point, rest = line.strip().partition(". ")
            if point and number.isdigit():
                name = rest
                found[name] = ""
            elif line.strip().startswith("library name:"):
                found[name] = line.partition(":")[2].strip()
        return found

    def add_certificate(self, directory):
        done = self.run_tool("certutil", "-S", "-d", f"sql:{directory}", "-n", "mine", "-s",
                             "CN=mine", "-x", "-t", ",,", "-z", "/etc/hostname", "-f", "/dev/null")
        self.assertEqual(done.returncode, 0, done.stderr)

    def tree(self):
        """All paths below the home directory but the store's."""
        return sorted(str(path.relative_to(self.home)) for path in self.home.rglob("*")
                      if not str(path.relative_to(self.home)).startswith(".local/share/valux"))

    def make_profiles(self, *parts, ini, profiles):
        root = self.make_directory(*parts)
        self.write(root / "profiles.ini", ini)
        return [self.make_directory(*parts, profile) for profile in profiles]

    @property
    def pki(self):
        return self.home / ".pki/nssdb"

    @property
    def xdg_pki(self):
        return self.home / ".local/share/pki/nssdb"


def main(usage):
    """Runs the tests of the calling script; its first argument is valux-enroll."""
    global enroll_path, module_path, build_path
    if len(sys.argv) < 2:
        sys.exit(usage)
    # A copy that an ordinary user can reach, wherever the build tree is. p11-kit goes by its name.
    with tempfile.TemporaryDirectory(prefix="valux-registration-") as directory:
        os.chmod(directory, 0o755)
        build_path = pathlib.Path(sys.argv[1]).resolve().parent.parent
        programs = product.Product(build_path).copy_to(pathlib.Path(directory))
        enroll_path = str(programs.enroll)
        module_path = programs.module
        result = unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]], exit=False).result
    sys.exit(0 if result.wasSuccessful() else 1)
