/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer-link/process.h"
#include "signer_fixture.h"

/* The signer as a child process: one that is killed and does not go away. */

static const bool keep_none[VALUX_SIGNER_CHANNELS_MAX];

/*
 * A process that traces another one, until the pipe's other end is closed: its parent is not told
 * of its death before. As root, since a signer lets nobody else trace it.
 */
static pid_t start_tracer(pid_t traced, int *release)
{
    int ready[2];
    int hold[2];
    char byte = 0;

    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    assert_int_equal(pipe2(hold, O_CLOEXEC), 0);
    pid_t tracer = fork();
    assert_true(tracer >= 0);
    if (tracer == 0) {
        close(hold[1]);
        if (ptrace(PTRACE_SEIZE, traced, NULL, NULL) != 0 || write(ready[1], &byte, 1) != 1)
            _exit(1);
        _exit(read(hold[0], &byte, 1) == 0 ? 0 : 1);
    }
    close(ready[1]);
    close(hold[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    *release = hold[1];
    return tracer;
}

static void test_a_killed_signer_that_lingers_is_waited_for_later(void **state)
{
    struct signer_process process = {0};
    int release;
    int status;

    (void)state;
    assert_true(signer_process_start(&process));
    pid_t first = process.pid;
    pid_t tracer = start_tracer(first, &release);
    signer_process_end(&process, SIGNER_PROCESS_KILL, keep_none);
    assert_int_equal(process.pid, 0);
    assert_int_equal(process.lingering, first);
    assert_true(signer_process_start(&process));
    assert_int_equal(process.lingering, first);
    close(release);
    assert_int_equal(waitpid(tracer, &status, 0), tracer);
    assert_int_equal(status, 0);
    signer_process_end(&process, SIGNER_PROCESS_ASK, keep_none);
    assert_int_equal(process.lingering, 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_killed_signer_that_lingers_is_waited_for_later),
    };

    return cmocka_run_group_tests(tests, signer_fixture_setup, signer_fixture_teardown);
}
