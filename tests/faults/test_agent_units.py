#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""The agent under a real systemd user manager: register, unregister and doctor, and what its unit
denies it."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from agent_world import BY_AGENT, SOCKET_MISSING
from harness.process import processes_of
from signer_world import (BOUND, CKR_KEY_HANDLE_INVALID, CKR_OK, Program, children_of, is_gone,
                          wait_until)
from user_manager import RUNTIME, UserManagerCase, main

SOCKET, SERVICE = "valux-agent.socket", "valux-agent.service"
PATH = RUNTIME / "valux/agent"
UNITS = pathlib.Path(os.environ["VALUX_TEST_BUILD"]) / "lib/systemd/user"

# What systemd-analyze calls the measures of the unit.
MEASURES = (
    "NoNewPrivileges=", "UMask=", "LockPersonality=", "MemoryDenyWriteExecute=",
    "RestrictAddressFamilies=~AF_(INET|INET6)", "RestrictAddressFamilies=~AF_NETLINK",
    "RestrictAddressFamilies=~AF_PACKET", "RestrictAddressFamilies=~…", "RestrictNamespaces=~user",
    "RestrictNamespaces=~mnt", "RestrictNamespaces=~net", "RestrictNamespaces=~pid",
    "RestrictRealtime=", "RestrictSUIDSGID=", "SystemCallArchitectures=",
    "SystemCallFilter=~@clock", "SystemCallFilter=~@cpu-emulation", "SystemCallFilter=~@debug",
    "SystemCallFilter=~@module", "SystemCallFilter=~@mount", "SystemCallFilter=~@obsolete",
    "SystemCallFilter=~@privileged", "SystemCallFilter=~@raw-io", "SystemCallFilter=~@reboot",
    "SystemCallFilter=~@swap",
)
CKR_PIN_INCORRECT = "0xa0"
EXPOSURE_MOST = 6.5  # "medium". What else it counts takes root or a name space of the unit's own


class Units(UserManagerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.home / ".local/share/valux"
        done = cls.run_tool(os.environ["VALUX_TEST_MAKE_STORE"], "--store", cls.store,
                            "--count", 1, "--nickname", "BANK01", "--key-types", "ec-p256")
        assert done.returncode == 0, done.stderr

    def setUp(self):
        self.programs = []

    def tearDown(self):
        for program in self.programs:
            program.end()
        done = self.enroll("unregister")
        self.assertEqual(done.stderr, "")
        self.assertEqual(self.state("is-active", SOCKET), "inactive")

    def program(self):
        """A program that has initialised the module."""
        program = Program(os.environ["VALUX_TEST_MODULE"], str(self.store),
                          XDG_RUNTIME_DIR=str(RUNTIME))
        self.programs.append(program)
        program.open()
        return program

    def signs_by(self, program):
        self.assertEqual(program.sign("BANK01")[0], CKR_OK)
        return int(program.ask("device-error")[0])

    def program_by_agent(self):
        """A program that has a signer of the agent's: not each one has the luck."""
        end = time.monotonic() + BOUND
        while time.monotonic() < end:
            program = self.program()
            if self.signs_by(program) == BY_AGENT:
                return program
            program.end()
            self.programs.remove(program)
        raise AssertionError("the agent gives no signer: " + self.log())

    def log(self):
        return self.systemctl("status", SOCKET, SERVICE).stdout

    def agent(self):
        return int(self.systemctl("show", "-p", "MainPID", "--value", SERVICE).stdout)

    def finding(self, **environment):
        """What doctor says of the agent, in words and as JSON."""
        done = self.run_tool(os.environ["VALUX_TEST_ENROLL"], "doctor", "--json", **environment)
        found = [entry for entry in json.loads(done.stdout)["findings"]
                 if entry["step"] == "agent"]
        self.assertEqual(len(found), 1, done.stdout)
        lines = self.run_tool(os.environ["VALUX_TEST_ENROLL"], "doctor", **environment).stdout
        if found[0]["verdict"] == "note":
            self.assertIn(found[0]["message"], lines)
        return found[0]

    def test_register_has_the_agent_started_and_unregister_takes_it_back(self):
        before = self.units()
        self.assertEqual(self.signs_by(self.program()), SOCKET_MISSING)
        self.assertIn("agent: set up", self.register())
        self.assertEqual(self.state("is-enabled", SOCKET), "enabled")
        self.assertEqual(self.state("is-active", SOCKET), "active")
        self.assertEqual(self.state("is-active", SERVICE), "inactive", "nobody has needed it")
        self.assertEqual(PATH.stat().st_mode & 0o777, 0o600)
        self.assertEqual(PATH.parent.stat().st_mode & 0o777, 0o700)
        program = self.program_by_agent()
        self.assertEqual(children_of(program.pid), [])
        self.assertEqual(self.state("is-active", SERVICE), "active")
        self.assertIn("agent: set up", self.register(), "again")
        self.assertIn("agent: taken back", self.enroll("unregister").stdout)
        self.assertNotEqual(self.state("is-enabled", SOCKET), "enabled")
        self.assertEqual(self.state("is-active", SOCKET), "inactive")
        self.assertEqual(self.state("is-active", SERVICE), "inactive")
        self.assertFalse(PATH.exists())
        self.assertEqual(self.units(), before)
        self.signs_by(program)  # a program that has begun goes on
        self.assertEqual(self.signs_by(self.program()), SOCKET_MISSING)

    def test_a_killed_agent_takes_no_signer_with_it_and_is_started_by_the_next_program(self):
        self.register()
        program = self.program_by_agent()
        agent = self.agent()
        os.kill(agent, signal.SIGKILL)
        wait_until(lambda: is_gone(agent), "it is not gone", BOUND)
        self.assertEqual(self.signs_by(program), BY_AGENT)
        self.assertEqual(children_of(program.pid), [], "its signer is the same")
        self.program_by_agent()
        self.assertNotEqual(self.agent(), agent)

    def test_a_second_socket_is_a_drop_in_of_the_unit(self):
        second = RUNTIME / "second/agent"
        drop_in = self.home / f".config/systemd/user/{SOCKET}.d/second.conf"
        drop_in.parent.mkdir(parents=True)
        drop_in.write_text(f"[Socket]\nListenSequentialPacket={second}\n")
        self.register()
        self.systemctl("daemon-reload")
        self.assertTrue(second.is_socket() and PATH.is_socket(), self.log())
        drop_in.unlink()
        drop_in.parent.rmdir()
        self.enroll("unregister")
        self.systemctl("daemon-reload")

    def make_flatpak(self):
        """A Firefox of Flatpak, as far as register sees it; returns where its copies are to be."""
        application = self.home / ".var/app/org.mozilla.firefox"
        profiles = application / "config/mozilla/firefox"
        (profiles / "p").mkdir(parents=True)
        (profiles / "profiles.ini").write_text("[Profile0]\nName=p\nPath=p\n")
        self.addCleanup(shutil.rmtree, application, ignore_errors=True)
        return application, application / "valux-pkcs11"

    def assert_drop_in(self, *sockets):
        """The unit's drop-in names these sockets, and systemd listens on them."""
        directory = self.home / f".config/systemd/user/{SOCKET}.d"
        self.assertEqual(directory.exists(), bool(sockets))
        if sockets:
            text, = (file.read_text() for file in directory.iterdir())
            self.assertEqual([line for line in text.splitlines() if "=" in line],
                             [f"ListenSequentialPacket={socket}" for socket in sockets])
        for socket in sockets:
            self.assertTrue(socket.is_socket(), self.log())
            self.assertEqual(socket.stat().st_mode & 0o777, 0o600)

    def sandboxed_program(self, published):
        """A program that has the published copy of the module, and none of our environment."""
        program = Program(str(published / "libvalux-pkcs11.so"), "/nowhere")
        self.programs.append(program)
        program.open()
        return program

    def test_a_sandboxed_program_has_its_own_socket_of_the_agent(self):
        before = self.units()
        _, published = self.make_flatpak()
        socket = published / "valux/agent"
        self.assertIn("the agent listens for them", self.register())
        self.assert_drop_in(socket)
        program = self.sandboxed_program(published)
        self.assertEqual(self.signs_by(program), BY_AGENT)
        self.assertEqual(children_of(program.pid), [])
        self.assertEqual(self.signs_by(self.program_by_agent()), BY_AGENT, "the main one is there")
        self.register()
        self.assert_drop_in(socket)
        self.assertIn("agent: taken back", self.enroll("unregister").stdout)
        self.assert_drop_in()
        self.assertEqual((self.units(), published.exists()), (before, False))
        self.assertEqual(program.sign("BANK01")[0], CKR_KEY_HANDLE_INVALID, "its token is empty")

    def test_a_sandboxed_program_that_was_there_before_the_agent_needs_no_second_register(self):
        _, published = self.make_flatpak()
        self.register()
        self.enroll("unregister")
        self.register()
        self.assertEqual(self.signs_by(self.sandboxed_program(published)), BY_AGENT)
        self.assertNotIn("socket is not there", self.run_tool(
            os.environ["VALUX_TEST_ENROLL"], "doctor").stdout)

    def test_a_sandboxed_program_logs_in_within_what_the_unit_allows(self):
        pin = self.directory / "pin"
        pin.write_text("correct-horse\n")
        _, published = self.make_flatpak()
        self.register()
        self.enroll("custody", "pin", "--new-pin-file", pin)
        self.addCleanup(self.enroll, "custody", "sealed", "--pin-file", pin)
        program = self.sandboxed_program(published)
        attempts = self.store / "pin-attempts.json"
        self.assertEqual(program.sign("BANK01")[0], CKR_KEY_HANDLE_INVALID)
        self.assertEqual(program.ask("login battery-staple")[0], CKR_PIN_INCORRECT)
        self.assertEqual(json.loads(attempts.read_text())["failures"], 1)
        self.assertEqual(program.ask("login correct-horse")[0], "0x0", self.log())
        self.assertFalse(attempts.exists())
        self.assertEqual(self.signs_by(program), BY_AGENT)
        before = self.agent()
        self.enroll("lock")
        wait_until(lambda: not processes_of(os.environ["VALUX_TEST_ENROLL"], self.home),
                   "the keeper stays", BOUND)
        self.assertEqual(program.sign("BANK01")[0], CKR_KEY_HANDLE_INVALID)
        self.assertEqual(program.ask("login correct-horse")[0], "0x0", self.log())
        self.assertNotEqual(self.agent(), before)
        self.assertEqual(self.signs_by(program), BY_AGENT)
        self.enroll("lock")

    def test_the_socket_of_a_sandboxed_program_that_is_gone_goes_by_the_daily_timer(self):
        application, published = self.make_flatpak()
        self.register()
        shutil.rmtree(application)
        self.systemctl("start", "valux-alarm.service")
        self.assert_drop_in()
        self.assertEqual(self.state("is-active", SOCKET), "active")
        self.assertFalse(published.exists())
        self.program_by_agent()

    def test_doctor_says_by_which_way_programs_have_their_signer_and_why(self):
        finding = self.finding()
        self.assertEqual((finding["verdict"], finding["remedy"]),
                         ("note", ["register"]), finding)
        self.assertIn("the agent's socket is not there. Have systemd start it", finding["message"])
        self.register()
        self.program_by_agent()
        self.assertEqual(self.finding()["verdict"], "right")
        self.assertIn("XDG_RUNTIME_DIR is not set",
                      self.finding(XDG_RUNTIME_DIR="")["message"])
        self.assertIn("does not exist", self.finding(XDG_RUNTIME_DIR="/run/missing")["message"])
        long = RUNTIME / ("d" * 100)
        long.mkdir(mode=0o700)
        self.assertIn("too long", self.finding(XDG_RUNTIME_DIR=str(long))["message"])
        other = RUNTIME / "other"
        other.mkdir(mode=0o700)
        os.chown(other, 1, 1)
        self.assertIn("another user's", self.finding(XDG_RUNTIME_DIR=str(other))["message"])
        os.chown(other, 0, 0)
        finding = self.finding(XDG_RUNTIME_DIR=str(other))
        self.assertIn("No systemd user manager runs", finding["message"])
        self.assertNotIn("remedy", finding)
        self.assert_full_is_told(other)
        self.assert_other_store_is_told()

    def assert_full_is_told(self, directory):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "nr_inodes=1,mode=0700", "full", directory],
                       check=True)
        try:
            self.assertIn("is full", self.finding(XDG_RUNTIME_DIR=str(directory))["message"])
        finally:
            subprocess.run(["umount", directory], check=True)

    def assert_other_store_is_told(self):
        data = self.directory / "data"
        done = self.run_tool(os.environ["VALUX_TEST_MAKE_STORE"], "--store", data / "valux",
                             "--count", 1, "--nickname", "OTHER1", "--key-types", "ec-p256")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("another certificate store",
                      self.finding(XDG_DATA_HOME=str(data))["message"])

    def test_systemd_finds_nothing_to_complain_about_in_the_units(self):
        for unit in (SOCKET, SERVICE):
            done = self.run_tool("systemd-analyze", "--user", "--man=no", "verify", UNITS / unit)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_systemd_says_how_the_agent_is_hardened(self):
        self.register()
        done = self.run_tool("systemd-analyze", "--user", "--no-pager", "security", SERVICE)
        lines = done.stdout.splitlines()
        taken = {line.split()[1] for line in lines if line.startswith("✓")}
        self.assertEqual(sorted(set(MEASURES) - taken), [], done.stdout)
        exposure = float(lines[-1].split(":")[1].split()[0])
        self.assertLessEqual(exposure, EXPOSURE_MOST)
        print(f"  systemd-analyze security: {exposure}, {len(taken)} measures", flush=True)


if __name__ == "__main__":
    main()
