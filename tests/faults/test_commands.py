#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""valux-enroll and bad input: a clear message in both languages, its exit status, nothing lost."""

import contextlib
import html.parser
import json
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import case, languages, product, sandbox_centre, workplace

# What each command's line allows, beside --help: options without an argument, options with one, and
# the number of arguments.
COMMON = (["--no-register"],
          ["--progress-fd", "--proxy-login-fd", "--wait", "--profile", "--address", "--ca-file",
           "--issuer-ca-file", "--proxy", "--key-type", "--pin-file",
           "--pin-fd", "--new-pin-file", "--new-pin-fd"])
COMMAND_LINES = {
    "new": (["--json", *COMMON[0]],
            ["--company-id", "--certificate-id", "--nickname", "--otp-file", "--otp-fd",
             "--passphrase-file", "--passphrase-fd", *COMMON[1]], 0),
    "renew": (["--automatic", "--json", "--quiet", *COMMON[0]], COMMON[1], 1),
    "resume": (["--json", "--list", *COMMON[0]], ["--abandon", *COMMON[1]], 1),
    "list": (["--check", "--json", "--overview", "--verbose"], [], 0),
    "status": (["--all-users", "--html", "--json", "--sync"], 
               ["--progress-fd", "--proxy-login-fd", "--textfile"], 1),
    "select": (["--json"], [], 1),
    "remove": (["--json", "--yes", "--even-selected"], ["--pin-file", "--pin-fd"], 1),
    "retire": (["--json", "--yes"], ["--pin-file", "--pin-fd"], 0),
    "repair": (["--json"], ["--progress-fd", "--pin-file", "--pin-fd"], 0),
    "register": (["--json", "--policy"], ["--module", "--database", "--root", "--url"], 0),
    "unregister": (["--json", "--policy"], ["--database", "--root"], 0),
    "doctor": (["--connect", "--json"], ["--progress-fd", "--proxy-login-fd"], 0),
    "alarm": (["--json", "--dry-run", "--list", "--quiet", "--stay"], [], 0),
    "custody": (["--json"], ["--progress-fd", "--pin-file", "--pin-fd", "--new-pin-file",
                             "--new-pin-fd"], 1),
    "unlock": (["--json"], ["--minutes", "--progress-fd", "--pin-file", "--pin-fd"], 0),
    "lock": (["--json"], [], 0),
    "config": (["--json", "--unset"], [], 2),
}

USAGE, INPUT, CONFIGURATION, STORE, NETWORK, CENTRE, ANSWER, PENDING = 2, 3, 4, 5, 7, 8, 9, 10
NOT_FOUND, STATUS = 12, 13
JAPANESE = languages.environment("ja")


def has_japanese(text):
    return any("\u3040" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff"
               for character in text)


def ambiguous_abbreviations(options):
    """One-letter abbreviations that several options begin with, and those options."""
    found = {}
    for option in options:
        meant = [other for other in options if other.startswith(option[:3])]
        if len(meant) > 1:
            found[option[:3]] = meant
    return found


class CommandLines(unittest.TestCase):
    """Every command tells every wrong command line in the same words, in both languages."""

    UNKNOWN = {"en": "There is no option {}.", "ja": "オプション {} はありません。"}
    NEEDS = {"en": "The option {} needs an argument.", "ja": "オプション {} には引数が必要です。"}
    TAKES_NONE = {"en": "The option {} takes no argument.",
                  "ja": "オプション {} に引数は指定できません。"}
    AMBIGUOUS = {"en": "The option {} is ambiguous. It can mean: {}.",
                 "ja": "オプション {} はあいまいです。次のいずれかを指定してください: {}"}
    NUMBER = {"en": 'The option {} takes a number from 0 to {}, and not "{}".',
              "ja": "オプション {} には 0 から {} までの数を指定してください。「{}」は指定できません。"}
    SURPLUS = {"en": 'The argument "{}" is not wanted.', "ja": "引数「{}」は不要です。"}
    TRY = {"en": "Try 'valux-enroll {} --help'.",
           "ja": "'valux-enroll {} --help' をご覧ください。"}

    def setUp(self):
        self.home = self.enterContext(workplace.Workplace()).home("person")
        self.program = case.ProgramCase.programs.enroll

    def assert_told(self, command, words, texts, *values):
        for language, text in texts.items():
            told = self.home.run([self.program, command, *words],
                                 languages.environment(language), status=USAGE)
            message = text.format(*values)
            if "--json" in words:
                self.assertEqual(json.loads(told)["message"], message, (command, words))
                continue
            self.assertEqual(told, f"valux-enroll: {message}\n"
                                   f"{self.TRY[language].format(command)}\n", (command, words))

    def test_the_table_has_all_commands_and_their_options(self):
        told = self.home.run([self.program, "--help"])
        self.assertEqual(re.findall(r"^  ([a-z]+)  ", told, re.MULTILINE), list(COMMAND_LINES))
        for command, (flags, with_argument, _) in COMMAND_LINES.items():
            told = self.home.run([self.program, command, "--help"])
            for option in set(re.findall(r"(?<![a-z-])--[a-z-]+", told)):
                self.assertIn(option, [*flags, *with_argument])
            self.assertEqual(told, self.home.run([self.program, command, "-h"]))

    def test_an_unknown_option_is_named(self):
        for command in COMMAND_LINES:
            for word in ("--foo", "--foo=bar", "-x", "-xy", "-é", "--JSON"):
                self.assert_told(command, [word], self.UNKNOWN, word.split("=")[0])
            self.assert_told(command, ["--foo", "more", "arguments", "than", "fit"], self.UNKNOWN,
                             "--foo")

    def test_an_option_without_its_argument_is_named_in_full(self):
        for command, (_, with_argument, _) in COMMAND_LINES.items():
            for option in with_argument:
                self.assert_told(command, [option], self.NEEDS, option)
        self.assert_told("new", ["--wai"], self.NEEDS, "--wait")

    def test_an_argument_for_an_option_that_takes_none_is_told(self):
        for command, (flags, _, _) in COMMAND_LINES.items():
            for option in [*flags, "--help"]:
                self.assert_told(command, [option + "=x"], self.TAKES_NONE, option)
        self.assert_told("list", ["--j=x"], self.TAKES_NONE, "--json")

    def test_an_ambiguous_abbreviation_is_told_with_all_that_it_can_mean(self):
        found = 0
        for command, (flags, with_argument, _) in COMMAND_LINES.items():
            for word, meant in ambiguous_abbreviations([*flags, *with_argument]).items():
                for language in ("en", "ja"):
                    told = self.home.run([self.program, command, word],
                                         languages.environment(language), status=USAGE)
                    before, after = self.AMBIGUOUS[language].format(word, "|").split("|")
                    self.assertIn(before, told)
                    listed = told.split(before)[1].splitlines()[0].removesuffix(after)
                    self.assertEqual(sorted(listed.split(", ")), sorted(meant))
                    found += 1
        self.assertGreater(found, 10)

    def test_a_number_that_is_none_is_told_with_what_the_option_takes(self):
        for command, option, maximum in (("new", "--wait", 86400), ("renew", "--wait", 86400),
                                         ("resume", "--wait", 86400), ("new", "--otp-fd", 65535),
                                         ("new", "--passphrase-fd", 65535)):
            for word in ("x", "-1", "1x", "", " 1", str(maximum + 1), "99999999999999999999"):
                self.assert_told(command, [f"{option}={word}"], self.NUMBER, option, maximum, word)

    def test_an_argument_too_many_is_named(self):
        for command, (_, _, maximum) in COMMAND_LINES.items():
            names = [f"name{number}" for number in range(maximum)]
            self.assert_told(command, [*names, "surplus"], self.SURPLUS, "surplus")
            self.assert_told(command, [*names, "surplus", "another"], self.SURPLUS, "surplus")
            self.assert_told(command, ["--", *names, "--surplus"], self.SURPLUS, "--surplus")

    def test_options_that_contradict_each_other_are_told(self):
        both = {"en": "{} and {} do not go together.", "ja": "{} と {} は同時に指定できません。"}
        only = {"en": "{} goes only with {}.", "ja": "{} は {} と一緒にだけ指定できます。"}
        for command, words, texts, values in (
                ("alarm", ["--json", "--quiet"], both, ("--json", "--quiet")),
                ("new", ["--otp-file=x", "--otp-fd=3"], both, ("--otp-file", "--otp-fd")),
                ("new", ["--passphrase-file=x", "--passphrase-fd=3"], both,
                 ("--passphrase-file", "--passphrase-fd")),
                ("register", ["--policy", "--database=x"], both, ("--policy", "--database")),
                ("unregister", ["--root=/x"], only, ("--root", "--policy")),
                ("register", ["--url=https://x"], only, ("--url", "--policy"))):
            self.assert_told(command, words, texts, *values)
        for words in (["remove"], ["config", "exposure"], ["config", "--unset"],
                      ["config", "--unset", "exposure", "usable"], ["register", "--policy"]
                      + ["--url=https://x"] * 65):
            told = self.home.run([self.program, *words], status=USAGE)
            self.assertIn(f"Try 'valux-enroll {words[0]} --help'.", told)

    def test_a_wrong_command_line_is_told_before_a_wrong_configuration(self):
        self.home.write(".config/valux/valux.json", "{")
        for command in COMMAND_LINES:
            self.assert_told(command, ["--foo"], self.UNKNOWN, "--foo")
            self.home.run([self.program, command, "--help"])


def key_rows(database):
    """How many private keys a key database has."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT count(*) FROM nssPrivate").fetchone()[0]


class PageRows(html.parser.HTMLParser):
    """The rows of the page's table, and whether it is one by itself."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.cells = []
        self.rows = {}
        self.addresses = []
        self.language = None

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)
        if tag in ("th", "td"):
            self.cells.append("")
        self.language = dict(attrs).get("lang", self.language)
        self.addresses += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        if self.open[-1:] in (["th"], ["td"]):
            self.cells[-1] += data

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
        if tag == "tr":
            self.rows[self.cells[-2]] = self.cells[-1]


class Commands(unittest.TestCase):
    """A person with one certificate; each case looks at it again at its end."""

    def setUp(self):
        self.place = self.enterContext(workplace.Workplace())
        self.centre = sandbox_centre.start_in(self.place, case.ProgramCase.programs.centre,
                                              "--key-types", "ec-p256,rsa-2048")
        self.person = product.Person(case.ProgramCase.programs, self.place.home("person"),
                                     self.centre)
        self.person.acquire("BANK01", "ec-p256")

    def refuse(self, status, phrase, *arguments):
        """Runs a command that must fail: the same exit status in both languages."""
        english = self.person.enroll(*arguments, status=status)
        self.assertIn(phrase, english)
        japanese = self.person.home.run([self.person.product.enroll, *arguments], JAPANESE,
                                        status=status)
        self.assertTrue(has_japanese(japanese), japanese)
        self.assertNotIn(phrase, japanese)
        print(f"    exit status {status}: {english.strip().splitlines()[-1]}", file=sys.stderr)

    def assert_untouched(self, count=1):
        """The certificate is there, no journal is left, no one-time password was spent."""
        self.assertEqual([entry.nickname for entry in self.person.certificates()], ["BANK01"])
        self.assertEqual(os.listdir(self.person.store / "pending"), [])
        issued = self.centre.list()["requests"]
        self.assertEqual(len(issued), count, issued)

    def letter_arguments(self, letter, nickname="BANK02", one_time_password=None):
        otp = self.person.home.write("otp", one_time_password or letter.one_time_password)
        passphrase = self.person.home.write("passphrase", letter.passphrase)
        return ["new", "--company-id", letter.company_id, "--certificate-id",
                letter.certificate_id, "--nickname", nickname, "--otp-file", otp,
                "--passphrase-file", passphrase, "--no-register"]

    def test_a_field_that_breaks_its_rule_is_refused_before_anything_is_sent(self):
        letter = self.centre.send_letter()
        good = self.letter_arguments(letter)
        self.centre.stop()
        for position, value, phrase in ((2, "SHORT", "too short"), (2, "X" * 13, "too long"),
                                        (4, "CERT-001", "neither letter nor digit"),
                                        (6, "ＢＡＮＫ０２", "full-width"),
                                        (6, "BANK01", "already")):
            arguments = list(good)
            arguments[position] = value
            self.refuse(INPUT, phrase, *arguments)
        self.refuse(INPUT, "too short",
                    *self.letter_arguments(letter, one_time_password="ELEVENCHARS"))
        for secret in ("ELEVENCHARS", "ONETIME00002"):
            self.assertNotIn(secret, self.person.enroll(
                *self.letter_arguments(letter, one_time_password=secret + "!"), status=INPUT))

    def test_a_secret_is_read_from_a_file_of_any_editor_and_never_without_end(self):
        for number, change in enumerate((
                lambda text: b"\n" + text.encode() + b"\n\n",
                lambda text: b"\xef\xbb\xbf" + text.encode() + b"\r\n",
                lambda text: (text + "\r\n").encode("utf-16")), start=2):
            letter = self.centre.send_letter()
            arguments = self.letter_arguments(letter, f"BANK0{number}")
            arguments[8].write_bytes(change(letter.one_time_password))
            arguments[10].write_bytes(change(letter.passphrase))
            self.person.enroll(*arguments)
        self.assertEqual(len(self.person.certificates()), 4)
        arguments = self.letter_arguments(self.centre.send_letter(), "BANK05")
        for position, field in ((8, "one-time password"), (10, "passphrase")):
            for file, phrase in (("/dev/zero", "too long"), ("/dev/null", "missing"),
                                 ("/nowhere/x", "can't be opened"), ("/", "can't be read")):
                wrong = [*arguments[:position], file, *arguments[position + 1:]]
                self.refuse(INPUT, f"{field}: ", *wrong)
                self.assertIn(phrase, self.person.enroll(*wrong, status=INPUT))
        for word, option in (("--otp-fd", 7), ("--passphrase-fd", 9)):
            self.assertIn("too long", self.person.home.run(
                ["sh", "-c", 'exec "$@" 9</dev/zero', "sh", self.person.product.enroll,
                 *arguments[:option], word, "9", *arguments[option + 2:]], status=INPUT))

    def test_a_missing_field_without_a_terminal_says_to_give_it_as_an_option(self):
        self.refuse(USAGE, "terminal", "new", "--company-id", sandbox_centre.COMPANY)
        self.assert_untouched()

    def test_a_wrong_one_time_password_spends_nothing_and_the_right_one_still_works(self):
        letter = self.centre.send_letter()
        self.refuse(CENTRE, "one-time password is wrong",
                    *self.letter_arguments(letter, one_time_password="WRONGWRONG12"))
        self.assert_untouched()
        self.person.enroll(*self.letter_arguments(letter))
        self.assertEqual(len(self.person.certificates()), 2)

    def test_a_centre_that_is_down_or_is_another_gets_nothing(self):
        letter = self.centre.send_letter()
        arguments = self.letter_arguments(letter)
        self.centre.stop()
        self.refuse(NETWORK, "can't be reached", *arguments)
        self.centre.start("--fault", "foreign-ca")
        self.person.configure()
        self.refuse(NETWORK, "may not be the centre", *arguments)
        self.assert_untouched()
        self.centre.start()
        self.person.configure()
        self.person.enroll(*arguments)
        self.assertEqual(len(self.person.certificates()), 2)

    def test_a_store_that_is_not_ours_is_refused_and_left_alone(self):
        store = self.person.store
        before = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}
        store.chmod(0o770)
        self.refuse(STORE, "may be written by other users", "list")
        store.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(store, 65534, 65534)
            self.refuse(STORE, "belongs to another user", "list")
            self.refuse(STORE, "belongs to another user", "select", "BANK01")
            os.chown(store, 0, 0)
        after = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}
        self.assertEqual(before, after)

    def test_repair_gives_each_certificate_its_own_of_several_ca_s_of_one_name(self):
        catalogue = self.person.store / "catalogue.json"
        self.addCleanup(self.centre.start)
        self.centre.start("--validity", str(40 * 86400))
        self.centre.arm("rollover")
        for nickname in ("rollover1", "rollover2"):
            self.person.acquire(nickname, "ec-p256")

        def chains():
            entries = json.loads(catalogue.read_text())["certificates"]
            return {entry["nickname"]: entry["chain"] for entry in entries}
        good = chains()
        self.assertEqual([len(good[name]) for name in ("rollover1", "rollover2")], [1, 1])
        self.assertNotEqual(good["rollover1"], good["rollover2"])
        catalogue.unlink()
        self.person.enroll("repair")
        self.assertEqual(chains(), good)

    def test_a_damaged_catalogue_is_kept_and_repair_brings_the_certificate_back(self):
        catalogue = self.person.store / "catalogue.json"
        good = self.person.certificate("BANK01")
        damaged = catalogue.read_bytes()[:-100]
        catalogue.write_bytes(damaged)
        for command in (["list"], ["status"], ["select", "BANK01"]):
            self.refuse(STORE, "is not valid JSON", *command)
        for language in ({}, JAPANESE):
            told = self.person.home.run([self.person.product.enroll, "doctor"], language,
                                        status=STORE)
            self.assertEqual(told.count("valux-enroll repair"), 1, told)
        self.assertEqual(catalogue.read_bytes(), damaged)
        self.person.enroll("repair")
        again = self.person.certificate("BANK01")
        for member in ("companyId", "certificateId", "serialNumber", "keyId", "selected",
                       "notAfter"):
            self.assertEqual(again.report[member], good.report[member], member)
        kept = [path for path in self.person.store.iterdir() if "damaged" in path.name]
        self.assertEqual([path.read_bytes() for path in kept], [damaged])

    def test_files_of_a_newer_version_are_left_as_they_are(self):
        self.leave_pending(*self.letter_arguments(self.centre.send_letter())[:-1])
        journal, = (self.person.store / "pending").iterdir()
        catalogue = self.person.store / "catalogue.json"
        commands = {catalogue: (["list"], ["select", "BANK01"], ["repair"], ["doctor"], ["resume"]),
                    journal: (["resume"], ["resume", "--list"], ["doctor"])}
        for file, refused in commands.items():
            good = file.read_bytes()
            newer = json.dumps({"version": 2, "form": "that nobody knows yet"}).encode()
            file.write_bytes(newer)
            for command in refused:
                self.refuse(STORE, "written by a newer version", *command)
                told = self.person.enroll(*command, status=STORE)
                self.assertNotIn("repair", told, command)
                self.assertNotIn("Move the file", told, command)
                self.assertIn(file.name, told, command)
            self.assertEqual(file.read_bytes(), newer)
            file.write_bytes(good)
        self.assertIn("BANK02 has been acquired", self.person.enroll("resume", "--no-register"))

    def test_a_lost_catalogue_loses_no_key_even_when_another_certificate_is_acquired(self):
        (self.person.store / "catalogue.json").unlink()
        self.assertIn("valux-enroll repair", self.person.enroll("list"))
        self.refuse(STORE, "1 certificate that the catalogue does not know", "doctor")
        self.person.acquire("BANK02", "ec-p256")
        self.person.enroll("repair")
        self.assertEqual(sorted(entry.nickname for entry in self.person.certificates()),
                         ["BANK01", "BANK02"])
        self.person.enroll("status", "--sync", "BANK01")

    def test_a_lost_catalogue_is_told_by_whatever_needs_a_certificate(self):
        (self.person.store / "catalogue.json").unlink()
        for command in (["alarm"], ["alarm", "--quiet"], ["alarm", "--json", "--dry-run"],
                        ["status"], ["status", "--sync"], ["status", "BANK01"], ["renew"],
                        ["renew", "BANK01"]):
            self.refuse(STORE, "the catalogue does not know", *command)
        self.person.enroll("repair")
        self.assertEqual(self.person.enroll("alarm"), "No alarm is due.\n")
        self.person.enroll("status")

    def test_a_centre_that_can_not_be_asked_is_told_even_when_nothing_is_selected(self):
        path = self.person.store / "catalogue.json"
        catalogue = json.loads(path.read_text())
        del catalogue["selected"]
        path.write_text(json.dumps(catalogue))
        self.refuse(NOT_FOUND, "No certificate is selected", "status", "--sync")
        self.centre.stop()
        self.refuse(NETWORK, "can't be reached", "status", "--sync")

    def test_a_serial_number_that_only_the_key_database_knows_is_told(self):
        (self.person.store / "catalogue.json").unlink()
        (self.centre.directory / "faults").write_text("same-serial\n")
        letter = self.letter_arguments(self.centre.send_letter())
        self.refuse(ANSWER, "same issuer and serial number", *letter)
        self.assertNotIn("later", self.person.enroll("resume", status=ANSWER))
        (self.centre.directory / "faults").unlink()
        self.person.enroll("resume", "--no-register")
        self.person.enroll("repair")
        self.assertEqual(len(self.person.certificates()), 2)

    def test_the_advice_for_a_certificate_that_is_not_in_use_names_it(self):
        self.person.acquire("BANK02", "ec-p256")
        self.assertIn("valux-enroll select BANK02\n", self.person.enroll("status", "BANK02"))
        self.centre.start("--service-end", "86400")
        self.person.acquire("BANK03", "ec-p256")
        self.assertIn("valux-enroll renew BANK03\n", self.person.enroll("status", "BANK03"))

    def leave_pending(self, *command):
        """Runs a command whose answer the centre holds back; it can be had from then on."""
        faults = self.centre.directory / "faults"
        faults.write_text("pending\n")
        self.person.enroll(*command, "--wait", "0", "--no-register", status=PENDING)
        faults.unlink()

    def test_a_journal_that_can_not_be_read_keeps_the_others_from_nothing(self):
        self.leave_pending(*self.letter_arguments(self.centre.send_letter())[:-1])
        journal = self.person.store / "pending/x.json"
        journal.write_text("{")
        journal.chmod(0o600)
        told = self.person.enroll("resume", "--list", status=STORE)
        self.assertIn("BANK02", told)
        self.refuse(STORE, "Move the file", "resume", "--list")
        other = self.letter_arguments(self.centre.send_letter(), "BANK03")
        for command in (other, ["resume", "--abandon", "x"]):
            self.refuse(STORE, "Move the file", *command)
            self.assertIn(str(journal), self.person.enroll(*command, status=STORE))
        told = self.person.enroll("resume", "--no-register", status=STORE)
        self.assertIn("BANK02 has been acquired", told)
        self.assertIn(str(journal), told)
        self.refuse(STORE, "Move the file", "resume")
        journal.rename(self.person.home.directory / "x.json")
        self.assertIn("nothing to resume", self.person.enroll("resume"))
        self.person.enroll(*other)
        self.assertEqual(len(self.person.certificates()), 3)

    def test_the_overview_tells_what_three_commands_tell(self):
        def answer(*command, status=0):
            return json.loads(self.person.enroll(*command, "--json", status=status))

        told = answer("list", "--overview")
        self.assertEqual(told["alarms"], answer("alarm", "--list")["alarms"])
        self.assertEqual({**told["configuration"], "interface": 1}, answer("config"))
        self.assertEqual({**answer("list"), "alarms": told["alarms"], "unfinishedCount": 0,
                          "configuration": told["configuration"]}, told)
        self.leave_pending(*self.letter_arguments(self.centre.send_letter())[:-1])
        (self.person.store / "pending/x.json").write_text("{")
        (self.person.store / "pending/x.json").chmod(0o600)
        self.assertEqual(answer("list", "--overview")["unfinishedCount"], 2)
        self.refuse(USAGE, "goes with --json only", "list", "--overview")

    def test_one_of_several_unfinished_requests_can_be_resumed_alone(self):
        for nickname in ("BANK02", "BANK03"):
            self.leave_pending(*self.letter_arguments(self.centre.send_letter(), nickname)[:-1])
        requests = {request["nickname"]: request["requestId"] for request in
                    json.loads(self.person.enroll("resume", "--list", "--json"))["unfinished"]}
        told = json.loads(self.person.enroll("resume", "--json", "--no-register",
                                             requests["BANK03"]))
        self.assertEqual([entry["nickname"] for entry in told["certificates"]], ["BANK03"])
        self.assertEqual(sorted(entry.nickname for entry in self.person.certificates()),
                         ["BANK01", "BANK03"])
        self.refuse(NOT_FOUND, "no unfinished request", "resume", requests["BANK03"])
        for option in (["--list"], ["--abandon", requests["BANK02"]]):
            self.refuse(USAGE, "do not go together", "resume", *option, requests["BANK02"])
        self.assertIn("BANK02 has been acquired",
                      self.person.enroll("resume", "--no-register", requests["BANK02"]))

    def wrong(self, status):
        """What doctor finds wrong in store and centre: lists of messages by step."""
        found = {}
        for finding in json.loads(self.person.enroll("doctor", "--json",
                                                     status=status))["findings"]:
            if finding["verdict"] == "wrong" and finding["step"] not in ("signer", "module",
                                                                         "program"):
                found.setdefault(finding["step"], []).append(finding["message"])
        print(f"    doctor, exit status {status}: {found}", file=sys.stderr)
        return found

    def test_doctor_tells_a_damaged_file_once(self):
        journal = self.person.store / "pending/x.json"
        journal.write_text("{")
        journal.chmod(0o600)
        found = self.wrong(STORE)
        self.assertEqual([(step, len(told)) for step, told in found.items()], [("pending", 1)])
        self.assertIn(str(journal), found["pending"][0])
        journal.unlink()
        (self.person.store / "nssdb/key4.db").write_bytes(b"damaged" * 100)
        found = self.wrong(STORE)
        self.assertEqual([(step, len(told)) for step, told in found.items()], [("keys", 1)])
        (self.person.store / "catalogue.json").unlink()
        found = self.wrong(STORE)
        self.assertEqual([(step, len(told)) for step, told in found.items()], [("keys", 1)])

    def test_doctor_tells_a_renewal_and_an_acquisition_apart(self):
        self.centre.start("--service-end", "86400")
        self.person.acquire("BANK02", "ec-p256")
        self.leave_pending("renew", "BANK02")
        told, = self.wrong(PENDING)["pending"]
        self.assertIn("renewal", told)
        self.assertNotIn("acquisition", told)
        self.leave_pending(*self.letter_arguments(self.centre.send_letter(), "BANK03")[:-1])
        told = self.wrong(PENDING)["pending"]
        self.assertEqual([("renewal" in text, "acquisition" in text) for text in told],
                         [(False, True), (True, False)])

    def test_doctor_finds_a_centre_that_could_not_be_asked_for_a_renewal(self):
        file = self.person.home.directory / ".config/valux/valux.json"
        good = json.loads(file.read_text())["centre"]
        text = self.person.home.write("text.pem", "no certificate\n")
        for changed, phrase in (({"address": ""}, "config centre.address"),
                                ({"caFile": ""}, "config centre.caFile"),
                                ({"caFile": "/nowhere/ca.pem"}, "/nowhere/ca.pem"),
                                ({"issuerCaFile": str(text)}, str(text))):
            file.write_text(json.dumps({"centre": {**good, **changed}}))
            found = self.wrong(CONFIGURATION)
            self.assertEqual(list(found), ["centre"])
            self.assertIn(phrase, found["centre"][0])
            self.assertIn("acquisition or renewal will fail", found["centre"][0])
            self.person.enroll("status")
        file.write_text(json.dumps({"centre": good}))
        self.assertNotIn("centre", self.wrong(None))

    def test_a_store_of_another_machine_does_not_open(self):
        seal = self.person.store / "seal"
        content = bytearray(seal.read_bytes())
        content[0] ^= 1
        seal.write_bytes(content)
        self.refuse(STORE, "do not belong together", "status", "--sync")
        for command in (["status", "--sync"], ["doctor"],
                        self.letter_arguments(self.centre.send_letter())):
            self.assertIn("VALUX_HOME", self.person.enroll(*command, status=STORE))
        content[0] ^= 1
        seal.write_bytes(content)
        self.person.enroll("status", "--sync")

    def test_a_wrong_configuration_names_file_and_member(self):
        file = self.person.home.write(".config/valux/valux.json", '{"exposur": "usable"}')
        for command in (["list"], ["new"], ["config"]):
            self.refuse(CONFIGURATION, "is not known", *command)
        self.assertIn(str(file), self.person.enroll("list", status=CONFIGURATION))
        self.assertIn("exposur", self.person.enroll("list", status=CONFIGURATION))
        self.person.configure()
        self.refuse(CONFIGURATION, "does not begin", "config", "centre.address", "http://centre")
        self.refuse(CONFIGURATION, "is not known", "config", "centre.adress", "https://centre")
        self.assert_untouched()

    def test_a_configuration_that_is_changed_is_in_the_snapshot_at_once(self):
        before = (self.person.store / "snapshot").read_bytes()
        self.person.enroll("config", "exposure", "usable")
        changed = (self.person.store / "snapshot").read_bytes()
        self.assertNotEqual(before, changed)
        self.person.enroll("config", "--unset", "exposure")
        self.assertEqual((self.person.store / "snapshot").read_bytes(), before)

    def test_the_sheet_has_what_the_centre_wants_to_know_also_as_a_page_to_print(self):
        report = self.person.certificate("BANK01").report
        wanted = [report[name] for name in ("companyId", "certificateId", "serialNumber",
                                            "nickname")]
        contact = "0120-000-000 <weekdays> & \"Sunday\""
        self.person.enroll("config", "centre.contact", contact)
        sheet = self.person.enroll("status", "BANK01")
        for word in (*wanted, contact, "to revoke the certificate", "What to say"):
            self.assertIn(word, sheet)
        for language, heading in (((), "Company ID"), (JAPANESE, "企業ID")):
            page = self.person.home.run([self.person.product.enroll, "status", "--html"], language)
            rows = PageRows()
            rows.feed(page)
            rows.close()
            self.assertEqual(rows.open, [])
            self.assertEqual(rows.rows[heading], report["companyId"])
            self.assertEqual([value for value in wanted if value not in rows.rows.values()], [])
            self.assertIn(contact, rows.rows.values())
            self.assertEqual(rows.addresses, [], "the page needs another file")
        self.assertEqual(rows.language, "ja")
        self.refuse(USAGE, "do not go together", "status", "--html", "--json")
        self.assertEqual(json.loads(self.person.enroll("status", "--json"))["contact"], contact)
        self.assert_untouched()

    def test_retiring_tells_what_the_centre_must_know_and_leaves_nothing(self):
        report = self.person.certificate("BANK01").report
        self.refuse(USAGE, "no terminal to ask on. To agree beforehand, give --yes.", "retire")
        self.assert_untouched()
        told = self.person.enroll("retire", "--yes")
        for word in ("have it revoked", report["companyId"], report["certificateId"],
                     report["serialNumber"], "All certificates and their keys have been removed"):
            self.assertIn(word, told)
        self.assertEqual(self.person.certificates(), [])
        self.assertEqual(json.loads(self.person.enroll("retire", "--yes", "--json"))["removed"], [])
        database = self.person.store / "nssdb"
        self.assertEqual(key_rows(database / "key4.db"), 0)
        second = self.person.acquire("BANK02", "ec-p256")
        done = json.loads(self.person.enroll("retire", "--yes", "--json"))
        self.assertEqual([entry["serialNumber"] for entry in done["removed"]], [second.serial])
        self.assertEqual(key_rows(database / "key4.db"), 0)

    def test_nothing_is_retired_while_an_acquisition_has_not_ended(self):
        self.centre.arm("drop-after")
        self.person.configure()
        letter = self.centre.send_letter()
        one_time_password = self.person.home.write("otp", letter.one_time_password)
        passphrase = self.person.home.write("passphrase", letter.passphrase)
        self.person.enroll("new", "--company-id", letter.company_id, "--certificate-id",
                           letter.certificate_id, "--nickname", "BANK02", "--otp-file",
                           one_time_password, "--passphrase-file", passphrase, "--no-register",
                           "--wait", "1", status=10)
        self.centre.arm()
        self.refuse(10, "has not ended", "retire", "--yes")
        self.assertEqual([entry.nickname for entry in self.person.certificates()], ["BANK01"])

    def test_the_automatic_renewal_takes_no_certificate_and_writes_no_answer(self):
        self.refuse(USAGE, "do not go together", "renew", "--automatic", "BANK01")
        self.refuse(USAGE, "do not go together", "renew", "--automatic", "--json")
        self.refuse(USAGE, "--quiet goes with --automatic only", "renew", "--quiet")
        self.assert_untouched()

    def test_names_that_are_not_there_and_statuses_that_do_not_allow_it(self):
        self.refuse(NOT_FOUND, "no certificate", "select", "BANK99")
        self.refuse(NOT_FOUND, "no certificate", "status", "BANK99")
        self.refuse(NOT_FOUND, "no certificate", "remove", "--yes", "BANK99")
        self.refuse(STATUS, "can't be renewed", "renew", "BANK01")
        self.refuse(STATUS, "in use", "remove", "--yes", "BANK01")
        self.refuse(USAGE, "no command", "frobnicate")
        self.refuse(USAGE, "not wanted", "list", "more")
        self.assert_untouched()

    def test_a_suspended_certificate_is_told_and_can_not_be_selected_until_it_is_lifted(self):
        serial = self.person.certificate("BANK01").serial
        self.centre.operate("suspend", serial)
        self.refuse(STATUS, "suspended", "status", "--sync")
        self.refuse(STATUS, "can't be used", "select", "BANK01")
        self.centre.operate("resume", serial)
        self.person.enroll("status", "--sync")
        self.centre.operate("revoke", serial)
        self.refuse(STATUS, "revoked", "status", "--sync")

    def test_remove_removes_nothing_where_the_key_database_does_not_open(self):
        seal = self.person.store / "seal"
        content = seal.read_bytes()
        for damage in (lambda: seal.write_bytes(bytes(32)), lambda: seal.write_bytes(b"x"),
                       seal.unlink):
            damage()
            self.refuse(STORE, "key", "remove", "--yes", "--even-selected", "BANK01")
            self.assert_untouched()
            seal.write_bytes(content)
            seal.chmod(0o600)
        self.person.enroll("remove", "--yes", "--even-selected", "BANK01")
        self.assertEqual(self.person.certificates(), [])

    def test_remove_takes_the_key_along(self):
        self.person.acquire("BANK02", "ec-p256")
        self.person.enroll("remove", "--yes", "BANK02")
        self.person.enroll("remove", "--yes", "--even-selected", "BANK01")
        self.assertEqual(self.person.certificates(), [])
        self.person.enroll("repair")
        self.assertEqual(self.person.certificates(), [], "repair found a key that was removed")
        self.assertEqual(self.person.enroll("alarm"), "No alarm is due.\n")

    def test_a_store_that_is_moved_away_is_an_empty_one_and_not_an_error(self):
        shutil.move(self.person.store, self.person.store.with_name("elsewhere"))
        self.assertIn("no certificate yet", self.person.enroll("list"))
        self.assertFalse(self.person.store.exists(), "a command that reads made a store")


if __name__ == "__main__":
    case.main()
