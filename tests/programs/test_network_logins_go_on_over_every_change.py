#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
Programs that log a machine in to a network, and do so again and again while they run: OpenVPN, and
wpa_supplicant by IEEE 802.1X. Each is one process for all changes of a case.
"""

import os
import pathlib
import re
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, nginx, ports, scene

TEN_DAYS = 10 * 86400
SHORT_LIFE = 15  # seconds

OPENVPN = ["openvpn", "--dev", "null", "--ifconfig-noexec", "--verb", "3"]

# An authenticator of IEEE 802.1X at one end of a cable, with an EAP server of its own. It asks for
# a new login every second.
HOSTAPD = """
interface=authenticator
driver=wired
ieee8021x=1
use_pae_group_addr=1
eap_reauth_period=1
eap_server=1
eap_user_file={users}
ca_cert={authorities}
server_cert={certificate}
private_key={key}
"""

WPA_SUPPLICANT = """
ap_scan=0
pkcs11_engine_path={engine}
pkcs11_module_path={module}
network={{
    key_mgmt=IEEE8021X
    eap=TLS
    eapol_flags=0
    identity="clerk"
    ca_cert="{authority}"
    client_cert="pkcs11:token=VALUX;object={nickname};type=cert"
    private_key="pkcs11:token=VALUX;object={nickname};type=private"
}}
"""

# wpa_supplicant loads modules below /usr/lib alone. The build tree is put there in a mount
# namespace of the test's own, over a directory that it has no use for.
TRUSTED_PLACE = pathlib.Path("/usr/lib/dbus-1.0")
NETWORK = f"""
set -e
mount --bind "$1" {TRUSTED_PLACE}
ip link add port type veth peer name authenticator
ip link set port up
ip link set authenticator up
echo the network is there
exec sleep infinity
"""


class NetworkLogins:
    """The cases; a class for each program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")
        cls.home = cls.person.home
        cls.authority = cls.home.directory / "centre-ca.pem"
        cls.person.configure(exposure="usable")
        cls.start_server()

    def test_a_process_logs_in_over_every_change_of_other_certificates(self):
        renewable = self.acquire_brief("renewable", TEN_DAYS)
        self.start_client(self.rsa)
        self.person.select(self.ec)
        self.wait_for_login(self.rsa)
        self.tell("after another selection")
        self.person.renew(renewable)
        self.wait_for_login(self.rsa)
        self.tell("after a renewal")
        brief = self.acquire_brief("shortlived", SHORT_LIFE)
        self.wait_for_login(self.rsa)
        self.wait_for_service_end(brief)
        self.wait_for_login(self.rsa)
        self.tell("after a service end")

    def test_a_process_started_anew_logs_in_with_the_renewed_certificate(self):
        old = self.acquire_brief("another", TEN_DAYS)
        self.start_client(old)
        new = self.person.renew(old)
        self.client.stop()
        self.start_client(new)
        self.tell(f"serial number {new.serial} after {old.serial}")


class OpenVpn(NetworkLogins, case.ProgramCase):
    """OpenVPN names its certificate by an ID, which `--show-pkcs11-ids` prints."""

    @classmethod
    def start_server(cls):
        centre = cls.scene.centre
        cls.port = ports.free_port()
        cls.server = cls.home.start([
            *OPENVPN, "--tls-server", "--dh", "none", "--proto", "tcp-server", "--local",
            nginx.HOST, "--port", cls.port, "--ca", centre.authorities, "--cert",
            centre.server_certificate, "--key", centre.server_key])
        cls.server.wait_for_line("Listening for incoming TCP connection")

    def start_client(self, certificate, *options):
        listed = self.home.run(["openvpn", "--show-pkcs11-ids", self.person.product.module])
        identity = re.search(rf"Serial: +0*{certificate.serial}\n.*Serialized id: +(\S+)$", listed,
                             re.MULTILINE | re.IGNORECASE).group(1)
        lines = len(self.server.lines)
        self.client = self.home.start([
            *OPENVPN, "--tls-client", "--nobind", "--proto", "tcp-client", "--remote", nginx.HOST,
            self.port, "--ca", self.authority, "--connect-retry", "1", "1", *options,
            "--pkcs11-providers", self.person.product.module, "--pkcs11-id", identity])
        self.addCleanup(self.client.stop)
        self.see_login(certificate, 0, lines)

    def see_login(self, certificate, client_lines, server_lines):
        self.client.wait_for_line("Initialization Sequence Completed", start=client_lines)
        self.server.wait_for_line(rf"VERIFY OK: depth=0, .*CN={certificate.common_name}$",
                                  start=server_lines)

    def wait_for_login(self, certificate):
        """Has the running client connect again, and sees it log in."""
        client_lines, server_lines = len(self.client.lines), len(self.server.lines)
        os.kill(self.client.pid, signal.SIGUSR1)
        self.see_login(certificate, client_lines, server_lines)

    def test_the_server_gets_the_certificate_in_either_version_of_tls(self):
        for certificate, version in ((self.rsa, "1.2"), (self.ec, "1.3")):
            lines = len(self.server.lines)
            self.start_client(certificate, "--tls-version-max", version)
            self.server.wait_for_line(rf"Control Channel: TLSv{version}", start=lines)
            self.tell(f"TLS {version}: {certificate.nickname}")
            self.client.stop()


class WpaSupplicant(NetworkLogins, case.ProgramCase):
    """The authenticator asks every second for a new login.

    libp11's engine keeps each key that it has seen, and takes the first that the URI fits. So the
    URI names the certificate, and a renewed one needs a new process.
    """

    @classmethod
    def start_server(cls):
        centre = cls.scene.centre
        product = cls.person.product
        holder = cls.home.start(["unshare", "-n", "-m", "sh", "-c", NETWORK, "network",
                                 product.build])
        holder.wait_for_line("the network is there")
        cls.inside = ["nsenter", "-t", str(holder.pid), "-n", "-m"]
        cls.server = cls.home.start(["hostapd", "-d", cls.home.write("hostapd.conf", HOSTAPD.format(
            users=cls.home.write("users", "* TLS\n"), authorities=centre.authorities,
            certificate=centre.server_certificate, key=centre.server_key))], before=cls.inside)
        cls.server.wait_for_line("AP-ENABLED")
        cls.engine, = pathlib.Path("/usr/lib").glob("*/engines-3/pkcs11.so")
        cls.module = TRUSTED_PLACE / product.module.relative_to(product.build)
        if scene.CUSTODY == "tpm":
            cls.person.configure(tpm={"tcti": cls.scene.tpm.local_name})

    def start_client(self, certificate):
        self.client = self.home.start(
            ["wpa_supplicant", "-D", "wired", "-i", "port", "-c", self.home.write(
                "wpa_supplicant.conf", WPA_SUPPLICANT.format(
                    engine=self.engine, module=self.module, authority=self.authority,
                    nickname=certificate.nickname))], before=self.inside)
        self.addCleanup(self.client.stop)
        self.wait_for_login(certificate)

    def wait_for_login(self, certificate):
        """Waits for a login that begins now."""
        for line in ("CTRL-EVENT-EAP-STARTED", rf"depth=0 buf='.*CN={certificate.common_name}'",
                     "CTRL-EVENT-EAP-SUCCESS"):
            self.server.wait_for_line(line, start=len(self.server.lines))


if __name__ == "__main__":
    case.main()
