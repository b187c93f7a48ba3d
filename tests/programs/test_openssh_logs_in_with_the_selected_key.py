#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""OpenSSH lists the token's keys, and logs in and signs with the selected one."""

import getpass
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, process

# Where root's sshd locks itself in; its service makes it at the machine's start.
JAIL = pathlib.Path("/run/sshd")

SERVER = """
HostKey {directory}/host-key
AuthorizedKeysFile {directory}/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PrintMotd no
"""


class OpenSsh(case.ProgramCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.person.home
        cls.module = cls.person.product.module
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        if os.geteuid() == 0 and not JAIL.exists():
            JAIL.mkdir(mode=0o755)
            cls.addClassCleanup(JAIL.rmdir)
        directory = cls.home.make_directory("sshd")
        cls.home.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory / "host-key"])
        cls.home.write("sshd/configuration", SERVER.format(directory=directory))
        host_key = (directory / "host-key.pub").read_text()
        cls.home.write("known-hosts", f"loopback {host_key}")

    def public_key(self, certificate):
        """The public key, as ssh-keygen lists it, of the token's key that is now selected."""
        self.person.select(certificate)
        keys = [line for line in self.home.run(["ssh-keygen", "-D", self.module]).splitlines()
                if line.endswith(f" {certificate.nickname}")]
        self.assertEqual(len(keys), 1, keys)
        return keys[0]

    def log_in(self, *options, status=0):
        """Logs in on a server that is a child of the client: no port is needed."""
        server = f"/usr/sbin/sshd -i -e -f {self.home.directory}/sshd/configuration"
        return self.home.run(
            ["ssh", "-F", "none", "-o", f"ProxyCommand={server}", "-o", "HostKeyAlias=loopback",
             "-o", f"UserKnownHostsFile={self.home.directory}/known-hosts", "-o", "BatchMode=yes",
             "-o", "IdentityFile=none", *options, f"{getpass.getuser()}@loopback", "echo inside"],
            status=status)

    def test_the_server_lets_the_selected_key_in_and_no_other(self):
        for certificate, other in ((self.rsa, self.ec), (self.ec, self.rsa)):
            self.home.write("sshd/authorized", self.public_key(certificate) + "\n")
            self.assertIn("inside", self.log_in("-I", self.module))
            self.tell(f"ssh -I: logged in with {certificate.nickname}")
            self.person.select(other)
            self.assertIn("Permission denied", self.log_in("-I", self.module, status=255))
            self.tell(f"ssh -I: refused with {other.nickname}")

    def test_ssh_keygen_signs_a_certificate_with_the_selected_key(self):
        self.home.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                       self.home.directory / "user"])
        for certificate in (self.rsa, self.ec):
            authority = self.home.write("authority.pub", self.public_key(certificate) + "\n")
            self.home.run(["ssh-keygen", "-D", self.module, "-s", authority, "-I", "somebody",
                           self.home.directory / "user.pub"])
            fingerprint = self.home.run(["ssh-keygen", "-l", "-f", authority]).split()[1]
            shown = self.home.run(["ssh-keygen", "-L", "-f",
                                   self.home.directory / "user-cert.pub"])
            self.assertIn(fingerprint, shown)
            self.tell(f"ssh-keygen -s: signed by {certificate.nickname}")

    def test_an_agent_serves_the_selected_key_until_the_selection_moves(self):
        key = self.home.write("agent-key.pub", self.public_key(self.rsa) + "\n")
        socket = self.home.directory / "agent"
        variables = {"SSH_AUTH_SOCK": str(socket), "SSH_ASKPASS": "/bin/true",
                     "SSH_ASKPASS_REQUIRE": "force"}
        agent = self.home.start(["ssh-agent", "-D", "-a", socket, "-P", "/*"])
        self.addCleanup(agent.stop)
        process.wait_until(socket.is_socket, "the agent's socket is there")
        self.home.run(["ssh-add", "-s", self.module], variables)
        self.home.run(["ssh-add", "-T", key], variables)
        self.tell("ssh-add -T: the agent signs")
        self.person.select(self.ec)
        self.assertIn("agent refused operation",
                      self.home.run(["ssh-add", "-T", key], variables, status=1))
        self.tell("ssh-add -T: the agent refuses once another certificate is selected")


if __name__ == "__main__":
    case.main()
