# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The module for i386, its package, and a 32-bit program that uses it."""

import pathlib
import subprocess

TESTS = pathlib.Path(__file__).resolve().parent.parent
COMPILER = "i686-linux-gnu-gcc"


def run(*command):
    """Runs a command to its end; returns what it wrote."""
    return subprocess.run([str(word) for word in command], check=True, capture_output=True,
                          text=True).stdout


def build(tree):
    """Builds the module in this directory; returns its path."""
    run("cmake", "--preset", "module-i386", "-S", TESTS.parent, "-B", tree)
    run("cmake", "--build", tree)
    return tree / "lib/i386-linux-gnu/pkcs11/libvalux-pkcs11.so"


def build_program(tree):
    """Builds the program, use_module.c, in this directory; returns its path."""
    program = tree / "use-module"
    includes = run("pkg-config", "--cflags", "nss").split()
    run(COMPILER, "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", *includes, "-o",
        program, TESTS / "packages/use_module.c", "-ldl")
    return program


def build_package(tree):
    """Makes the package of the module that was built in this directory; returns its path."""
    run("cpack", "-G", "DEB", "-B", tree / "distribution", "--config", tree / "CPackConfig.cmake")
    package, = (tree / "distribution").glob("valux-pkcs11-module_*_i386.deb")
    return package
