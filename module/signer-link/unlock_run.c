/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/unlock_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer-link/channel.h"
#include "signer-link/spawn.h"
#include "valux/clock.h"

#define PIN_SIZE_MAX 4096 /* what a pipe takes at once; valux-enroll judges the length */
#define ANSWER_SIZE 4096
#define VARIABLES_MAX 16

/* Not on the stack, because a program's thread may have a small one. */
struct run {
    char answer[ANSWER_SIZE + 1];
    char *environment[VARIABLES_MAX + 1];
    int pin[2]; /* a pipe's ends; 0: not open */
    int output[2];
    pid_t pid;
};

/* What valux-enroll needs of the program's environment to find the store, the agent and D-Bus. */
static const char *const passed_on[] = {
    "HOME=",
    "VALUX_HOME=",
    "XDG_DATA_HOME=",
    "XDG_CONFIG_HOME=",
    "XDG_STATE_HOME=",
    "XDG_RUNTIME_DIR=",
    "DBUS_SESSION_BUS_ADDRESS=",
    "DBUS_SYSTEM_BUS_ADDRESS=",
    NULL,
};

_Static_assert(sizeof passed_on / sizeof *passed_on <= VARIABLES_MAX, "each has its place");

static void choose_environment(struct run *run)
{
    size_t count = 0;

    for (char **variable = environ; variable != NULL && *variable != NULL; variable++)
        for (size_t i = 0; passed_on[i] != NULL && count < VARIABLES_MAX; i++)
            if (strncmp(*variable, passed_on[i], strlen(passed_on[i])) == 0)
                run->environment[count++] = *variable;
}

static bool make_pipe(int ends[static 2])
{
    return pipe2(ends, O_CLOEXEC) == 0 && signer_channel_move_from_streams(&ends[0]) &&
           signer_channel_move_from_streams(&ends[1]);
}

static void close_end(int *end)
{
    if (*end > 0)
        close(*end);
    *end = 0;
}

/* The PIN comes to it by its standard input, so that no other process sees it. */
static bool start(struct run *run, const char *enroll)
{
    bool result = false;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *arguments[] = {(char *)enroll,       (char *)"unlock",     (char *)"--json",
                         (char *)"--pin-file", (char *)"/dev/stdin", NULL};

    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    if (posix_spawnattr_init(&attributes) != 0)
        goto without_attributes;
    result =
        spawn_set_attributes(&attributes) &&
        posix_spawn_file_actions_adddup2(&actions, run->pin[0], STDIN_FILENO) == 0 &&
        posix_spawn_file_actions_adddup2(&actions, run->output[1], STDOUT_FILENO) == 0 &&
        posix_spawn_file_actions_adddup2(&actions, run->output[1], STDERR_FILENO) == 0 &&
        posix_spawn(&run->pid, enroll, &actions, &attributes, arguments, run->environment) == 0;
    posix_spawnattr_destroy(&attributes);
without_attributes:
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

/* Reads until valux-enroll has closed its output, which it does at its end. */
static bool read_answer(struct run *run)
{
    int64_t deadline = valux_clock_milliseconds() + UNLOCK_RUN_MILLISECONDS;
    size_t length = 0;

    while (length < ANSWER_SIZE) {
        int64_t left = deadline - valux_clock_milliseconds();
        struct pollfd wanted = {.fd = run->output[0], .events = POLLIN};

        if (left <= 0)
            return false;
        if (poll(&wanted, 1, (int)left) <= 0)
            continue;
        ssize_t got = read(run->output[0], run->answer + length, ANSWER_SIZE - length);
        if (got == 0)
            return true;
        if (got > 0)
            length += (size_t)got;
        else if (errno != EINTR)
            return false;
    }
    return false;
}

/* The program may have waited for the child itself. Then its number may be another process's. */
static void end(const struct run *run, bool finished)
{
    siginfo_t information = {0};
    int status;

    if (!finished &&
        waitid(P_PID, (id_t)run->pid, &information, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        information.si_pid == 0)
        kill(run->pid, SIGKILL);
    while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
        ;
}

/* The answer tells what the exit status would: a program may take that away from us. */
static enum pin_check judge(const char *answer)
{
    static const char *const refusals[] = {"\"domain\":\"locked\"", "\"domain\":\"input\"", NULL};

    for (size_t i = 0; refusals[i] != NULL; i++)
        if (strstr(answer, refusals[i]) != NULL)
            return PIN_CHECK_WRONG;
    return strstr(answer, "\"custody\"") != NULL ? PIN_CHECK_RIGHT : PIN_CHECK_FAILED;
}

enum pin_check unlock_run(const char *enroll, const unsigned char *pin, size_t length)
{
    enum pin_check result = PIN_CHECK_FAILED;
    struct run *run;

    if (length == 0 || length > PIN_SIZE_MAX)
        return PIN_CHECK_WRONG;
    run = calloc(1, sizeof *run);
    if (run == NULL)
        return PIN_CHECK_FAILED;
    choose_environment(run);
    if (make_pipe(run->pin) && make_pipe(run->output) &&
        write(run->pin[1], pin, length) == (ssize_t)length && start(run, enroll)) {
        close_end(&run->pin[1]);
        close_end(&run->output[1]);
        bool finished = read_answer(run);
        end(run, finished);
        if (finished)
            result = judge(run->answer);
    }
    for (int i = 0; i < 2; i++) {
        close_end(&run->pin[i]);
        close_end(&run->output[i]);
    }
    free(run);
    return result;
}
