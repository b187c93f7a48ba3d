#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""
What bash, zsh and fish complete of valux-enroll's command lines: typed at a terminal, with the key
Tab, into the shell itself. The program that they run then says with which arguments it was called.
"""

import json
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, process, workplace

# Says what it was called with; what completions ask the program for, it answers.
PROGRAM = """#!/bin/sh
if [ "$1 $2" = "list --json" ]; then
    echo '{"certificates":[{"nickname":"BANKTOKYO"},{"nickname":"COUNTER"}]}'
else
    echo "CALLED:$*:"
fi
"""

# How each shell is started, and told where the completion is. Then it says that it is ready.
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {}/bash/valux-enroll"),
    "zsh": (["zsh", "-f", "-i"],
            "fpath=({}/zsh $fpath); autoload -U compinit; compinit -u -D"),
    "fish": (["fish", "--no-config", "-i"], "source {}/fish/valux-enroll.fish"),
}

# What is typed behind "valux-enroll ", and what the program is called with.
COMPLETED = (
    ("conf\t", "config"),
    ("ren\t", "renew"),
    ("new --comp\tNTTDATA01003", "new --company-id NTTDATA01003"),
    ("new --key-type ec-p3\t", "new --key-type ec-p384"),
    ("new --ca-file cent\t", "new --ca-file centre-ca.pem"),
    ("register --database some\tdeep", "register --database somewhere/deep"),
    ("select BANK\t", "select BANKTOKYO"),
    ("remove --y\tCOUN\t", "remove --yes COUNTER"),
    ("config centre.caF\t/x", "config centre.caFile /x"),
    ("config centre.profile e\t", "config centre.profile est"),
)


class Shell:
    """A shell at a terminal."""

    def __init__(self, place, completions, name):
        arguments, setting = SHELLS[name]
        home = place.home(name)
        home.write("bin/valux-enroll", PROGRAM).chmod(0o755)
        home.write("centre-ca.pem", "")
        home.make_directory("somewhere")
        environment = {**home.environment, "TERM": "dumb", "PS1": "> ",
                       "PATH": f"{home.directory}/bin:{home.environment['PATH']}"}
        self.name = name
        self.text = ""
        self.terminal, end = pty.openpty()
        self.process = subprocess.Popen(
            [*process.DIE_WITH_PARENT, "setsid", "--ctty", *arguments],
            stdin=end, stdout=end, stderr=end,
            cwd=home.directory, env=environment)
        os.close(end)
        self.type(setting.format(completions) + "; echo RE''ADY\n")
        self.wait_for(r"READY\r?\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)

    def type(self, keys):
        """Types these keys."""
        os.write(self.terminal, keys.encode())

    def wait_for(self, pattern):
        """Waits for text that matches, and passes over all that is written until then."""
        until = time.monotonic() + process.DEADLINE
        while not (match := re.search(pattern, self.text)):
            readable, _, _ = select.select([self.terminal], [], [],
                                           max(0, until - time.monotonic()))
            if not readable:
                raise process.ProcessFailure(f"{self.name}: no /{pattern}/ in {self.text!r}")
            self.text += os.read(self.terminal, 65536).decode("utf-8", "replace")
        self.text = self.text[match.end():]
        return match

    def called_with(self, typed):
        """What valux-enroll is called with when this is typed behind its name."""
        self.type(f"valux-enroll {typed}\n")
        return self.wait_for(r"CALLED:([^\n:]*):\r?\n").group(1).strip()


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = cls.enterClassContext(workplace.Workplace())
        cls.completions = case.ProgramCase.programs.build / "share/completions"

    def check(self, name):
        """Types each of the command lines into the shell."""
        with Shell(self.place, self.completions, name) as shell:
            for typed, called in COMPLETED:
                self.assertEqual(shell.called_with(typed), called, f"{name}: {typed!r}")
        print(f"    {name}: {len(COMPLETED)} command lines", file=sys.stderr)

    def test_bash_completes_commands_options_files_and_nicknames(self):
        self.check("bash")

    def test_zsh_completes_commands_options_files_and_nicknames(self):
        self.check("zsh")

    def test_fish_completes_commands_options_files_and_nicknames(self):
        self.check("fish")

    def options(self, command):
        """The command's table of options, which the program tells where a word can mean all."""
        told = subprocess.run([case.ProgramCase.programs.enroll, command, "--=", "--json"],
                              capture_output=True, text=True, check=False,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
        message = json.loads(told.stdout)["error"]["message"] if told.stdout else told.stderr
        return re.findall(r"--[a-z][a-z-]*", message.split("It can mean:")[1])

    def test_each_option_of_each_command_is_there(self):
        told = subprocess.run([case.ProgramCase.programs.enroll, "--help"], check=True,
                              capture_output=True, text=True, env={"LC_ALL": "C"}).stdout
        commands = re.findall(r"^  ([a-z]+) ", told, re.MULTILINE)
        fish = (self.completions / "fish/valux-enroll.fish").read_text()
        bash = (self.completions / "bash/valux-enroll").read_text()
        zsh = (self.completions / "zsh/_valux-enroll").read_text()
        count = 0
        for command in commands:
            of_bash = re.search(rf"^    {command}\) .*", bash, re.MULTILINE).group(0)
            of_zsh = re.search(rf"^    {command}\) _arguments.*", zsh, re.MULTILINE).group(0)
            for option in self.options(command):
                self.assertIn(f" {option}", of_bash, command)
                self.assertRegex(of_zsh, rf"'\*?{option}\[", command)
                self.assertTrue(
                    option == "--help" or re.search(
                        rf"from {command}' -l {option[2:]} ", fish), f"{command} {option}")
                count += 1
        self.assertGreater(count, 60)
        print(f"    {len(commands)} commands, {count} options", file=sys.stderr)


if __name__ == "__main__":
    case.main()
