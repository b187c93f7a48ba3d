/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "common/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "valux/clock.h"
#include "valux/text.h"

/* What goes before the answer on the pipe. */
struct verdict {
    bool result;
    struct valux_error error;
};

static bool write_all(int file, const void *data, size_t length)
{
    const uint8_t *next = data;

    while (length > 0) {
        ssize_t wrote = write(file, next, length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        next += wrote;
        length -= (size_t)wrote;
    }
    return true;
}

static _Noreturn void run_in_child(child_work *work, const void *request, void *answer, size_t size,
                                   unsigned seconds, int report)
{
    struct verdict verdict = {0};

    /* A key press must not end it between two steps of a change; in time it ends in any case. */
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, SIG_DFL);
    alarm(seconds + 1);
    verdict.result = work(request, answer, &verdict.error);
    bool told = write_all(report, &verdict, sizeof verdict) && write_all(report, answer, size);
    _exit(told ? 0 : 1);
}

static int64_t deadline_in(unsigned seconds)
{
    return valux_clock_milliseconds() + (int64_t)seconds * 1000;
}

/* Waits until the descriptor can be read; false at the deadline, and after an error. */
static bool wait_until(int64_t deadline, int file, bool *late)
{
    struct pollfd wait = {file, POLLIN, 0};
    int ready;

    do {
        int64_t left = deadline - valux_clock_milliseconds();
        ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
    } while (ready < 0 && errno == EINTR);
    *late = ready == 0;
    return ready > 0;
}

/* Reads exactly `length` bytes before the deadline; *late tells that it had passed. */
static bool read_all(int file, void *data, size_t length, int64_t deadline, bool *late)
{
    uint8_t *next = data;

    while (length > 0) {
        if (!wait_until(deadline, file, late))
            return false;
        ssize_t got = read(file, next, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        next += got;
        length -= (size_t)got;
    }
    return true;
}

/* Waits for the child's end, which is near. The status is -1 if it can't be had. */
static int reap(pid_t child)
{
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

bool child_run_function(child_work *work, const void *request, void *answer, size_t size,
                        unsigned seconds, const char *what, struct valux_error *error)
{
    int ends[2];
    struct verdict verdict;
    bool late = false;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A pipe can't be made: %s."),
                               strerror(errno));
    pid_t child = fork();
    if (child < 0) {
        valux_error_set(error, VALUX_ERROR_SYSTEM, _("A process can't be started: %s."),
                        strerror(errno));
        close(ends[0]);
        close(ends[1]);
        return false;
    }
    if (child == 0) {
        close(ends[0]);
        run_in_child(work, request, answer, size, seconds, ends[1]);
    }
    close(ends[1]);
    int64_t deadline = deadline_in(seconds);
    bool told = read_all(ends[0], &verdict, sizeof verdict, deadline, &late) &&
                read_all(ends[0], answer, size, deadline, &late);
    close(ends[0]);
    if (!told)
        kill(child, SIGKILL);
    (void)reap(child);
    if (late)
        return valux_error_set(error, VALUX_ERROR_PROGRAM,
                               _("%s: one of the modules in it did not answer within %u seconds."),
                               what, seconds);
    if (!told)
        return valux_error_set(error, VALUX_ERROR_PROGRAM,
                               _("%s: the process that worked on it died. One of the modules in "
                                 "it may be damaged."),
                               what);
    if (!verdict.result)
        *error = verdict.error;
    return verdict.result;
}

/* Starts the program on /dev/null. Returns 0 or an error number. */
static int spawn_silent(char *const words[], pid_t *child)
{
    posix_spawn_file_actions_t actions;
    int number = posix_spawn_file_actions_init(&actions);

    if (number != 0)
        return number;
    number = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(&actions, 0, 1);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(&actions, 0, 2);
    if (number == 0)
        number = posix_spawnp(child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

bool child_run_program(char *const words[], unsigned seconds, bool *succeeded,
                       struct valux_error *error)
{
    pid_t child;
    bool late = false;
    int number = spawn_silent(words, &child);

    *succeeded = false;
    if (number != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("%s can't be started: %s."), words[0],
                               strerror(number));
    /* A process that ends makes its descriptor readable. */
    int process = (int)syscall(SYS_pidfd_open, child, 0);
    if (process >= 0 && !wait_until(deadline_in(seconds), process, &late))
        kill(child, SIGKILL);
    if (process >= 0)
        close(process);
    int status = reap(child);
    *succeeded = !late && status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return true;
}
