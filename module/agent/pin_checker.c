/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "agent/pin_checker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/hardening.h"
#include "signer-link/unlock_run.h"

#define SOCKET (STDERR_FILENO + 1) /* the process's end */

/* In the process alone. */
static struct {
    uint8_t frame[VALUX_AGENT_PIN_SIZE];
    struct valux_agent_pin pin;
} given;

static enum valux_agent_status check(const char *enroll)
{
    switch (unlock_run(enroll, given.pin.bytes, given.pin.length)) {
    case PIN_CHECK_RIGHT:
        return VALUX_AGENT_PIN_RIGHT;
    case PIN_CHECK_WRONG:
        return VALUX_AGENT_PIN_WRONG;
    case PIN_CHECK_LOCKED:
    case PIN_CHECK_FAILED:
        break;
    }
    return VALUX_AGENT_PIN_FAILED;
}

/* Each PIN has one answer: so the agent knows whose it is. Returns when the agent has ended. */
static void serve(const char *enroll)
{
    for (;;) {
        struct valux_agent_answer answer = {.status = VALUX_AGENT_PIN_FAILED};
        uint8_t frame[VALUX_AGENT_ANSWER_SIZE];
        ssize_t length = recv(SOCKET, given.frame, sizeof given.frame, 0);
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return;
        if (valux_agent_pin_decode(given.frame, (size_t)length, &given.pin))
            answer.status = check(enroll);
        explicit_bzero(&given, sizeof given);
        valux_agent_answer_encode(&answer, frame);
        if (send(SOCKET, frame, sizeof frame, MSG_NOSIGNAL) != (ssize_t)sizeof frame)
            return;
    }
}

/* The standard input leads to nowhere already. */
static bool leave_output(void)
{
    return dup2(STDIN_FILENO, STDOUT_FILENO) == STDOUT_FILENO &&
           dup2(STDIN_FILENO, STDERR_FILENO) == STDERR_FILENO;
}

/* Nobody else has a descriptor of this process, and it has none but its socket. */
static bool prepare(int socket)
{
    return (socket == SOCKET || dup3(socket, SOCKET, O_CLOEXEC) == SOCKET) &&
           close_range(SOCKET + 1, ~0U, 0) == 0 && setsid() > 0 &&
           prctl(PR_SET_NAME, "valux-pin-check") == 0 && agent_hardening_apply_but_writing() &&
           leave_output();
}

/* The first thing that it says is whether it could be prepared: 0, or errno. */
static _Noreturn void run(int socket, const char *enroll)
{
    int error = prepare(socket) ? 0 : errno;

    /* Where the system gives no locked memory, the agent takes no secret: nothing is unlocked. */
    (void)mlock(&given, sizeof given);
    if (send(SOCKET, &error, sizeof error, MSG_NOSIGNAL) == (ssize_t)sizeof error && error == 0)
        serve(enroll);
    _exit(0);
}

/* The process between ends at once, so that the other one is no child of the agent's. */
static bool fork_twice(int socket, const char *enroll)
{
    pid_t between = fork();

    if (between == 0) {
        if (fork() == 0)
            run(socket, enroll);
        _exit(0);
    }
    while (between > 0 && waitpid(between, NULL, 0) < 0 && errno == EINTR)
        ;
    return between > 0;
}

static bool hear_that_it_runs(int socket)
{
    int error;
    ssize_t length;

    do
        length = recv(socket, &error, sizeof error, 0);
    while (length < 0 && errno == EINTR);
    errno = length == (ssize_t)sizeof error ? error : EAGAIN;
    return errno == 0;
}

bool pin_checker_start(struct pin_checker *checker, const char *enroll)
{
    int ends[2];

    *checker = (struct pin_checker){.socket = -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    bool forked = fork_twice(ends[1], enroll);
    int error = errno;
    close(ends[1]);
    if (forked && hear_that_it_runs(ends[0])) {
        checker->socket = ends[0];
        return true;
    }
    if (forked)
        error = errno;
    close(ends[0]);
    errno = error;
    return false;
}

bool pin_checker_give(struct pin_checker *checker, const struct valux_agent_pin *pin,
                      int connection)
{
    uint8_t frame[VALUX_AGENT_PIN_SIZE];
    bool given_on = false;

    if (checker->socket < 0 || checker->count == PIN_CHECKER_WAITING_MAX)
        return false;
    valux_agent_pin_encode(pin, frame);
    given_on = send(checker->socket, frame, sizeof frame, MSG_NOSIGNAL | MSG_DONTWAIT) ==
               (ssize_t)sizeof frame;
    explicit_bzero(frame, sizeof frame);
    if (given_on)
        checker->waiting[checker->count++] = connection;
    return given_on;
}

/* Whether an answer has come; that the process has ended is one to all who wait. */
static bool receive(struct pin_checker *checker, enum valux_agent_status *status)
{
    uint8_t frame[VALUX_AGENT_ANSWER_SIZE];
    struct valux_agent_answer answer;

    *status = VALUX_AGENT_PIN_FAILED;
    if (checker->socket < 0)
        return true;
    ssize_t length = recv(checker->socket, frame, sizeof frame, MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (length > 0 && valux_agent_answer_decode(frame, (size_t)length, &answer)) {
        *status = answer.status;
        return true;
    }
    close(checker->socket);
    checker->socket = -1;
    return true;
}

bool pin_checker_take(struct pin_checker *checker, int *connection, enum valux_agent_status *status)
{
    if (!receive(checker, status) || checker->count == 0)
        return false;
    *connection = checker->waiting[0];
    checker->count--;
    memmove(checker->waiting, checker->waiting + 1, checker->count * sizeof *checker->waiting);
    return true;
}
