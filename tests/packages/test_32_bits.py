#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
A 32-bit program on a 64-bit system: it loads the module for i386, reads the snapshot that the
64-bit helper has written, and has the 64-bit signer sign. Where the kernel runs no 32-bit programs,
qemu runs it; the signer is started by the kernel then as well.
"""

import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import emulator
import module_of_32_bits
from harness import case, product, sandbox_centre, workplace
from module_of_32_bits import run


class ModuleOf32Bits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        cls.build = case.ProgramCase.programs
        cls.tree = cls.place.own_directory("i386")
        cls.module = module_of_32_bits.build(cls.tree)
        # Beside a 32-bit module there is the signer of the system.
        signer = cls.tree / "libexec/valux/valux-signer"
        signer.parent.mkdir(parents=True)
        signer.symlink_to(cls.build.signer)
        cls.program = module_of_32_bits.build_program(cls.tree)
        centre = sandbox_centre.start_in(cls.place, cls.build.centre)
        cls.person = product.Person(cls.build, cls.place.home("person"), centre)
        cls.person.acquire("BANK01", "ec-p256")

    def test_the_module_is_one_of_32_bits_and_needs_the_c_library_alone(self):
        self.assertIn("ELF32", run("readelf", "--file-header", self.module))
        dynamic = run("readelf", "--dynamic", self.module)
        needed = {line.split("[")[1].rstrip("]\n") for line in dynamic.splitlines()
                  if "(NEEDED)" in line}
        self.assertLessEqual(needed, {"libc.so.6", "ld-linux.so.2"})

    def test_a_32_bit_program_reads_the_snapshot_and_signs_by_the_64_bit_signer(self):
        self.assertIn("ELF64", run("readelf", "--file-header", self.build.signer))
        home = self.person.home
        signature = home.directory / "signature"
        runner = [emulator.EMULATOR] if emulator.needed_by(self.program) else []
        told = home.run([*runner, self.program, self.module, "BANK01", signature])
        self.assertIn("a word has 4 bytes", told)
        print(f"    {told.strip()}", file=sys.stderr)
        data = home.write("data", "x" * 32)
        key = home.directory / "key.der"
        home.run(["pkcs11-tool", "--module", self.build.module, "--read-object", "--type",
                  "pubkey", "--label", "BANK01", "--output-file", key])
        self.assertEqual(len(signature.read_bytes()), 64)
        point = signature.read_bytes()
        encoded = home.directory / "signature.der"
        encoded.write_bytes(self.sequence(point[:32], point[32:]))
        told = run("openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", key,
                   "-in", data, "-sigfile", encoded)
        self.assertIn("Verified Successfully", told)

    def test_the_package_needs_the_c_library_of_32_bits_and_the_signer_of_64(self):
        package = module_of_32_bits.build_package(self.tree)
        told = run("dpkg-deb", "--field", package, "Architecture", "Depends", "Version")
        print("    " + told.replace("\n", "; "), file=sys.stderr)
        version = re.search(r"^Version: (.*)$", told, re.MULTILINE).group(1)
        self.assertIn("Architecture: i386\n", told)
        self.assertRegex(told, r"Depends: libc6 \(>= 2\.[0-9]+\), valux-pkcs11:amd64 "
                         rf"\(= {re.escape(version)}\)\n")
        files = [line.split()[5] for line in run("dpkg-deb", "--contents", package).splitlines()
                 if not line.startswith("d")]
        self.assertEqual([path for path in files
                          if not re.search(r"/share/(doc/valux-pkcs11-module|lintian)/", path)],
                         ["./usr/lib/i386-linux-gnu/pkcs11/libvalux-pkcs11.so"])
        told = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning",
                               *(self.tree / "distribution").glob("*.deb")],
                              capture_output=True, text=True, check=False)
        self.assertEqual((told.returncode, told.stdout), (0, ""), told.stderr)

    @staticmethod
    def sequence(*numbers):
        """DER of a SEQUENCE of two INTEGERs."""
        content = b""
        for number in numbers:
            number = number.lstrip(b"\0")
            if number[0] >= 0x80:
                number = b"\0" + number
            content += bytes((2, len(number))) + number
        return bytes((0x30, len(content))) + content


if __name__ == "__main__":
    case.main()
