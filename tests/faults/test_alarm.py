# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""`valux-enroll alarm` on a real session bus, without one, and on stores that can't be written."""

import fcntl
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import unittest

from desktop import DEADLINE, Bus, NotificationService

DAY = 86400
DONE, SYSTEM, USAGE, STORE, BUSY, NOT_FOUND, STATUS, RENEW = 0, 1, 2, 5, 6, 12, 13, 20
NOBODY = 65534
# Everything runs as an ordinary user, so that permissions count.
USER = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


class AlarmCase(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="valux-alarm-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.store = self.directory / "store"
        self.programs = {}
        # Copies that an ordinary user can reach.
        for name in ("ENROLL", "MAKE_STORE", "NOTIFICATION_SERVICE"):
            self.programs[name] = shutil.copy(os.environ["VALUX_TEST_" + name], self.directory)
        if os.getuid() == 0:
            os.chown(self.directory, NOBODY, NOBODY)

    def service(self, bus, mode="confirm"):
        return NotificationService(self.programs["NOTIFICATION_SERVICE"], bus, mode)

    def run_as_user(self, program, *arguments, bus=None, **environment):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.directory), "LANG": "C.UTF-8",
                       "VALUX_HOME": str(self.store), **environment}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        if bus is not None:
            environment["DBUS_SESSION_BUS_ADDRESS"] = bus
        return subprocess.run([self.programs[program], *map(str, arguments)], env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=DEADLINE, **USER)

    def make(self, nickname, *changes, **ends):
        """Adds a certificate; the times of its ends are in seconds from now."""
        ends = {"service_end": 100 * DAY, "expiry": 121 * DAY, **ends}
        options = [f"--set={nickname}:{change}" for change in changes]
        done = self.run_as_user(
            "MAKE_STORE", "--store", self.store, "--count", 1, "--nickname", nickname,
            "--without-keys", "--key-types", "ec-p256", "--not-before", -300 * DAY, "--not-after",
            ends["expiry"], f"--set={nickname}:service-end={ends['service_end']}",
            f"--set={nickname}:acquired={-300 * DAY}", *options)
        self.assertEqual(done.returncode, 0, done.stderr)

    def change(self, *options):
        done = self.run_as_user("MAKE_STORE", "--store", self.store, *options)
        self.assertEqual(done.returncode, 0, done.stderr)

    def alarm(self, *options, status, bus=None, **environment):
        done = self.run_as_user("ENROLL", "alarm", *options, bus=bus, **environment)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done


class TestDesktop(AlarmCase):
    def test_a_notification_arrives_once_with_what_happens_and_what_to_do(self):
        self.make("BANK01", service_end=7 * DAY)
        with Bus(USER) as bus, self.service(bus) as service:
            done = self.alarm("--quiet", status=RENEW, bus=bus.address)
            urgency, summary, body = service.notification()
            self.assertEqual(urgency, 1)
            self.assertIn("BANK01", summary)
            self.assertRegex(summary, "ends in [67] days")
            self.assertIn("valux-enroll renew BANK01", body)
            self.assertEqual(done.stdout + done.stderr, "")
            self.alarm("--quiet", status=RENEW, bus=bus.address)
            self.assertTrue(service.silent(), "the alarm was given twice")

    def test_a_press_on_the_notification_opens_the_renewal_of_that_certificate(self):
        self.make("BANK01", service_end=7 * DAY)
        self.make("BANK02", service_end=-DAY)
        serials = {entry["nickname"]: entry["serialNumber"] for entry in json.loads(
            self.run_as_user("ENROLL", "list", "--json").stdout)["certificates"]}
        with Bus(USER) as bus, self.service(bus, "press") as service:
            self.alarm("--quiet", "--stay", status=RENEW, bus=bus.address)
            told = [service.line().split("\t") for _ in range(4)]
        opened = sorted(line[1:] for line in told if line[0] == "ActivateAction")
        self.assertEqual(opened, sorted(["renew", serial] for serial in serials.values()))

    def test_it_stays_for_nobody_where_nothing_can_be_pressed(self):
        self.make("BANK01", service_end=7 * DAY)
        self.make("BANK02", "state=revoked", service_end=100 * DAY)
        with Bus(USER) as bus, self.service(bus) as service:
            self.alarm("--quiet", "--stay", status=RENEW, bus=bus.address)  # no window
            service.notification()
        shutil.rmtree(self.store)
        self.make("BANK01", "state=suspended")
        with Bus(USER) as bus, self.service(bus, "press") as service:
            self.alarm("--quiet", "--stay", status=STATUS, bus=bus.address)  # not renewable
            service.notification()
            self.assertTrue(service.silent())

    def test_one_that_is_over_is_critical_and_names_the_other_certificates(self):
        self.make("BANK01", service_end=-DAY)
        self.make("BANK02")
        with Bus(USER) as bus, self.service(bus) as service:
            self.alarm("--quiet", status=STATUS, bus=bus.address)
            urgency, summary, body = service.notification()
            self.assertEqual(urgency, 2)
            self.assertIn("Renew the certificate BANK01 at once", summary)
            self.assertIn("programs do not see it", body)
            self.assertIn("(valux-enroll select): BANK02", body)
            self.assertTrue(service.silent())

    def test_without_a_notification_service_a_quiet_alarm_stays_due_until_there_is_one(self):
        self.make("BANK01", service_end=7 * DAY)
        with Bus(USER) as bus:
            done = self.alarm("--quiet", status=SYSTEM, bus=bus.address)
            self.assertIn("can't be notified", done.stderr)
            with self.service(bus, "refuse"):
                done = self.alarm("--quiet", status=SYSTEM, bus=bus.address)
                self.assertIn("not today", done.stderr)
            with self.service(bus) as service:
                self.alarm("--quiet", status=RENEW, bus=bus.address)
                self.assertIn("BANK01", service.notification()[1])

    def test_a_service_that_does_not_answer_holds_nothing_up_for_long(self):
        for nickname in ("BANK01", "BANK02", "BANK03"):
            self.make(nickname, service_end=7 * DAY)
        with Bus(USER) as bus, self.service(bus, "silent") as service:
            self.alarm("--quiet", status=SYSTEM, bus=bus.address)
            self.assertIn("BANK01", service.notification()[1])
            self.assertTrue(service.silent(), "it was asked again")

    def test_a_bus_that_does_not_answer_holds_nothing_up_for_long(self):
        self.make("BANK01", service_end=7 * DAY)
        path = self.directory / "bus"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            path.chmod(0o666)
            listener.listen()
            done = self.alarm(status=RENEW, bus=f"unix:path={path}")
            self.assertIn("BANK01", done.stdout)

    def test_the_bus_is_also_found_in_the_runtime_directory(self):
        self.make("BANK01", service_end=7 * DAY)
        with Bus(USER) as bus, self.service(bus) as service:
            path = bus.address.partition("unix:path=")[2].partition(",")[0]
            self.assertTrue(path, bus.address)
            (self.directory / "bus").symlink_to(path)
            self.alarm("--quiet", status=RENEW, XDG_RUNTIME_DIR=str(self.directory))
            self.assertIn("BANK01", service.notification()[1])

    def test_markup_characters_in_a_nickname_stay_text(self):
        self.make("BANK01", "nickname=<b>&B", service_end=7 * DAY)
        with Bus(USER) as bus, self.service(bus) as service:
            self.alarm("--quiet", status=RENEW, bus=bus.address)
            _, summary, body = service.notification()
            self.assertIn("<b>&B", summary)
            self.assertIn("renew &lt;b>&amp;B", body)


class TestTerminal(AlarmCase):
    def test_without_a_bus_alarms_are_written_and_count_as_told(self):
        self.make("BANK01", service_end=44 * DAY)
        for address in (None, "autolaunch:", "unix:path=/nonexistent", "nonsense"):
            done = self.alarm(status=DONE, bus=address)
            self.assertIn("BANK01", done.stdout)
            self.assertRegex(done.stdout, "can be renewed from 20../")
            done = self.alarm(status=DONE, bus=address)
            self.assertEqual(done.stdout, "No alarm is due.\n")
            (self.store / "alarms.json").unlink()

    def test_a_dry_run_remembers_and_notifies_nothing(self):
        self.make("BANK01", service_end=7 * DAY)
        with Bus(USER) as bus, self.service(bus) as service:
            for _ in range(2):
                done = self.alarm("--dry-run", status=RENEW, bus=bus.address)
                self.assertIn("BANK01", done.stdout)
            done = self.alarm("--dry-run", "--quiet", status=RENEW, bus=bus.address)
            self.assertEqual(done.stdout + done.stderr, "")
            self.assertTrue(service.silent())
        self.assertFalse((self.store / "alarms.json").exists())

    def test_json_has_each_alarm_and_the_exit_status(self):
        self.make("BANK01", service_end=7 * DAY)
        self.make("BANK02", service_end=-50 * DAY, expiry=-DAY)
        report = json.loads(self.alarm("--json", status=RENEW).stdout)
        self.assertEqual(report["exitStatus"], RENEW)
        self.assertEqual([(alarm["nickname"], alarm["alarm"], alarm["notified"])
                          for alarm in report["alarms"]],
                         [("BANK01", "ending", False), ("BANK02", "expired", False)])
        report = json.loads(self.alarm("--json", status=RENEW).stdout)
        self.assertEqual(report["alarms"], [])

    def test_the_list_has_what_was_told_and_still_holds(self):
        self.make("BANK01", service_end=7 * DAY)
        self.make("BANK02", service_end=100 * DAY)
        self.alarm(status=RENEW)
        self.assertEqual(self.alarm(status=RENEW).stdout, "No alarm is due.\n")
        for _ in range(2):
            report = json.loads(self.alarm("--list", "--json", status=RENEW).stdout)
            self.assertEqual([(alarm["nickname"], alarm["alarm"]) for alarm in report["alarms"]],
                             [("BANK01", "ending")])
        self.change("--set", f"BANK01:service-end={100 * DAY}")
        self.assertEqual(self.alarm("--list", status=DONE).stdout, "No alarm is due.\n")

    def test_exit_statuses_for_monitoring(self):
        self.alarm(status=DONE)
        self.assertFalse(self.store.exists(), "a look made a store")
        self.make("BANK01")
        self.alarm("--dry-run", status=DONE)
        self.change("--set", f"BANK01:service-end={29 * DAY}")
        self.alarm("--dry-run", status=RENEW)
        self.change("--set", f"BANK01:service-end={-DAY}")
        self.alarm("--dry-run", status=STATUS)
        self.make("BANK02")
        self.change("--select", "BANK02")
        self.alarm("--dry-run", status=RENEW)
        self.change("--set", "BANK01:superseded=1")
        self.alarm("--dry-run", status=DONE)
        self.change("--select", "-")
        self.alarm("--dry-run", status=NOT_FOUND)
        self.alarm("--json", "--quiet", status=USAGE)

    def test_a_selected_one_that_the_centre_revoked_or_suspended_is_told_once(self):
        self.make("BANK01", "state=suspended")
        done = self.alarm(status=STATUS)
        self.assertIn("suspended the certificate BANK01", done.stdout)
        self.assertEqual(self.alarm(status=STATUS).stdout, "No alarm is due.\n")
        self.change("--set", "BANK01:state=active")
        self.alarm(status=DONE)
        self.change("--set", "BANK01:state=suspended")
        self.assertIn("suspended the certificate BANK01", self.alarm(status=STATUS).stdout)
        self.change("--set", "BANK01:state=revoked")
        done = self.alarm(status=STATUS)
        self.assertIn("revoked the certificate BANK01", done.stdout)
        self.assertIn("valux-enroll new", done.stdout)
        self.assertEqual(self.alarm(status=STATUS).stdout, "No alarm is due.\n")


class TestStore(AlarmCase):
    def test_a_damaged_memory_is_told_made_anew_and_its_alarms_are_given_again(self):
        self.make("BANK01", service_end=7 * DAY)
        for damage in (b"", b"{", b"\0" * 64, b'{"version":7,"certificates":{}}'):
            self.alarm(status=RENEW)
            memory = self.store / "alarms.json"
            memory.write_bytes(damage)
            done = self.alarm(status=RENEW)
            self.assertIn("alarms.json", done.stderr)
            self.assertIn("told again", done.stderr)
            self.assertIn("BANK01", done.stdout)
            done = self.alarm(status=RENEW)
            self.assertEqual((done.stdout, done.stderr), ("No alarm is due.\n", ""))
            self.assertEqual(memory.stat().st_mode & 0o777, 0o600)

    def test_a_store_that_can_not_be_written_does_not_silence_the_alarms(self):
        self.make("BANK01", service_end=7 * DAY)
        self.store.chmod(0o500)
        (self.store / "lock").chmod(0o400)
        self.addCleanup(self.store.chmod, 0o700)
        for _ in range(2):
            done = self.alarm(status=STORE)
            self.assertIn("BANK01", done.stdout)
            self.assertIn("valux-enroll: ", done.stderr)

    def test_a_store_that_another_helper_holds_is_busy_and_the_alarm_stays_due(self):
        self.make("BANK01", service_end=7 * DAY)
        with open(self.store / "lock", "r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertEqual(self.alarm(status=BUSY).stdout, "")
        self.assertIn("BANK01", self.alarm(status=RENEW).stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
