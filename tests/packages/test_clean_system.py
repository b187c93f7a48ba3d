#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
The packages' life on a desktop of a freshly made Debian: installed without compilers, a certificate
acquired by an ordinary user, presented by Firefox, upgraded while Firefox runs, the disk full at
that, removed while Firefox runs, purged, and come back, with the module for i386 beside them. The
centre and the web server are outside.
Arguments: the build tree, in whose distribution/ and distribution-before/ the packages are.
VALUX_RELEASE names the release (bookworm), VALUX_RELEASE_ARCHIVE a kept archive of it.
"""

import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import clean_root
import emulator
import module_of_32_bits
from harness import case, firefox, nginx, process, product, sandbox_centre, workplace

COMPILERS = r"^Inst (gcc|g\+\+|cpp|clang|make|cmake|binutils|libc6-dev)\b"


class Packaged:
    """The installed programs, as a person needs them."""

    enroll = pathlib.Path("/usr/bin/valux-enroll")


class CleanSystem(case.PlaceCase):
    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        build = case.ProgramCase.programs
        cls.before = sorted((build.build / "distribution-before").glob("valux-*.deb"))
        cls.after = sorted((build.build / "distribution").glob("valux-*.deb"))
        cls.rpms = sorted((build.build / "distribution").glob("valux-*.rpm"))
        release = os.environ.get("VALUX_RELEASE", "bookworm")
        cls.root = cls.enterClassContext(clean_root.Root(cls.place, release))
        cls.centre = sandbox_centre.start_in(cls.place, build.centre)
        cls.server = nginx.Server(cls.place.home("services"), cls.centre)
        cls.person = product.Person(Packaged, cls.root.home(), cls.centre)

    @staticmethod
    def tell(text):
        """Prints what was checked."""
        print(f"    {text}", file=sys.stderr, flush=True)

    def store(self):
        """The files of the person's store, with their content."""
        return {path.relative_to(self.person.store): path.read_bytes()
                for path in sorted(self.person.store.rglob("*")) if path.is_file()}

    def handshake(self, browser, when):
        """Firefox makes a TLS connection, and presents the certificate."""
        answer = browser.visit(self.server)
        self.assertEqual(answer.common_name, self.certificate.common_name, answer.text)
        self.tell(f"Firefox presents {answer.common_name} {when}")

    def version(self):
        """The version of valux-enroll that is installed."""
        return self.root.run("/usr/bin/valux-enroll", "--version").split()[1]

    def install(self):
        """Installs what the packages need, then the packages; returns the state in between."""
        packages = self.root.copy(self.before)
        self.root.run("apt-get", "update")
        planned = self.root.run("apt-get", "install", "--simulate", *packages)
        self.assertNotRegex(planned, re.compile(COMPILERS, re.MULTILINE))
        needed = [name for name in re.findall(r"^Inst (\S+) ", planned, re.MULTILINE)
                  if not name.startswith("valux-")]
        self.root.run("apt-get", "install", "--yes", *needed)
        state = self.root.state()
        self.root.run("dpkg", "--install", *packages)
        self.assertFalse(self.root.has("/usr/bin/gcc") or self.root.has("/usr/bin/cc"))
        self.tell(f"installed {self.version()} with {len(needed)} packages that it needs, "
                  "no compiler among them")
        return state

    def acquire(self):
        """The clerk acquires a certificate and registers the module with a profile of Firefox."""
        self.certificate = self.person.acquire("BANK01", "ec-p256")
        self.profile = firefox.Profile(self.person.home, "desk")
        self.profile.trust(self.person.home.directory / "centre-ca.pem")
        told = self.person.enroll("register")
        self.assertRegex(told, r"no systemd user manager runs.*'valux-enroll alarm'")
        self.tell("acquired and registered; without systemd: " + told.strip().splitlines()[-1])

    def check_upgrade_without_space(self, browser):
        """The disk is full when the signer's new file is unpacked: the old version goes on."""
        place = self.root.directory / "usr/libexec/valux"
        signer = (place / "valux-signer").read_bytes()
        pages = (len(signer) + 4095) // 4096 + 4
        clean_root.mount("-t", "tmpfs", "-o", f"size={pages * 4096},mode=755", "tmpfs", place)
        (place / "valux-signer").write_bytes(signer)
        (place / "valux-signer").chmod(0o755)
        told = self.root.run("dpkg", "--install", *self.root.copy(self.after), status=1)
        self.assertIn("No space left on device", told)
        self.assertEqual([path.name for path in place.iterdir()], ["valux-signer"])
        self.handshake(browser, "after an upgrade that the full disk ended")
        with_space = self.root.run("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}",
                                   "valux-pkcs11")
        self.assertEqual(with_space, "0.0.1-1 installed")
        process.run(["umount", place], dict(os.environ))

    def check_upgrade(self, browser):
        """Upgrades while Firefox makes one connection after another."""
        packages = self.root.copy(self.after)
        dpkg = self.place.processes.start(self.root.command("dpkg", "--install", *packages),
                                          dict(os.environ))
        count = 0
        while dpkg.is_running() or count == 0:
            answer = browser.visit(self.server)
            self.assertEqual(answer.common_name, self.certificate.common_name, answer.text)
            count += 1
        self.assertEqual(dpkg.wait(), 0, dpkg.describe())
        self.assertNotEqual(self.version(), "0.0.1")
        self.tell(f"{count} handshakes during the upgrade to {self.version()}")
        self.handshake(browser, "after the upgrade")

    def check_removal(self, state):
        """Removes and purges: what is left is what was there before, and the person's home."""
        self.root.run("valux-enroll", "register", "--policy")
        self.root.run("install", "-D", "-m", "644", "/dev/null", "/etc/valux/valux.json")
        self.assertTrue(self.root.has("/var/lib/valux/policies.json"))
        names = ["valux-pkcs11", "valux-enroll", "valux-certificates"]
        debug = [f"{name}-dbgsym" for name in names]
        self.root.run("dpkg", "--remove", *names, *debug)
        self.assertFalse(self.root.has("/var/lib/valux"))
        self.assertTrue(self.root.has("/etc/valux/valux.json"))
        self.tell("removed: what register --policy did is taken back, /etc/valux is kept")
        self.root.run("dpkg", "--purge", *names, *debug)
        now = self.root.state()
        differing = {path for path in state.keys() | now.keys() if state.get(path) != now.get(path)}
        self.assertEqual(differing, set())
        changed = [line for line in self.root.run("dpkg", "--verify", status=None).splitlines()
                   if not re.search(r"missing|/etc/", line)]
        self.assertEqual(changed, [])
        self.assertEqual(self.root.run("dpkg-query", "-W", "-f", "${Package} ").count("valux"), 0)
        self.tell(f"purged: {len(state)} files and directories are as they were")

    def check_return(self, text):
        """Starts Firefox anew: the certificate is there again."""
        browser = firefox.Firefox(self.profile)
        self.handshake(browser, text)
        self.assertEqual(browser.close(), 0)

    def check_32_bits(self):
        """Installs the module for i386 too, and lets a 32-bit program sign."""
        tree = self.place.own_directory("i386")
        module_of_32_bits.build(tree)
        package, = self.root.copy([module_of_32_bits.build_package(tree)])
        program, = self.root.copy([module_of_32_bits.build_program(tree)])
        self.root.run("chmod", "755", program)
        command = [program, "/usr/lib/i386-linux-gnu/pkcs11/libvalux-pkcs11.so", "BANK01",
                   self.person.home.directory / "signature"]
        self.root.run("dpkg", "--add-architecture", "i386")
        # An archive with gaps makes this fail. If a package is missing, the next command says so.
        self.root.run("apt-get", "update", status=None)
        self.root.run("apt-get", "install", "--yes", package)
        if emulator.needed_by(tree / "use-module"):
            command[:0] = self.root.copy([emulator.EMULATOR])
            self.root.run("chmod", "755", command[0])
        self.assertIn("a word has 4 bytes", self.person.home.run(command))
        self.assertEqual(len((self.person.home.directory / "signature").read_bytes()), 64)
        self.tell("a 32-bit program has signed with the package for i386")
        self.root.run("dpkg", "--purge", "valux-pkcs11-module:i386")
        self.assertFalse(self.root.has("/usr/lib/i386-linux-gnu/pkcs11"))

    def check_rpm(self):
        """Installs and erases the .rpm by rpm's own tools; its dependencies are Debian's here."""
        rpm = ["rpm", "--root", self.root.directory]
        main = [package for package in self.rpms if "-debuginfo-" not in package.name]
        process.run([*rpm, "--install", "--nodeps", *main], dict(os.environ))
        names = ["valux-pkcs11", "valux-enroll", "valux-certificates"]
        process.run([*rpm, "--verify", "--nodeps", *names], dict(os.environ))
        self.person.register()
        self.check_return("from the .rpm's module in lib64, started anew")
        process.run([*rpm, "--erase", "--nodeps", *names], dict(os.environ))
        self.assertFalse(self.root.has("/usr/bin/valux-enroll"))

    def test_packages_come_are_upgraded_and_go_while_firefox_runs(self):
        state = self.install()
        self.acquire()
        browser = firefox.Firefox(self.profile)
        self.handshake(browser, "with the version before")
        self.check_upgrade_without_space(browser)
        self.check_upgrade(browser)
        store = self.store()
        self.check_removal(state)
        self.handshake(browser, "with the signer that still runs, after the purge")
        self.assertEqual(browser.close(), 0)
        self.assertEqual(self.store(), store)
        self.tell(f"the store's {len(store)} files are untouched")
        browser = firefox.Firefox(self.profile)
        self.assertNotIn("VALUX", [token for tokens in browser.modules().values()
                                   for token in tokens])
        self.assertEqual(browser.close(), 0)
        self.tell("Firefox starts without the token, whose module is gone")
        self.root.run("dpkg", "--install", *self.root.copy(self.after))
        self.check_return("after the packages have come back")
        self.check_32_bits()
        self.root.run("dpkg", "--purge", "valux-pkcs11", "valux-enroll", "valux-certificates",
                      *[f"valux-{part}-dbgsym" for part in ("pkcs11", "enroll", "certificates")])
        self.check_rpm()


if __name__ == "__main__":
    if "VALUX_OWN_MOUNTS" not in os.environ:
        os.environ["VALUX_OWN_MOUNTS"] = "yes"
        os.execvp("unshare", ["unshare", "--mount", "--", sys.executable, *sys.argv])
    case.main()
