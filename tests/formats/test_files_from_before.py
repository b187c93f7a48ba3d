#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
What an earlier version has written is read and gone on with: its stores, its configuration, and
the journals of its interrupted acquisitions and renewals. 0.1.0/README.md tells what they are.

    test_files_from_before.py BUILD-TREE [UNITTEST-OPTION]...

VALUX_TEST_ENROLL, VALUX_TEST_CENTRE and VALUX_TEST_MODULE name the programs if they are elsewhere
than in the build tree, and VALUX_TEST_FILES_FROM_BEFORE the directory of the files if that is not
0.1.0 beside this file. The test runs itself in namespaces where the machine has the identity of the
file machine-id and the user is root, number 0, as the store's keys open for nobody else.
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import sandbox_centre
from harness.client_key import openssl

FILES = pathlib.Path(os.environ.get("VALUX_TEST_FILES_FROM_BEFORE",
                                    pathlib.Path(__file__).resolve().parent / "0.1.0"))
MACHINE_ID = pathlib.Path("/etc/machine-id")
DEADLINE = 60  # seconds that any one program may take
DONE, PENDING, RENEW = 0, 10, 20
COMPANY = "VALUXTEST001"
PASSPHRASE = "LOOPBACK"
MESSAGE = b"Signed with a key that an earlier version has made."
PROGRAMS = {}


def find_programs(build):
    """The paths of helper, sandbox centre and module."""
    def path(variable, pattern):
        if variable in os.environ:
            return os.environ[variable]
        found = sorted(pathlib.Path(build).resolve().glob(pattern))
        if len(found) != 1:
            sys.exit(f"{build}/{pattern}: found {len(found)} files, not one")
        return str(found[0])

    return {"enroll": path("VALUX_TEST_ENROLL", "bin/valux-enroll"),
            "centre": path("VALUX_TEST_CENTRE", "bin/valux-centre"),
            "module": path("VALUX_TEST_MODULE", "lib*/**/libvalux-pkcs11.so")}


def enter_namespaces():
    """Starts this program again as root of the machine whose identity the files have."""
    identity = FILES / "machine-id"
    if MACHINE_ID.exists() and MACHINE_ID.read_bytes() == identity.read_bytes():
        return
    os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", "sh", "-euc",
                          'mount --bind "$0" /etc/machine-id; exec "$@"', str(identity),
                          sys.executable, "-B", os.path.abspath(__file__), *sys.argv[1:]])


def copy_private(source, target):
    """A copy with the permissions that the helper gives; version control does not keep them."""
    shutil.copytree(source, target)
    for directory, _, names in os.walk(target):
        os.chmod(directory, 0o700)
        for name in names:
            os.chmod(os.path.join(directory, name), 0o600)


class Centre(sandbox_centre.Centre):
    """The sandbox centre on a copy of the earlier one's directory."""

    def __init__(self, directory):
        copy_private(FILES / "centre", directory)
        super().__init__(PROGRAMS["centre"], directory=directory)

    def start(self, *options):
        # The certificate for TLS does not live as long as the CA: it gets a new one.
        self.operate("issue-server", "--name", "localhost")
        os.replace(self.path("server-localhost.pem"), self.server_certificate)
        os.replace(self.path("server-localhost-key.pem"), self.server_key)
        super().start(*options)

    def issued(self):
        """The certificates in base64 by request."""
        return {request["requestId"]: request["certificate"] for request in self.list()["requests"]}

    def burn_letters(self):
        """No one-time password is good any more."""
        self.path("one-time-passwords").write_text("")


class FilesFromBefore(unittest.TestCase):
    """A person whose files an earlier version has written; each case has copies of them."""

    def setUp(self):
        self.place = pathlib.Path(self.enterContext(
            tempfile.TemporaryDirectory(prefix="valux-files-from-before-")))
        self.home = self.place / "home"
        self.store = self.home / ".local/share/valux"
        copy_private(FILES / "store", self.store)
        self.expected = json.loads((FILES / "expected.json").read_text())
        configuration = self.home / ".config/valux/valux.json"
        configuration.parent.mkdir(parents=True)
        shutil.copyfile(FILES / "valux.json", configuration)
        self.configuration = configuration
        for path in (configuration, self.store / "registrations.json"):
            path.write_text(path.read_text().replace(self.expected["place"], str(self.place)))

    def __str__(self):
        return self._testMethodName.removeprefix("test_").replace("_", " ")

    def tell(self, text):
        """Prints what was checked."""
        print(f"\n    {text}", end=" ... ", file=sys.stderr, flush=True)

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    def enroll(self, *arguments, status=DONE, store=None):
        """Runs the helper; returns what it printed, and where it failed its errors with that."""
        environment = self.environment()
        if store is not None:
            environment["VALUX_HOME"] = str(store)
        process = subprocess.run(
            [PROGRAMS["enroll"], *map(str, arguments)], env=environment, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=DEADLINE,
            stderr=subprocess.PIPE if status == DONE else subprocess.STDOUT)
        self.assertEqual(process.returncode, status,
                         f"{arguments}\n{process.stdout}{process.stderr}")
        return process.stdout

    def reach(self, address):
        return ["--no-register", "--address", address, "--ca-file", self.place / "centre/ca.pem"]

    def centre(self):
        return self.enterContext(Centre(self.place / "centre"))

    def letter(self, number):
        """The options of `new` that stand in the letter with this number."""
        otp = self.home / "one-time-password"
        otp.write_text(f"ONETIME{number:05}\n")
        passphrase = self.home / "passphrase"
        passphrase.write_text(PASSPHRASE + "\n")
        return ["--company-id", COMPANY, "--certificate-id", f"CERT{number:04}", "--nickname",
                f"BANK{number:02}", "--otp-file", otp, "--passphrase-file", passphrase]

    def listed(self):
        return json.loads(self.enroll("list", "--json"))["certificates"]

    def facts(self, entries):
        """Of what `list` says, that which does not change with time."""
        return [{fact: entry[fact] for fact in self.expected["certificates"][0]}
                for entry in entries]

    def catalogue(self, store=None):
        return json.loads(((store or self.store) / "catalogue.json").read_text())

    def entries(self, store=None):
        """The catalogue's certificates by request."""
        return {entry["requestId"]: entry for entry in self.catalogue(store)["certificates"]}

    def journals(self, store=None):
        """The unfinished acquisitions and renewals by nickname."""
        documents = [json.loads(path.read_text())
                     for path in ((store or self.store) / "pending").glob("*.json")]
        return {document["nickname"]: document for document in documents}

    def tool(self, *arguments):
        """Runs pkcs11-tool with the module."""
        return subprocess.run(["pkcs11-tool", "--module", PROGRAMS["module"], *arguments],
                              env=self.environment(), check=False, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=DEADLINE)

    def seen(self):
        """The nicknames of the certificates that programs see; None: the module shows nothing."""
        result = self.tool("--list-objects", "--type", "cert")
        labels = [line.split(":", 1)[1].strip() for line in result.stdout.splitlines()
                  if line.strip().startswith("label:")]
        return [label for label in labels if label.startswith("BANK")] \
            if result.returncode == 0 and labels else None

    def assert_signs(self, entry):
        """The key of this entry of the catalogue signs, and its certificate verifies that."""
        public = openssl("x509", "-inform", "DER", "-noout", "-pubkey",
                         data=base64.b64decode(entry["certificate"]))
        rsa = b"rsaEncryption" in openssl("x509", "-inform", "DER", "-noout", "-text",
                                          data=base64.b64decode(entry["certificate"]))
        (self.place / "public.pem").write_bytes(public)
        (self.place / "message").write_bytes(MESSAGE)
        result = self.tool("--sign", "--id", entry["keyId"], "--mechanism",
                           "SHA256-RSA-PKCS" if rsa else "ECDSA-SHA256", "--input-file",
                           str(self.place / "message"), "--output-file",
                           str(self.place / "signature"), "--signature-format", "openssl")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn(b"Verified OK", openssl(
            "dgst", "-sha256", "-verify", str(self.place / "public.pem"), "-signature",
            str(self.place / "signature"), str(self.place / "message")))
        self.tell(f"{entry['nickname']}: {'RSA' if rsa else 'ECDSA'} signature verifies")

    def assert_each_signs(self, entries):
        for entry in entries:
            serial = self.serial_of(entry)
            self.enroll("select", serial)
            self.assertEqual(self.seen(), [entry["nickname"]])
            self.assert_signs(entry)

    def serial_of(self, entry):
        return [listed["serialNumber"] for listed in self.listed()
                if listed["keyId"] == entry["keyId"]][0]

    def test_the_list_shows_each_certificate_and_which_is_in_use(self):
        self.assertEqual(self.facts(self.listed()), self.expected["certificates"])
        self.assertEqual([entry["nickname"] for entry in self.listed()],
                         ["BANK01", "BANK02", "BANK03", "BANK04", "BANK03"])
        status = json.loads(self.enroll("status", "--json"))
        self.assertEqual((status["nickname"], status["selected"], status["visible"]),
                         ("BANK01", True, True))
        old, new = [entry for entry in self.catalogue()["certificates"]
                    if entry["nickname"] == "BANK03"]
        self.assertEqual(old["supersededBy"], new["keyId"])
        self.tell("nicknames, IDs, serial numbers, periods, selection and succession as before")
        pending = self.enroll("resume", "--list")
        for nickname in ("BANK04", "BANK05", "BANK06"):
            self.assertIn(nickname, pending)
        self.tell("three acquisitions and renewals have not ended")

    def test_the_snapshot_is_used_or_made_anew(self):
        before = (self.store / "snapshot").read_bytes()
        first = self.seen()
        self.assertIn(first, (["BANK01"], None))
        self.tell("the module alone " + ("reads the earlier version's snapshot" if first else
                                         "shows nothing: the snapshot is of another version"))
        self.listed()
        self.assertEqual(self.seen(), ["BANK01"])
        self.tell("after `list` the module shows the certificate in use, the snapshot was "
                  + ("left as it was" if (self.store / "snapshot").read_bytes() == before else
                     "made anew"))
        (self.store / "snapshot").unlink()
        self.listed()
        self.assertEqual(self.seen(), ["BANK01"])
        self.tell("without a snapshot `list` makes one")

    def test_each_key_signs(self):
        self.listed()  # this makes the snapshot anew where it is of another version
        entries = self.catalogue()["certificates"]
        self.assert_signs(entries[0])
        self.assert_each_signs(entry for entry in entries[1:]
                               if "supersededBy" not in entry and entry["nickname"] != "BANK04")

    def test_an_acquisition_that_had_its_answer_ends_without_a_centre(self):
        journal = self.journals()["BANK06"]
        self.assertEqual(journal["state"], "answered")
        copy_private(FILES / "centre", self.place / "centre")
        self.enroll("resume", "--wait", 0, *self.reach("https://127.0.0.1:1"), status=PENDING)
        self.assertEqual({nickname: journal["state"]
                          for nickname, journal in self.journals().items()},
                         {"BANK04": "sending", "BANK05": "sending"})
        entry = self.entries()[journal["requestId"]]
        self.tell("BANK06 is stored; BANK04 and BANK05 wait for the centre")
        self.assert_each_signs([entry])

    def test_resume_ends_everything_without_a_one_time_password(self):
        journals = self.journals()
        self.assertEqual(sorted(journals), ["BANK04", "BANK05", "BANK06"])
        centre = self.centre()
        centre.burn_letters()
        before = centre.list()
        self.enroll("resume", *self.reach(centre.address))
        self.assertEqual(self.journals(), {})
        after = centre.list()
        self.assertEqual(after, before)
        self.tell("the centre issued nothing more, and no one-time password was used")
        entries = self.entries()
        for nickname, journal in journals.items():
            entry = entries[journal["requestId"]]
            self.assertEqual(entry["nickname"], nickname)
            self.assertEqual(entry["certificate"], centre.issued()[journal["requestId"]])
            self.assertEqual(entry["keyId"], journal["keyId"])
        self.tell("each certificate is the one that the centre had issued")
        old = [entry for entry in entries.values()
               if entry["keyId"] == journals["BANK04"]["oldKeyId"]][0]
        self.assertEqual(old["supersededBy"], journals["BANK04"]["keyId"])
        self.assertEqual([entry["nickname"] for entry in self.listed() if entry["selected"]],
                         ["BANK01"])
        self.tell("the renewal supersedes the old certificate, and BANK01 stays in use")
        self.assert_each_signs(entries[journal["requestId"]] for journal in journals.values())
        self.enroll("resume", *self.reach(centre.address))
        self.tell("there is nothing left to resume")

    def test_renew_takes_up_the_renewal_that_has_not_ended(self):
        journal = self.journals()["BANK04"]
        centre = self.centre()
        before = centre.list()
        self.enroll("renew", *self.reach(centre.address), "BANK04")
        self.assertEqual(centre.list(), before)
        self.assertEqual(self.entries()[journal["requestId"]]["acquiredBy"], "renewal")
        self.assertNotIn("BANK04", self.journals())
        self.tell("BANK04 has the certificate that the centre had issued")

    def test_an_acquisition_by_est_ends_with_the_same_request(self):
        store = self.place / "store-est"
        copy_private(FILES / "store-est", store)
        journal = self.journals(store)["BANK08"]
        centre = self.centre()
        before = centre.list()
        reach = [*self.reach(centre.address), "--profile", "est"]
        self.enroll("resume", "--wait", 0, *reach, status=PENDING, store=store)
        self.assertEqual(self.journals(store)["BANK08"]["requestId"], journal["requestId"])
        self.tell("`resume` can't ask an EST centre and keeps the journal")
        self.enroll("new", *self.letter(8), *reach, store=store)
        self.assertEqual(centre.list(), before)
        entry = self.entries(store)[journal["requestId"]]
        self.assertEqual(entry["keyId"], journal["keyId"])
        self.assertIn(entry["certificate"], centre.issued().values())
        self.assertEqual(self.journals(store), {})
        self.tell("`new` sent the sealed request again, and got the certificate issued for it")

    def test_a_new_certificate_is_acquired_into_the_store(self):
        centre = self.centre()
        self.enroll("new", *self.letter(7), "--key-type", "ec-p256", *self.reach(centre.address))
        listed = self.listed()
        self.assertEqual(self.facts(listed[:-1]), self.expected["certificates"])
        self.assertEqual(listed[-1]["nickname"], "BANK07")
        self.assertEqual(sorted(self.journals()), ["BANK04", "BANK05", "BANK06"])
        self.tell("BANK07 is acquired; everything else is as it was")
        self.assert_each_signs(self.catalogue()["certificates"][-1:])

    def test_unknown_members_of_the_catalogue_are_kept(self):
        catalogue = self.catalogue()
        catalogue["later"] = {"a": [1, "two", None]}
        for number, entry in enumerate(catalogue["certificates"]):
            entry["later"] = f"entry {number}"
        (self.store / "catalogue.json").write_text(json.dumps(catalogue))
        self.enroll("select", "BANK02")
        after = self.catalogue()
        self.assertEqual(after["later"], catalogue["later"])
        self.assertEqual([entry["later"] for entry in after["certificates"]],
                         [f"entry {number}" for number in range(len(after["certificates"]))])
        self.assertEqual([entry["nickname"] for entry in self.listed() if entry["selected"]],
                         ["BANK02"])
        self.assertEqual(self.seen(), ["BANK02"])
        self.tell("members of document and entries are there after a `select`")

    def test_a_lost_catalogue_is_made_anew_from_the_key_database(self):
        names = [(entry["nickname"], entry["keyId"], entry["superseded"])
                 for entry in self.listed()]
        (self.store / "catalogue.json").unlink()
        self.enroll("repair")
        self.assertEqual(sorted((entry["nickname"], entry["keyId"], entry["superseded"])
                                for entry in self.listed()), sorted(names))
        self.assertEqual(sorted(self.journals()), ["BANK04", "BANK05", "BANK06"])
        self.tell("`repair` brings back five certificates with their nicknames")
        self.assert_each_signs(entry for entry in self.catalogue()["certificates"]
                               if entry["nickname"] in ("BANK01", "BANK02"))

    def test_alarms_that_were_told_are_remembered(self):
        before = json.loads((self.store / "alarms.json").read_text())["certificates"]
        self.assertEqual(list(before), [self.journals()["BANK04"]["oldKeyId"]])
        told = json.loads(self.enroll("alarm", "--json", status=RENEW))
        self.assertEqual(told["exitStatus"], RENEW)
        after = json.loads((self.store / "alarms.json").read_text())["certificates"]
        for key_id, record in before.items():
            self.assertEqual(after[key_id]["serviceEnd"], record["serviceEnd"])
            self.assertEqual(after[key_id]["days"][:len(record["days"])], record["days"])
        self.tell("what was told of BANK04 is remembered")

    def test_a_registration_is_taken_back(self):
        record = json.loads((self.store / "registrations.json").read_text())
        directory = record["databases"][0]["directory"]
        report = json.loads(self.enroll("unregister", "--json"))
        self.assertIn(directory, [host["directory"] for host in report["programs"]])
        self.assertFalse((self.store / "registrations.json").exists())
        self.tell(f"the recorded database {directory} is known")

    def test_the_configuration_is_read_and_changed(self):
        shown = json.loads(self.enroll("config"))
        self.assertEqual(shown["alarms"]["days"], [40, 20, 10])
        self.assertEqual(shown["centre"]["caFile"], str(self.place / "centre/ca.pem"))
        self.assertTrue(shown["centre"]["address"].startswith("https://127.0.0.1:"))
        centre = self.centre()
        self.enroll("config", "centre.address", centre.address)
        text = self.configuration.read_text()
        self.assertIn(centre.address, text)
        self.assertIn("// Written by hand.", text)
        self.assertIn("// falling", text)
        self.tell("its members are in force, and its comments survive a change")
        self.enroll("status", "--sync")
        self.assertEqual(self.facts(self.listed()), self.expected["certificates"])
        self.tell("the centre says of each certificate what the catalogue says")


def main():
    arguments = sys.argv[1:]
    build = arguments.pop(0) if arguments and not arguments[0].startswith("-") else ""
    build = build or os.environ.get("VALUX_TEST_BUILD", "")
    if not build:
        sys.exit(f"usage: {sys.argv[0]} BUILD-TREE [UNITTEST-OPTION]..., or set VALUX_TEST_BUILD")
    enter_namespaces()
    PROGRAMS.update(find_programs(build))
    unittest.main(argv=[sys.argv[0], *arguments], verbosity=2)


if __name__ == "__main__":
    main()
