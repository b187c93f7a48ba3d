#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What `cmake --install` lays down: the right files, and a product that works from there."""

import json
import pathlib
import platform
import re
import subprocess
import sys
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from harness import case, product, sandbox_centre, workplace

MODULE = "lib*/**/libvalux-pkcs11.so"
MODULE_FUNCTIONS = {"C_GetFunctionList", "C_GetInterface", "C_GetInterfaceList"}


class Installed:
    """The programs of an installation, as harness.product.Person needs them."""

    def __init__(self, prefix):
        self.enroll = prefix / "bin/valux-enroll"


class Installation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        cls.prefix = cls.place.own_directory("prefix")
        subprocess.run(["cmake", "--install", case.ProgramCase.programs.build, "--prefix",
                        cls.prefix], check=True, stdout=subprocess.DEVNULL)

    def one(self, pattern):
        found = sorted(self.prefix.glob(pattern))
        self.assertEqual(len(found), 1, f"{pattern}: {found}")
        return found[0]

    def test_the_product_is_there_and_no_test_program_is(self):
        for pattern in ("bin/valux-enroll", MODULE, "libexec/valux/valux-agent",
                        "libexec/valux/valux-signer", "share/locale/ja/LC_MESSAGES/valux.mo",
                        "share/man/man1/valux-enroll.1", "share/man/ja/man1/valux-enroll.1"):
            print(f"    {self.one(pattern).relative_to(self.prefix)}", file=sys.stderr)
        self.assertLessEqual({path.name for path in (self.prefix / "bin").iterdir()},
                             {"valux-enroll", "valux-certificates"})

    def test_the_module_exports_three_functions_and_needs_the_c_library_alone(self):
        module = self.one(MODULE)
        symbols = subprocess.run(["nm", "-D", "--defined-only", module], check=True,
                                 capture_output=True, text=True).stdout
        names = {line.split()[-1].split("@")[0] for line in symbols.splitlines()
                 if line.split()[-2] != "A"}
        self.assertEqual(names, MODULE_FUNCTIONS)
        dynamic = subprocess.run(["readelf", "-d", module], check=True, capture_output=True,
                                 text=True).stdout
        needed = {line.split("[")[1].rstrip("]") for line in dynamic.splitlines()
                  if "(NEEDED)" in line}
        self.assertIn("libc.so.6", needed)
        self.assertEqual([name for name in needed if not name.startswith(("libc.so", "ld-linux"))],
                         [])

    def binaries(self):
        return [self.one(pattern)
                for pattern in ("bin/valux-enroll", MODULE, "libexec/valux/valux-agent",
                                "libexec/valux/valux-signer")]

    @staticmethod
    def readelf(*arguments):
        return subprocess.run(["readelf", "--wide", *arguments], check=True, capture_output=True,
                              text=True).stdout

    def test_every_file_is_compiled_and_linked_with_what_makes_memory_faults_harder_to_use(self):
        switches = ["-fstack-protector-strong", "-fstack-clash-protection"]
        if platform.machine() == "x86_64":
            switches.append("-fcf-protection")
        for binary in self.binaries():
            producers = re.findall(r"DW_AT_producer.*: (GNU C.*)",
                                   self.readelf("--debug-dump=info", binary))
            self.assertTrue(producers, binary)
            for producer in producers:
                for switch in switches:
                    self.assertIn(switch, producer)
            self.assertRegex(self.readelf("--dynamic", binary), r"BIND_NOW|Flags:.*NOW")
            headers = self.readelf("--program-headers", binary)
            self.assertIn("GNU_RELRO", headers)
            self.assertRegex(headers, r"GNU_STACK.* RW ")
            print(f"    {binary.name}: {len(producers)} files", file=sys.stderr)

    def test_every_file_is_compiled_with_the_third_level_of_fortify(self):
        commands = json.loads(
            (case.ProgramCase.programs.build / "compile_commands.json").read_text())
        product_files = [command["command"] for command in commands
                         if TESTS not in pathlib.Path(command["file"]).parents]
        self.assertGreater(len(product_files), 100)
        for command in product_files:
            self.assertIn("-D_FORTIFY_SOURCE=3", command)

    def test_the_module_needs_no_newer_c_library_than_sandboxes_have(self):
        told = self.readelf("--version-info", self.one(MODULE))
        versions = re.findall(r"GLIBC_(\d+)\.(\d+)", told)
        newest = max((int(major), int(minor)) for major, minor in versions)
        print(f"    the module needs glibc {newest[0]}.{newest[1]}", file=sys.stderr)
        self.assertLessEqual(newest, (2, 34))

    def test_the_installed_product_acquires_registers_and_signs(self):
        build = case.ProgramCase.programs
        centre = sandbox_centre.start_in(self.place, build.centre)
        person = product.Person(build, self.place.home("person"), centre)
        person.product = Installed(self.prefix)
        person.acquire("BANK01", "ec-p256")
        self.assertTrue(person.register())
        database = f"sql:{person.home.directory}/.pki/nssdb"
        module = self.one(MODULE).resolve()
        self.assertIn(str(module), person.home.run(["modutil", "-dbdir", database, "-list"]))
        self.assertIn("BANK01", person.home.run(["certutil", "-d", database, "-K", "-h", "VALUX"]))
        signature = person.home.directory / "signature"
        data = person.home.write("data", "x" * 32)
        person.home.run(["pkcs11-tool", "--module", module, "--sign", "--mechanism", "ECDSA",
                         "--label", "BANK01", "--input-file", data, "--output-file", signature])
        self.assertEqual(len(signature.read_bytes()), 64)


if __name__ == "__main__":
    case.main()
