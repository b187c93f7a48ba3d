# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""What the tests of sandboxed browsers have in common.

The class of a sandbox (flatpak.Application, snap.Snap) starts the machine's programs in it. The
agent runs outside, as systemd would run it. `register` has published module, snapshot and socket.
"""

import datetime
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import agent, case, chromium, dovecot, firefox, nginx, process, thunderbird

TEN_DAYS = 10 * 86400
SHORT_LIFE = 25  # seconds


class SandboxedCase(case.ProgramCase):
    """Cases with a person, certificates of both key types, and a sandboxed program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rsa = cls.person.acquire("firstRSA", "rsa-2048")
        cls.ec = cls.person.acquire("secondEC", "ec-p256")

    @classmethod
    def register(cls, sandbox, directory):
        """Registers all programs, and starts the agent for this one's sandbox."""
        programs = {program["directory"]: program for program in cls.person.register()["programs"]}
        program = programs[str(directory)]
        assert program["outcome"] == "done", program
        assert program["published"] == str(sandbox.published), program
        cls.agent = agent.Agent(cls.person, sandbox.published)
        cls.addClassCleanup(lambda: cls.agent.stop())

    def present_each(self, browser, name):
        """The selection decides, with both key types over both versions of TLS."""
        for certificate in (self.rsa, self.ec, self.rsa):
            self.person.select(certificate)
            self.wait_until_nss_looks()
            for protocol in ("TLSv1.2", "TLSv1.3"):
                self.assert_presented(browser.visit(self.server, protocol), certificate, name)

    def assert_hidden(self, sandbox):
        """The program can neither read the store nor reach the module and the signer."""
        person = self.person
        for path in (person.store / "snapshot", person.store / "seal", person.product.module,
                     person.product.signer, person.product.agent):
            self.assertTrue(path.exists(), path)
            self.assertEqual(sandbox.run("sh", "-c", f"cat '{path}' > /dev/null 2>&1 || "
                                         "echo refused").strip(), "refused", path)
        published = sandbox.run("sh", "-c", f"cd '{sandbox.published}' && find . | sort").split()
        self.assertEqual(published, [".", "./libvalux-pkcs11.so", "./valux", "./valux/agent",
                                     "./valux/snapshot"])
        self.tell(f"hidden: store, module, signer, agent; seen: {' '.join(published)}")

    def follow_renewal(self, browser, name):
        self.addCleanup(self.scene.centre.start)
        self.scene.centre.start("--service-end", str(TEN_DAYS))
        old = self.person.acquire("renewable")
        self.person.select(old)
        self.wait_until_nss_looks()
        self.assert_presented(browser.visit(self.server), old, name)
        self.scene.centre.start()
        new = self.person.renew(old)
        self.assertNotEqual(new.serial, old.serial)
        self.wait_until_nss_looks()
        self.assert_presented(browser.visit(self.server), new, f"{name}, renewed")

    def follow_service_end(self, browser, name):
        self.addCleanup(self.scene.centre.start)
        self.scene.centre.start("--service-end", str(SHORT_LIFE))
        brief = self.person.acquire("shortlived")
        self.person.select(brief)
        self.wait_until_nss_looks()
        self.assert_presented(browser.visit(self.server), brief, name)
        end = datetime.datetime.fromisoformat(brief.report["servicePeriod"]["to"]).timestamp()
        self.assertLess(time.time(), end, "the machine is too slow for this certificate's life")
        process.wait_until(lambda: time.time() >= end + 1, "the service has ended")
        self.wait_until_nss_looks()
        self.assertEqual(browser.visit(self.server).common_name, nginx.NO_CERTIFICATE)
        self.tell(f"{name}: no certificate after the end of its service")


class FirefoxCase(SandboxedCase):
    """`make_sandbox` makes the sandbox, and says where Firefox has its profiles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox, base = cls.make_sandbox()
        cls.profile = firefox.Profile(cls.person.home, "work", cls.sandbox.program, base)
        cls.profile.trust(cls.scene.centre.certificate)
        cls.register(cls.sandbox, cls.profile.directory.resolve())
        cls.firefox = firefox.Firefox(cls.profile)
        cls.addClassCleanup(cls.firefox.stop)

    def check_modules(self):
        self.assertEqual(self.firefox.modules()["VALUX"], ["VALUX"])
        self.assert_hidden(self.sandbox)

    def replace_agent(self, browser, name):
        """What a program has goes on without the agent; its next signer is another agent's."""
        self.person.select(self.rsa)
        self.wait_until_nss_looks()
        self.assert_presented(browser.visit(self.server), self.rsa, name)
        self.agent.stop()
        self.assert_presented(browser.visit(self.server), self.rsa, f"{name}, without the agent")
        type(self).agent = agent.Agent(self.person, self.sandbox.published)
        self.person.select(self.ec)
        self.wait_until_nss_looks()
        self.assert_presented(browser.visit(self.server), self.ec, f"{name}, with another agent")

    def log_in(self, pin, status=1):
        """Lists the copy's objects by a program that insists on logging in (OpenSC's)."""
        module = self.sandbox.published / "libvalux-pkcs11.so"
        return self.sandbox.run("sh", "-c", 'exec pkcs11-tool --module "$0" --login --pin "$1" -O '
                                "2>&1", str(module), pin, status=status)

    def start_agent_for_all(self):
        """The agent ends when the store is locked, and systemd would start it again."""
        self.agent.stop()
        runtime = pathlib.Path(self.person.home.environment["XDG_RUNTIME_DIR"])
        self.person.home.make_directory(runtime.relative_to(self.person.home.directory) / "valux")
        type(self).agent = agent.Agent(self.person, self.sandbox.published, runtime)

    def restore_custody(self, pin_file):
        self.person.enroll("custody", "sealed", "--pin-file", pin_file)
        self.start_agent_for_all()

    def follow_the_lock(self, browser, name):
        """A program that logs in is answered by the same check as outside of the sandbox."""
        pin, wrong = "correct-horse", "incorrect-horse"
        attempts = self.person.store / "pin-attempts.json"
        pin_file = self.person.home.write("pin", f"{pin}\n")
        self.person.select(self.ec)
        self.person.enroll("custody", "pin", "--new-pin-file", pin_file)
        self.addCleanup(self.restore_custody, pin_file)
        for _ in range(2):
            self.start_agent_for_all()
            self.assertIn("CKR_PIN_INCORRECT", self.log_in(wrong))
            self.assertTrue(attempts.exists(), "it is counted")
            self.wait_until_nss_looks()
            self.assertEqual(browser.visit(self.server).common_name, nginx.NO_CERTIFICATE)
            self.assertIn("Private Key Object", self.log_in(pin, status=0))
            self.assertFalse(attempts.exists())
            self.wait_until_nss_looks()
            self.assert_presented(browser.visit(self.server), self.ec, f"{name}, unlocked")
            self.assertIn("CKR_PIN_INCORRECT", self.log_in(wrong))
            self.person.enroll("lock")
        self.agent.stop()
        self.assertIn("CKR_FUNCTION_FAILED", self.log_in(pin))
        self.tell(f"{name}: a login with the PIN unlocks, and nothing else does")


class ThunderbirdCase(SandboxedCase):
    """Likewise for Thunderbird, with an account on an IMAP server that wants a certificate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox, base = cls.make_sandbox()
        cls.mail_server = dovecot.Server(cls.place.home("mail-server"), cls.scene.centre)
        cls.profile = thunderbird.Profile(cls.person.home, "mail", cls.sandbox.program, base)
        cls.profile.trust(cls.scene.centre.certificate)
        cls.register(cls.sandbox, cls.profile.directory.resolve())
        cls.profile.add_account(cls.rsa.common_name, cls.mail_server.port)
        cls.thunderbird = thunderbird.Thunderbird(cls.profile)
        cls.addClassCleanup(cls.thunderbird.stop)

    def check_login(self):
        self.person.select(self.rsa)
        self.wait_until_nss_looks()
        user = self.rsa.common_name
        self.mail_server.deliver(user, b"Subject: hello\n\nThe secret word is tangerine.\n")
        self.assertIn("tangerine", self.thunderbird.show_first_message())
        self.mail_server.wait_for_login(user)
        self.tell(f"Dovecot let {user} in by certificate")


class ChromiumCase(SandboxedCase):
    """Likewise for Chromium; `make_sandbox` gives the place of its NSS database."""

    def start(self):
        sandbox, database = self.make_sandbox()
        home = self.person.home
        directory = home.make_directory(database)
        home.run(["certutil", "-N", "--empty-password", "-d", f"sql:{directory}"])
        chromium.trust(home, directory, self.scene.centre.certificate)
        self.register(sandbox, directory.resolve())
        browser = chromium.SandboxedChromium(sandbox, chromium.choose_automatically(self.server))
        self.addCleanup(browser.stop)
        return sandbox, browser
