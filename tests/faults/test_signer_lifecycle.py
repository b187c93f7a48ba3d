#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Whatever happens to the signer or its program, the program gets an answer and nothing is left."""

import fcntl
import os
import random
import resource
import shutil
import sqlite3
import time
import unittest

from signer_world import (
    BOUND, CKR_CRYPTOKI_NOT_INITIALIZED, CKR_DEVICE_ERROR, CKR_OK, SignerCase, children_of,
    descriptors, is_gone, kill, process_state, stop, wait_until,
)

ORPHAN_SECONDS = 5.0
SLOW_MILLISECONDS = 1500  # several times what one wait of the module takes


class SignerThatFails(SignerCase):
    def test_a_signer_that_was_killed_is_replaced_and_the_host_sees_nothing(self):
        program = self.open_program()
        self.assert_signs(program)
        first = program.signer()
        kill(first)
        self.assert_signs(program)
        self.assertNotEqual(program.signer(), first)
        self.assertTrue(is_gone(first), "the killed one is no zombie")
        self.say("killed between two signatures: the second one verifies")

    def test_a_signer_killed_at_any_instant_costs_no_signature(self):
        generator = random.Random(1)
        program = self.open_program()
        self.assert_signs(program)
        killed = 0
        for _ in range(25):
            program.begin("parallel 2 120 tester2")
            time.sleep(generator.uniform(0, 0.1))
            for child in children_of(program.pid):
                kill(child)
                killed += 1
            signatures, failures = map(int, program.answer())
            self.assertEqual(failures, 0)
            self.assertGreater(signatures, 0)
        self.assertGreater(killed, 0)
        self.assert_signs(program)
        self.say(f"{killed} signers killed while two threads signed; no signature failed")

    def test_a_signer_killed_while_it_starts_is_replaced(self):
        generator = random.Random(2)
        program = self.program()
        for _ in range(10):
            program.open()
            program.begin("sign tester1")
            wait_until(lambda: children_of(program.pid), "the program has started a signer", BOUND)
            time.sleep(generator.uniform(0, 0.02))
            for child in children_of(program.pid):
                kill(child)
            rv, _, signature = program.signed(program.answer())
            self.assertEqual(rv, CKR_OK)
            self.assert_rsa_signature(signature)
            program.close()
            self.assert_no_signer_left(program)
        self.say("10 signers killed within 20 ms of their start")

    def test_a_stopped_signer_is_replaced_within_the_bound(self):
        program = self.open_program()
        self.assert_signs(program)
        stopped = program.signer()
        stop(stopped)
        duration = self.assert_signs(program)
        self.assertLess(duration, BOUND * 1000)
        self.assertTrue(is_gone(stopped), "the stopped one is killed")
        self.say(f"SIGSTOP: a signature after {duration} ms")

    def test_a_slow_signer_is_waited_for(self):
        program = self.open_program()
        self.assert_signs(program)
        slow = program.signer()
        stop(slow)
        value, milliseconds = program.ask(f"slow {slow} {SLOW_MILLISECONDS} tester1")
        self.assertEqual(int(value, 16), CKR_OK)
        self.assertGreaterEqual(int(milliseconds), SLOW_MILLISECONDS)
        self.assertEqual(program.signer(), slow, "it was not replaced")
        self.say(f"a signature of the same signer after {milliseconds} ms")

    def test_closing_with_a_stopped_signer_ends_it_within_the_bound(self):
        program = self.open_program()
        self.assert_signs(program)
        stopped = program.signer()
        stop(stopped)
        begin = time.monotonic()
        program.close()
        self.assertLess(time.monotonic() - begin, BOUND)
        self.assertTrue(is_gone(stopped))
        self.assert_no_signer_left(program)

    def test_a_missing_signer_is_a_device_error_at_once(self):
        os.remove(self.signer)
        program = self.open_program()
        rv, _, _ = program.sign("tester1")
        self.assertEqual(rv, CKR_DEVICE_ERROR)
        self.assert_no_signer_left(program)

    def test_a_signer_that_comes_back_is_found_without_a_restart(self):
        os.rename(self.signer, self.signer + ".away")
        program = self.open_program()
        self.assertEqual(program.sign("tester1")[0], CKR_DEVICE_ERROR)
        os.rename(self.signer + ".away", self.signer)
        wait_until(lambda: program.sign("tester1")[0] == CKR_OK,
                   "the signer is not tried again", BOUND)
        self.assert_signs(program)

    def test_a_signer_that_is_no_program_is_a_device_error(self):
        os.chmod(self.signer, 0o644)
        program = self.open_program()
        self.assertEqual(program.sign("tester1")[0], CKR_DEVICE_ERROR)
        os.chmod(self.signer, 0o755)
        with open(self.signer, "wb") as file:
            file.write(b"no program")
        program.close()
        program.open()
        self.assertEqual(program.sign("tester1")[0], CKR_DEVICE_ERROR)
        self.assert_no_signer_left(program)

    def test_a_signer_replaced_on_disk_is_used_from_the_next_start_on(self):
        program = self.open_program()
        self.assert_signs(program)
        first = program.signer()
        shutil.copy(self.signer, self.signer + ".new")
        os.rename(self.signer + ".new", self.signer)
        self.assert_signs(program)
        self.assertEqual(program.signer(), first, "the running one goes on")
        kill(first)
        self.assert_signs(program)

    def test_each_wrong_answer_is_a_device_error_within_the_bound(self):
        for fault in ("dies-at-once", "dies-at-a-request", "answers-with-another-version",
                      "answers-too-short", "answers-nothing", "answers-more-than-a-frame",
                      "answers-garbage", "answers-stale"):
            with self.subTest(fault=fault):
                self.use_faulty_signer(fault)
                program = self.open_program()
                rv, duration, _ = program.sign("tester1")
                self.assertEqual(rv, CKR_DEVICE_ERROR)
                self.assertLess(duration, BOUND * 1000)
                program.close()
                self.assert_no_signer_left(program)
                self.say(f"a signer that {fault.replace('-', ' ')}: device error, {duration} ms")

    def test_a_signer_that_never_answers_is_given_up_within_the_bound(self):
        self.use_faulty_signer("never-answers")
        program = self.open_program()
        rv, duration, _ = program.sign("tester1")
        self.assertEqual(rv, CKR_DEVICE_ERROR)
        self.assertLess(duration, BOUND * 1000)
        again = program.sign("tester1")
        self.assertEqual(again[0], CKR_DEVICE_ERROR)
        self.assert_no_signer_left(program)
        self.say(f"given up after {duration} ms, and after {again[1]} ms once more")

    def test_a_dying_signer_is_not_started_with_each_call(self):
        self.use_faulty_signer("dies-at-once")
        program = self.open_program()
        begin = time.monotonic()
        calls = 0
        while time.monotonic() < begin + 2:
            self.assertEqual(program.sign("tester1")[0], CKR_DEVICE_ERROR)
            calls += 1
        starts = os.path.getsize(os.path.join(self.store, "starts"))
        self.assertLess(starts, calls)
        self.assertLessEqual(starts, 20, "each failure doubles the pause, from 0.1 s on")
        self.say(f"{calls} calls in 2 s, {starts} starts")


class HostThatMisbehaves(SignerCase):
    def signer_of_open_program(self):
        program = self.open_program()
        self.assert_signs(program)
        return program, program.signer()

    def test_the_signer_ends_when_its_host_is_killed(self):
        program, signer = self.signer_of_open_program()
        program.process.kill()
        program.process.wait()
        wait_until(lambda: is_gone(signer), "the signer is an orphan", ORPHAN_SECONDS)

    def test_the_signer_ends_when_its_host_exits_without_finalising(self):
        program, signer = self.signer_of_open_program()
        program.begin("_exit")
        program.process.wait()
        wait_until(lambda: is_gone(signer), "the signer is an orphan", ORPHAN_SECONDS)

    def test_the_signer_ends_while_a_child_of_its_host_lives_on(self):
        program, signer = self.signer_of_open_program()
        child = int(program.ask("fork-hold")[0])
        self.addCleanup(kill, child)
        program.process.kill()
        program.process.wait()
        self.assertNotIn(process_state(child), (None, "Z"), "the child lives")
        wait_until(lambda: is_gone(signer), "the signer is an orphan", ORPHAN_SECONDS)

    def test_the_signer_starting_ends_when_its_host_is_killed(self):
        for delay in (0, 0.005, 0.01, 0.02):
            program = self.open_program()
            program.begin("sign tester1")
            wait_until(lambda: children_of(program.pid), "the program has started a signer", BOUND)
            started = children_of(program.pid)
            time.sleep(delay)
            started += [child for pid in started for child in children_of(pid)]
            program.process.kill()
            program.process.wait()
            for pid in started:
                wait_until(lambda: is_gone(pid), "the signer is an orphan", ORPHAN_SECONDS)

    def test_a_host_that_closed_all_descriptors_gets_its_signature(self):
        program, signer = self.signer_of_open_program()
        program.ask("close-all")
        wait_until(lambda: process_state(signer) in (None, "Z"),
                   "the signer has not ended", ORPHAN_SECONDS)
        self.assert_signs(program)
        self.assertTrue(is_gone(signer), "the first one is no zombie")

    def test_descriptors_that_the_host_uses_anew_are_left_alone(self):
        program, _ = self.signer_of_open_program()
        program.ask("close-all")
        program.ask("occupy")
        self.assert_signs(program)
        self.assertEqual(program.ask("intact"), ["64"])
        program.close()
        self.assertEqual(program.ask("intact"), ["64"], "also when the module is finalised")
        self.say("64 files on the channels' numbers: none written to, none closed")

    def test_descriptors_that_are_lost_while_a_signature_is_awaited_hang_nothing(self):
        program, signer = self.signer_of_open_program()
        stop(signer)
        value, milliseconds, untouched = program.ask("lose tester1")
        self.assertEqual(int(value, 16), CKR_OK)
        self.assertEqual(int(untouched), 64, "a socket of the program's was read from")
        self.say(f"a signature after {milliseconds} ms; none of the 64 sockets is touched")

    def test_a_forked_child_has_a_signer_of_its_own_and_leaves_the_parents_alone(self):
        program, signer = self.signer_of_open_program()
        seen = [int(word, 16) for word in program.ask("fork tester1")]
        self.assertEqual(seen, [CKR_CRYPTOKI_NOT_INITIALIZED] + [CKR_OK] * 5)
        self.assertEqual(program.signer(), signer)

    def test_a_host_that_ignores_its_children_is_served(self):
        for how in ("ignore", "reap"):
            program = self.program()
            program.ask(f"sigchld {how}")
            program.open()
            self.assert_signs(program)
            kill(program.signer())
            self.assert_signs(program)
            program.close()
            self.assert_no_signer_left(program)
            self.say(f"SIGCHLD, {how}: signed, killed, signed, closed")

    def test_the_hosts_signals_are_not_touched(self):
        program = self.program()
        before = program.ask("signals")
        program.open()
        self.assert_signs(program)
        self.assertEqual(program.ask("signals"), before)
        program.close()
        self.assertEqual(program.ask("signals"), before)

    def test_200_cycles_of_opening_signing_and_closing_leave_nothing(self):
        program = self.program()
        self.assertEqual(program.ask("cycles 1 tester2"), ["0"])
        before = descriptors(program.pid)
        self.assertEqual(program.ask("cycles 200 tester2", 300), ["0"])
        self.assertEqual(descriptors(program.pid), before)
        self.assert_no_signer_left(program)
        self.say(f"200 cycles; the program has its {len(before)} descriptors, and no child")


class ModuleThatLiesElsewhere(SignerCase):
    def test_a_module_loaded_by_a_relative_path_starts_its_own_signer_from_everywhere(self):
        tree = os.path.join(self.directory, "tree")
        elsewhere = os.path.join(self.directory, "elsewhere")
        shutil.copytree(tree, elsewhere)
        mark = os.path.join(self.directory, "mark")
        with open(os.path.join(elsewhere, os.path.relpath(self.signer, tree)), "w",
                  encoding="ascii") as file:
            file.write(f"#!/bin/sh\n: > {mark}\n")
        program = self.program(os.path.relpath(self.module, tree), directory=tree)
        self.assertEqual(program.ask(f"chdir {elsewhere}"), ["0"])
        program.open()
        self.assert_signs(program)
        self.assertEqual(os.readlink(f"/proc/{program.pid}/cwd"), elsewhere)
        self.assertFalse(os.path.exists(mark), "the other directory's program was not started")
        self.say("loaded by a relative path, then chdir: its own signer was started")


class StoreThatIsInUse(SignerCase):
    def test_a_store_that_a_helper_holds_is_read(self):
        with open(os.path.join(self.store, "lock"), "r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assert_signs(self.open_program())

    def test_a_key_database_that_is_being_written_has_its_answer_within_the_bound(self):
        database = sqlite3.connect(os.path.join(self.store, "nssdb", "key4.db"))
        database.isolation_level = None
        database.execute("BEGIN EXCLUSIVE")
        program = self.open_program()
        rv, duration, _ = program.sign("tester1")
        self.assertEqual(rv, CKR_DEVICE_ERROR)
        self.assertLess(duration, BOUND * 1000)
        database.execute("ROLLBACK")
        database.close()
        wait_until(lambda: program.sign("tester1")[0] == CKR_OK,
                   "the key is not tried again", BOUND)
        self.say(f"held: device error after {duration} ms; released: signs")

    def test_where_nothing_can_be_written_the_signer_signs(self):
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, limit[1]))
        try:
            program = self.program()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        program.open()
        self.assert_signs(program)
        self.say("program and signer with a file size limit of 0, as on a full disk")


class ThreadsOfAHost(SignerCase):
    def test_two_threads_sign_on_channels_of_their_own(self):
        program = self.open_program()
        self.assert_signs(program)
        first, second = sorted(self.processor_times(program.signer()))[-2:]

        def both_have_computed():
            _, failures = map(int, program.ask("parallel 2 1000 tester1"))
            self.assertEqual(failures, 0)
            times = sorted(self.processor_times(program.signer()))[-2:]
            return times[0] > first + 0.05 and times[1] > second + 0.05

        wait_until(both_have_computed, "only one of the signer's threads has computed", BOUND)
        self.say(f"seconds computed by each thread: {self.processor_times(program.signer())}")

    def test_more_threads_than_channels_all_get_their_signatures(self):
        program = self.open_program()
        signatures, failures = map(int, program.ask("parallel 16 1000 tester2"))
        self.assertEqual(failures, 0)
        self.assertGreater(signatures, 16)

    @staticmethod
    def processor_times(pid):
        ticks = os.sysconf("SC_CLK_TCK")
        times = []
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/stat", encoding="ascii") as stat:
                fields = stat.read().rpartition(")")[2].split()
            times.append((int(fields[11]) + int(fields[12])) / ticks)
        return times


class SignerThatIsIdle(SignerCase):
    def test_an_idle_signer_ends_and_the_next_request_starts_another(self):
        self.make_store("--signer-idle", "1")
        program = self.open_program()
        self.assert_signs(program)
        first = program.signer()
        wait_until(lambda: process_state(first) in (None, "Z"), "the idle signer lives on", BOUND)
        self.assert_signs(program)
        self.assertTrue(is_gone(first), "the first one is no zombie")

    def test_no_signer_is_started_before_a_key_is_looked_up(self):
        program = self.open_program()
        self.assert_no_signer_left(program)


if __name__ == "__main__":
    unittest.main(verbosity=2)
