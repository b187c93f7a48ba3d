/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "common/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/child_environment.h"
#include "valux/clock.h"
#include "valux/text.h"

#define CHILD_SOCKET 3
#define START_SECONDS 60 /* that a process waits for its request, so that it does not stay */

/* What goes before the answer on the way back. */
struct verdict {
    bool result;
    struct valux_error error;
};

static bool write_all(int socket, const void *data, size_t length)
{
    const uint8_t *next = data;

    while (length > 0) {
        ssize_t wrote = send(socket, next, length, MSG_NOSIGNAL);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        next += wrote;
        length -= (size_t)wrote;
    }
    return true;
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

/*
 * Executes this program for the task, with one end of the socket pair as descriptor CHILD_SOCKET.
 * Returns 0 or an error number.
 */
static int spawn_task(const struct child_task *task, int socket, pid_t *child)
{
    char *const words[] = {(char[]){"valux-enroll"}, (char[]){CHILD_TASK_ARGUMENT},
                           (char *)task->name, NULL};
    posix_spawn_file_actions_t actions;
    char **environment = child_environment();
    int number = environment == NULL ? ENOMEM : posix_spawn_file_actions_init(&actions);

    if (number != 0)
        goto done;
    number = posix_spawn_file_actions_adddup2(&actions, socket, CHILD_SOCKET);
    if (number == 0)
        number = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(&actions, 0, 1);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(&actions, 0, 2);
    if (number == 0)
        number = posix_spawn_file_actions_addclosefrom_np(&actions, CHILD_SOCKET + 1);
    if (number == 0)
        number = posix_spawn(child, "/proc/self/exe", &actions, NULL, words, environment);
    posix_spawn_file_actions_destroy(&actions);
done:
    free(environment);
    return number;
}

/* Sends what the task needs, and takes its verdict and its answer. */
static bool converse(int socket, const struct child_task *task, const void *request,
                     unsigned seconds, struct verdict *verdict, void *answer, bool *late)
{
    int64_t deadline = deadline_in(seconds);

    return write_all(socket, &seconds, sizeof seconds) &&
           write_all(socket, request, task->request_size) &&
           read_all(socket, verdict, sizeof *verdict, deadline, late) &&
           read_all(socket, answer, task->answer_size, deadline, late);
}

bool child_run_task(const struct child_task *task, const void *request, void *answer,
                    unsigned seconds, const char *what, struct valux_error *error)
{
    int ends[2];
    pid_t child;
    struct verdict verdict;
    bool late = false;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A pipe can't be made: %s."),
                               strerror(errno));
    int number = spawn_task(task, ends[1], &child);
    close(ends[1]);
    if (number != 0) {
        close(ends[0]);
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A process can't be started: %s."),
                               strerror(number));
    }
    bool told = converse(ends[0], task, request, seconds, &verdict, answer, &late);
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

/* Reads what child_run_task sends, does the task and sends the answer. */
static bool serve(const struct child_task *task)
{
    bool result = false;
    bool late;
    unsigned seconds;
    struct verdict verdict = {0};
    int64_t deadline = deadline_in(START_SECONDS);
    void *request = calloc(1, task->request_size + 1);
    void *answer = calloc(1, task->answer_size + 1);

    if (request == NULL || answer == NULL ||
        !read_all(CHILD_SOCKET, &seconds, sizeof seconds, deadline, &late) ||
        !read_all(CHILD_SOCKET, request, task->request_size, deadline, &late))
        goto done;
    /* A key press must not end it between two steps of a change; in time it ends in any case. */
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGALRM, SIG_DFL);
    alarm(seconds + 1);
    verdict.result = task->work(request, answer, &verdict.error);
    result = write_all(CHILD_SOCKET, &verdict, sizeof verdict) &&
             write_all(CHILD_SOCKET, answer, task->answer_size);
done:
    free(request);
    free(answer);
    return result;
}

bool child_serve(const struct child_task *const tasks[], int argument_count, char **arguments,
                 int *status)
{
    if (argument_count != 3 || strcmp(arguments[1], CHILD_TASK_ARGUMENT) != 0)
        return false;
    *status = 1;
    for (size_t i = 0; tasks[i] != NULL; i++)
        if (strcmp(tasks[i]->name, arguments[2]) == 0)
            *status = serve(tasks[i]) ? 0 : 1;
    return true;
}

/*
 * Starts the program on /dev/null, but for its standard input and output where `input` and `output`
 * are not -1. It gets no other descriptor. Returns 0 or an error number.
 */
static int spawn_silent(char *const words[], int input, int output, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    int number = posix_spawn_file_actions_init(&actions);

    if (number != 0)
        return number;
    number = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(&actions, output < 0 ? 0 : output, 1);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(&actions, 0, 2);
    if (number == 0 && input >= 0)
        number = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (number == 0)
        number = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (number == 0)
        number = posix_spawnp(child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

/* Waits for the child's end and reaps it; true for the exit status 0 before the deadline. */
static bool end_by(int64_t deadline, pid_t child)
{
    bool late = false;
    /* A process that ends makes its descriptor readable. */
    int process = (int)syscall(SYS_pidfd_open, child, 0);

    if (process >= 0 && !wait_until(deadline, process, &late))
        kill(child, SIGKILL);
    if (process >= 0)
        close(process);
    int status = reap(child);
    return !late && status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool run_program(char *const words[], int input, unsigned seconds, bool *succeeded,
                        struct valux_error *error)
{
    pid_t child;
    int number = spawn_silent(words, input, -1, &child);

    *succeeded = false;
    if (number != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("%s can't be started: %s."), words[0],
                               strerror(number));
    *succeeded = end_by(deadline_in(seconds), child);
    return true;
}

bool child_run_program(char *const words[], unsigned seconds, bool *succeeded,
                       struct valux_error *error)
{
    return run_program(words, -1, seconds, succeeded, error);
}

bool child_feed_program(char *const words[], const char *input, unsigned seconds, bool *succeeded,
                        struct valux_error *error)
{
    size_t length = strlen(input);
    int ends[2];

    *succeeded = false;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A pipe can't be made: %s."),
                               strerror(errno));
    bool written = length <= PIPE_BUF && write(ends[1], input, length) == (ssize_t)length;
    close(ends[1]);
    bool result = written ? run_program(words, ends[0], seconds, succeeded, error)
                          : valux_error_set(error, VALUX_ERROR_SYSTEM,
                                            _("A pipe can't be made: %s."), strerror(EPIPE));
    close(ends[0]);
    return result;
}

/* Reads to the end. False at the deadline, and where there is more than `limit` bytes. */
static bool read_to_end(int file, size_t limit, int64_t deadline, struct valux_bytes *output)
{
    bool late;

    output->data = calloc(1, limit + 1);
    if (output->data == NULL)
        return false;
    while (wait_until(deadline, file, &late)) {
        char beyond;
        bool full = output->length == limit;
        ssize_t got = full ? read(file, &beyond, 1)
                           : read(file, output->data + output->length, limit - output->length);
        if (got == 0)
            return true;
        if ((got < 0 && errno != EINTR) || (got > 0 && full))
            return false;
        output->length += got > 0 ? (size_t)got : 0;
    }
    return false;
}

bool child_read_program(char *const words[], unsigned seconds, size_t limit,
                        struct valux_bytes *output, bool *succeeded, struct valux_error *error)
{
    int ends[2];
    pid_t child;
    int64_t deadline = deadline_in(seconds);

    *output = (struct valux_bytes){NULL, 0};
    *succeeded = false;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("A pipe can't be made: %s."),
                               strerror(errno));
    int number = spawn_silent(words, -1, ends[1], &child);
    close(ends[1]);
    if (number != 0) {
        close(ends[0]);
        return valux_error_set(error, VALUX_ERROR_SYSTEM, _("%s can't be started: %s."), words[0],
                               strerror(number));
    }
    bool whole = read_to_end(ends[0], limit, deadline, output);
    close(ends[0]);
    if (!whole)
        kill(child, SIGKILL);
    *succeeded = end_by(deadline, child) && whole;
    return true;
}
