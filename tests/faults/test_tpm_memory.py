#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Keys in a TPM: root looks for their private parts in the memory of helper, agent and signer.

There is nothing to compare with, since the TPM gives no private part away. So each number in the
memory is tried: whether it divides the modulus, or makes the public point.
"""

import os
import pathlib
import ssl
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import process_memory
from harness import case, process, product, software_tpm
from harness.process import processes_of
from pin_case import Program
from signer_world import CKR_OK, is_sealed

FIND = os.environ["VALUX_TEST_FIND_PRIVATE_KEY"]
SIGNER = pathlib.Path(os.environ["VALUX_TEST_SIGNER"])
KEY_TYPES = ("ec-p256", "rsa-2048")
TEN_DAYS = 10 * 86400


class Memory(case.ProgramCase):
    """Cases with a person who has no certificate yet."""

    def setUp(self):
        self.home = self.place.home(self.id().rpartition(".")[2][:24])
        self.person = product.Person(self.programs, self.home, self.scene.centre)
        self.prepare()

    def prepare(self):
        """What is to be done before there is a certificate."""

    def take(self, pid, name):
        """Writes what is in the writable memory of a process to a file, and returns its path."""
        path = self.home.directory / f"memory-of-{name}"
        with open(path, "wb") as file:
            for region in process_memory.regions(pid):
                if "wr" in region.flags:
                    file.write(process_memory.read(pid, region))
        self.assertGreater(path.stat().st_size, 100_000, "the memory can be read")
        return path

    def has_key(self, memory, certificate):
        """Whether the private key of the certificate is there."""
        pem = self.home.directory / "certificate.pem"
        pem.write_text(self.pem_of(certificate))
        found = subprocess.run([FIND, pem, memory], capture_output=True, text=True, check=False)
        self.assertIn(found.returncode, (0, 1), found.stderr)
        self.tell(f"{memory.name}, {certificate.nickname}: {found.stdout.strip()}, "
                  f"{'found' if found.returncode == 0 else 'not found'}")
        return found.returncode == 0

    def pem_of(self, certificate):
        """The certificate as a program gets it."""
        label = certificate.nickname
        path = self.home.directory / f"{label}.der"
        self.home.run(["pkcs11-tool", "--module", self.programs.module, "--read-object", "--type",
                       "cert", "--id", certificate.key_id, "--output-file", path])
        return ssl.DER_cert_to_PEM_cert(path.read_bytes())

    def acquire_both(self):
        self.person.configure(exposure="usable")
        return [self.person.acquire(key_type.replace("-", ""), key_type) for key_type in KEY_TYPES]

    def sign_with(self, certificates):
        """A program that has signed with each of them."""
        program = Program(self.person)
        for certificate in certificates:
            self.assertEqual(program.sign(certificate.nickname), CKR_OK)
        return program

    def signers(self, count):
        """So many signers, all sealed: what reads the keys for them has ended then."""
        found = []

        def are_ready():
            found[:] = processes_of(SIGNER, self.home.directory)
            return len(found) == count and all(is_sealed(pid) for pid in found)

        process.wait_until(are_ready, f"{count} signers are sealed, and no other one is there")
        return found


class SealedKeys(Memory):
    """The search finds what is there."""

    def test_the_signer_has_keys_that_are_no_tpm_s(self):
        certificates = self.acquire_both()
        self.sign_with(certificates)
        memory = self.take(*self.signers(1), "signer")
        for certificate in certificates:
            self.assertTrue(self.has_key(memory, certificate))


class TpmKeys(Memory):
    def prepare(self):
        self.tpm = software_tpm.SoftwareTpm()
        self.addCleanup(self.tpm.close)
        self.person.configure(custody="tpm", tpm={"tcti": self.tpm.name})

    def test_the_signer_has_no_private_key(self):
        certificates = self.acquire_both()
        self.sign_with(certificates)
        memory = self.take(*self.signers(1), "signer")
        for certificate in certificates:
            self.assertFalse(self.has_key(memory, certificate))

    def test_the_agent_and_a_signer_that_it_has_ready_have_no_private_key(self):
        certificates = self.acquire_both()
        socket = self.home.directory / "run/valux/agent"
        socket.parent.mkdir(parents=True, mode=0o700)
        socket.parent.parent.chmod(0o700)
        self.home.environment["XDG_RUNTIME_DIR"] = str(socket.parent.parent)
        agent = self.home.start([self.programs.agent, "--socket", socket])
        process.wait_until(socket.exists, "the agent listens")
        self.sign_with(certificates)
        # The program has one, and the agent the next one.
        taken = [self.take(agent.pid, "agent")] + [
            self.take(pid, f"signer-{pid}") for pid in self.signers(2)]
        for memory in taken:
            for certificate in certificates:
                self.assertFalse(self.has_key(memory, certificate))

    def start_and_take(self, name, *arguments):
        """The helper's memory while it waits for the centre, which then answers."""
        pending = self.person.store / "pending"
        self.scene.centre.arm("late@certificates", "late@renewals")
        helper = self.home.start([self.programs.enroll, *arguments])
        process.wait_until(
            lambda: any('"sending"' in file.read_text() for file in pending.glob("*.json")),
            "the request is being sent")
        memory = self.take(helper.pid, name)
        self.scene.centre.arm()
        self.scene.centre.request("GET", "/v1/profile")
        self.assertEqual(helper.wait(), 0, helper.describe())
        return memory

    def test_the_helper_has_no_private_key_while_it_acquires_and_renews(self):
        self.scene.centre.start("--service-end", str(TEN_DAYS))
        self.addCleanup(self.scene.centre.start)
        self.person.configure(exposure="usable")
        for key_type in KEY_TYPES:
            nickname = key_type.replace("-", "")
            letter = self.scene.centre.send_letter()
            acquiring = self.start_and_take(
                "acquiring-helper", "new", "--company-id", letter.company_id, "--certificate-id",
                letter.certificate_id, "--nickname", nickname, "--key-type", key_type, "--otp-file",
                self.home.write("one-time-password", letter.one_time_password + "\n"),
                "--passphrase-file", self.home.write("passphrase", letter.passphrase + "\n"),
                "--no-register")
            old = self.person.certificate(nickname)
            self.person.check_custody(old)
            self.assertFalse(self.has_key(acquiring, old))
            old_file = self.pem_of(old)
            renewing = self.start_and_take("renewing-helper", "renew", nickname)
            new = self.person.certificate(nickname)
            self.assertNotEqual(new.serial, old.serial)
            self.person.check_custody(new)
            self.assertFalse(self.has_key(renewing, new))
            self.pem_of = lambda _, pem=old_file: pem
            self.assertFalse(self.has_key(renewing, old))
            del self.pem_of


if __name__ == "__main__":
    case.main()
