# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""A user's store, the helper that works on it, and a sandbox centre, for tests of what can fail."""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import interface, languages
from harness.process import DEADLINE
from harness.sandbox_centre import CERTIFICATE, COMPANY, PASSPHRASE, Centre

OTP = "Abc123Def456"
NICKNAME = "BANK01"
EXIT = {"done": 0, "system": 1, "usage": 2, "input": 3, "configuration": 4, "store": 5, "busy": 6,
        "network": 7, "centre": 8, "answer": 9, "pending": 10, "status": 13}
STORE_FILES = {"catalogue.json", "lock", "nssdb", "owner.json", "pending", "renewals.json", "seal",
               "snapshot", "tpm"}
DATABASE_FILES = {"cert9.db", "key4.db"}
CLASSES = {1: "certificates", 2: "public keys", 3: "private keys"}


class Result:
    def __init__(self, process, out, err):
        self.status = process.returncode
        self.out = out.decode()
        self.err = err.decode()

    def __repr__(self):
        return f"exit status {self.status}\n{self.out}{self.err}"


class User:
    """A user with a store of their own, a letter from the centre, and the helper."""

    def __init__(self, program, centre, directory=None):
        self.program = program
        self.centre = centre
        self.temporary = tempfile.TemporaryDirectory(prefix="valux-user-", dir=directory)
        self.home = self.temporary.name
        self.store = os.path.join(self.home, "store")
        self.profile = "valux-json"
        self.language = None
        self.write("otp", OTP)
        self.write("passphrase", PASSPHRASE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def path(self, name):
        return os.path.join(self.home, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(text)

    def environment(self):
        environment = {"PATH": os.environ["PATH"], "HOME": self.home, "VALUX_HOME": self.store,
                       "LANG": "C.UTF-8"}
        if self.language is not None:
            environment.update(languages.environment(self.language))
        return environment

    def reach(self):
        """The options that name the centre."""
        return ["--profile", self.profile, "--address", self.centre.address,
                "--ca-file", self.centre.certificate]

    def command_new(self, *options, nickname=NICKNAME, wait=2):
        return [self.program, "new", "--company-id", COMPANY, "--certificate-id", CERTIFICATE,
                "--nickname", nickname, "--otp-file", self.path("otp"), "--passphrase-file",
                self.path("passphrase"), "--no-register", "--key-type", "ec-p256", "--wait",
                str(wait), *self.reach(), *options]

    def command_renew(self, *options, wait=2):
        return [self.program, "renew", "--no-register", "--key-type", "ec-p256", "--wait",
                str(wait), *self.reach(), *options, NICKNAME]

    def command_automatic(self, *options, wait=2):
        return [self.program, "renew", "--automatic", "--no-register", "--key-type", "ec-p256",
                "--wait", str(wait), *self.reach(), *options]

    def command_retire(self, wait=None):
        """Takes no time to wait, but is called like the others."""
        del wait
        return [self.program, "retire", "--yes"]

    def command_custody(self, custody):
        """Changes the custody, with the PIN that is given and that is to be set."""
        pin = self.path("pin")
        with open(pin, "w", encoding="utf-8") as file:
            file.write("a PIN of the tests\n")
        return [self.program, "custody", "--pin-file", pin, "--new-pin-file", pin, custody]

    def command_pin(self, wait=None):
        """Takes no time to wait, but is called like the others."""
        del wait
        return self.command_custody("pin")

    def command_unpin(self, wait=None):
        del wait
        return self.command_custody("sealed")

    def command_tpmpin(self, wait=None):
        """A PIN that the TPM counts."""
        del wait
        return self.command_custody("tpm-pin")

    def command_tpmunpin(self, wait=None):
        del wait
        return self.command_custody("tpm")

    def command_resume(self, *options):
        return [self.program, "resume", "--no-register", *self.reach(), *options]

    def start(self, command, prefix=(), environment=None, **arguments):
        if "strace" in prefix:  # a sanitizer can't look for leaks then
            environment = {**(environment or {}), "ASAN_OPTIONS": "detect_leaks=0"}
        return subprocess.Popen([*prefix, *command], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**self.environment(), **(environment or {})}, **arguments)

    def run(self, command, prefix=(), environment=None, **arguments):
        with self.start(command, prefix, environment, **arguments) as process:
            try:
                result = Result(process, *process.communicate(timeout=2 * DEADLINE))
            finally:
                process.kill()
        if self.program in command:
            interface.check_run(command[command.index(self.program) + 1:], result.status,
                                result.out, result.err)
        return result

    def new(self, *options, **arguments):
        return self.run(self.command_new(*options, **arguments))

    def renew(self, *options, **arguments):
        return self.run(self.command_renew(*options, **arguments))

    def resume(self, *options):
        return self.run(self.command_resume(*options))

    def automatic(self, *options, environment=None, wait=2):
        """What the timer does."""
        return self.run(self.command_automatic(*options, wait=wait), environment=environment)

    def set(self, member, value):
        """Sets a member of the configuration."""
        result = self.run([self.program, "config", member, value])
        if result.status != 0:
            raise AssertionError(result)

    def configure(self, **members):
        """Sets members of the configuration's section `centre`."""
        for member, value in members.items():
            self.set("centre." + member, value)

    def journals(self):
        """The states of the unfinished acquisitions and renewals."""
        states = []
        pending = os.path.join(self.store, "pending")
        for name in os.listdir(pending) if os.path.isdir(pending) else []:
            if name.endswith(".json"):
                with open(os.path.join(pending, name), encoding="utf-8") as file:
                    states.append(json.load(file)["state"])
        return states

    def catalogue(self):
        path = os.path.join(self.store, "catalogue.json")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return json.load(file)["certificates"]

    def objects(self):
        """What the key database holds: lists of key IDs by kind of object."""
        found = {kind: [] for kind in CLASSES.values()}
        for name, table in (("key4.db", "nssPrivate"), ("cert9.db", "nssPublic")):
            path = os.path.join(self.store, "nssdb", name)
            if not os.path.exists(path) or os.path.getsize(path) == 0:
                continue
            # A copy is read: it may lie in another mount namespace, or be in use.
            copy = self.path("copy-of-" + name)
            for suffix in ("-journal", ""):
                if os.path.exists(path + suffix):
                    shutil.copyfile(path + suffix, copy + suffix)
            database = sqlite3.connect(copy)
            try:
                rows = database.execute(f"SELECT a0, a102 FROM {table}").fetchall()
                sound = database.execute("PRAGMA integrity_check").fetchone()[0]
            finally:
                database.close()
            if sound != "ok":
                raise AssertionError(f"{name}: {sound}")
            for kind, key_id in rows:
                kind = int.from_bytes(kind, "big") if kind else 0
                if kind in CLASSES:
                    found[CLASSES[kind]].append((key_id or b"").hex())
        found["private keys"] += self.keys_in_tpm()
        return found

    def keys_in_tpm(self):
        """The IDs of the keys that a TPM has made."""
        directory = os.path.join(self.store, "tpm")
        names = os.listdir(directory) if os.path.isdir(directory) else []
        return [name.removesuffix(".tpm") for name in names if name.endswith(".tpm")]

    def strays(self):
        """Files that have no business in the store."""
        found = set(os.listdir(self.store)) - STORE_FILES
        database = os.path.join(self.store, "nssdb")
        if os.path.isdir(database):
            found |= {"nssdb/" + name for name in set(os.listdir(database)) - DATABASE_FILES}
        for name in ("pending", "tpm"):
            directory = os.path.join(self.store, name)
            found |= {name + "/" + stray for stray in
                      (os.listdir(directory) if os.path.isdir(directory) else [])
                      if name != "tpm" or stray.startswith(".")}
        return found

    def assert_whole(self, certificates=1):
        """
        So many certificates, each with exactly one key, in catalogue and key database; none at
        the centre that is not here; nothing unfinished and nothing left over.
        """
        key_ids = sorted(entry["keyId"] for entry in self.catalogue())
        objects = self.objects()
        facts = {
            "catalogue": len(key_ids),
            "private keys": sorted(objects["private keys"]) == key_ids,
            "certificates": sorted(key for key in objects["certificates"] if key in key_ids)
                            == key_ids,
            "stray public keys": [key for key in objects["public keys"] if key not in key_ids],
            "stray files": self.strays(),
            "centre's certificates": len(self.centre.list()["requests"]),
            "one-time passwords used": self.centre.list()["oneTimePasswordsUsed"],
        }
        expected = {"catalogue": certificates, "private keys": True, "certificates": True,
                    "stray public keys": [], "stray files": set(),
                    "centre's certificates": certificates, "one-time passwords used": 1}
        if facts != expected:
            raise AssertionError(f"{facts}\n{objects}\n{key_ids}")

    def assert_untouched(self):
        """Nothing has come of it: no journal, no key, no certificate, nothing spent."""
        objects = self.objects()
        facts = (self.journals(), self.catalogue(), objects["private keys"],
                 objects["public keys"], self.centre.list()["requests"])
        if facts != ([], [], [], [], []):
            raise AssertionError(facts)


def make_centre(program, *options):
    """A centre whose certificates can be renewed at once, with one letter sent."""
    centre = Centre(program, *(options or ("--service-end", "86400")))
    centre.add_letter(OTP)
    return centre
