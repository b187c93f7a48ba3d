/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/pin_check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer-link/agent_lock.h"
#include "signer-link/channel.h"
#include "signer-link/own_path.h"
#include "valux/clock.h"
#include "valux/paths.h"

#define CHECK_MILLISECONDS 30000
#define PIN_SIZE_MAX 4096 /* what a pipe takes at once; valux-enroll judges the length */
#define ANSWER_SIZE 4096
#define VARIABLES_MAX 16

/* Not on the stack, because a program's thread may have a small one. */
struct check {
    char store[VALUX_PATH_SIZE];
    char seal[VALUX_PATH_SIZE];
    char program[VALUX_PATH_SIZE];
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

static void choose_environment(struct check *check)
{
    size_t count = 0;

    for (char **variable = environ; variable != NULL && *variable != NULL; variable++)
        for (size_t i = 0; passed_on[i] != NULL && count < VARIABLES_MAX; i++)
            if (strncmp(*variable, passed_on[i], strlen(passed_on[i])) == 0)
                check->environment[count++] = *variable;
}

static bool has_pin(struct check *check)
{
    return valux_paths_store(check->store) &&
           valux_paths_join(check->seal, check->store, VALUX_SEAL_FILE) &&
           valux_paths_seal_has_pin(AT_FDCWD, check->seal);
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
static bool start(struct check *check)
{
    bool result = false;
    sigset_t all;
    sigset_t none;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *arguments[] = {check->program,       (char *)"unlock",     (char *)"--json",
                         (char *)"--pin-file", (char *)"/dev/stdin", NULL};

    sigfillset(&all);
    sigemptyset(&none);
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    if (posix_spawnattr_init(&attributes) != 0)
        goto without_attributes;
    result = posix_spawnattr_setsigdefault(&attributes, &all) == 0 &&
             posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
             posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                                       POSIX_SPAWN_SETSID) == 0 &&
             posix_spawn_file_actions_adddup2(&actions, check->pin[0], STDIN_FILENO) == 0 &&
             posix_spawn_file_actions_adddup2(&actions, check->output[1], STDOUT_FILENO) == 0 &&
             posix_spawn_file_actions_adddup2(&actions, check->output[1], STDERR_FILENO) == 0 &&
             posix_spawn(&check->pid, check->program, &actions, &attributes, arguments,
                         check->environment) == 0;
    posix_spawnattr_destroy(&attributes);
without_attributes:
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

/* Reads until valux-enroll has closed its output, which it does at its end. */
static bool read_answer(struct check *check)
{
    int64_t deadline = valux_clock_milliseconds() + CHECK_MILLISECONDS;
    size_t length = 0;

    while (length < ANSWER_SIZE) {
        int64_t left = deadline - valux_clock_milliseconds();
        struct pollfd wanted = {.fd = check->output[0], .events = POLLIN};

        if (left <= 0)
            return false;
        if (poll(&wanted, 1, (int)left) <= 0)
            continue;
        ssize_t got = read(check->output[0], check->answer + length, ANSWER_SIZE - length);
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
static void end(const struct check *check, bool finished)
{
    siginfo_t information = {0};
    int status;

    if (!finished &&
        waitid(P_PID, (id_t)check->pid, &information, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        information.si_pid == 0)
        kill(check->pid, SIGKILL);
    while (waitpid(check->pid, &status, 0) < 0 && errno == EINTR)
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

static enum pin_check ask_enroll(struct check *check, const unsigned char *pin, size_t length)
{
    enum pin_check result = PIN_CHECK_FAILED;

    choose_environment(check);
    if (valux_paths_sibling(check->program, own_path(), VALUX_MODULE_DIRECTORY,
                            VALUX_ENROLL_INSTALLED, VALUX_ENROLL_RELATIVE) &&
        make_pipe(check->pin) && make_pipe(check->output) &&
        write(check->pin[1], pin, length) == (ssize_t)length && start(check)) {
        close_end(&check->pin[1]);
        close_end(&check->output[1]);
        bool finished = read_answer(check);
        end(check, finished);
        if (finished)
            result = judge(check->answer);
    }
    for (int i = 0; i < 2; i++) {
        close_end(&check->pin[i]);
        close_end(&check->output[i]);
    }
    return result;
}

static enum pin_check ask_agent(void)
{
    switch (agent_lock_ask()) {
    case AGENT_LOCK_OPEN:
        return PIN_CHECK_RIGHT;
    case AGENT_LOCK_LOCKED:
        return PIN_CHECK_LOCKED;
    case AGENT_LOCK_UNKNOWN:
        break;
    }
    return PIN_CHECK_FAILED;
}

enum pin_check pin_check(const unsigned char *pin, size_t length)
{
    enum pin_check result = PIN_CHECK_RIGHT;

    if (own_path_published_store() != NULL)
        return ask_agent();
    struct check *check = calloc(1, sizeof *check);
    if (check == NULL)
        return PIN_CHECK_FAILED;
    if (has_pin(check))
        result =
            length == 0 || length > PIN_SIZE_MAX ? PIN_CHECK_WRONG : ask_enroll(check, pin, length);
    free(check);
    return result;
}
