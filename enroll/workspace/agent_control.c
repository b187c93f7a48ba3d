/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/agent_control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "valux/agent_protocol.h"
#include "valux/clock.h"
#include "valux/seal_lock.h"
#include "valux/text.h"
#include "workspace/own_paths.h"

#define ANSWER_MILLISECONDS 5000
#define START_MILLISECONDS 5000
#define TRY_AGAIN_NANOSECONDS 10000000L

_Static_assert(VALUX_AGENT_PIN_MAX == VALUX_PIN_MAX, "a sandboxed program can give each PIN");

static bool make_address(struct sockaddr_un *address)
{
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (runtime == NULL || runtime[0] != '/')
        return false;
    int length =
        snprintf(address->sun_path, sizeof address->sun_path, "%s/%s", runtime, VALUX_AGENT_SOCKET);
    return length > 0 && (size_t)length < sizeof address->sun_path;
}

/* Nobody but this user, or systemd for this user, is told a secret. */
static bool is_own_user(int connection)
{
    struct ucred listener;
    socklen_t size = sizeof listener;

    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &listener, &size) == 0 &&
           listener.uid == geteuid();
}

/* A connection to the agent, or -1 with errno set. */
static int connect_to_agent(void)
{
    struct sockaddr_un address;
    int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (made < 0)
        return -1;
    if (!make_address(&address)) {
        errno = ENOENT;
    } else if (connect(made, (const struct sockaddr *)&address, sizeof address) == 0) {
        if (is_own_user(made))
            return made;
        errno = EPERM;
    }
    int cause = errno;
    close(made);
    errno = cause;
    return -1;
}

static bool wait_for(int connection)
{
    int64_t deadline = valux_clock_milliseconds() + ANSWER_MILLISECONDS;
    struct pollfd entry = {connection, POLLIN, 0};

    for (;;) {
        int64_t left = deadline - valux_clock_milliseconds();
        int ready = poll(&entry, 1, left < 0 ? 0 : (int)left);
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

static bool ask(int connection, const struct valux_store *store, enum valux_agent_verb verb,
                const uint8_t *secret, enum valux_agent_status *status)
{
    struct valux_agent_control control = {.verb = verb};
    struct valux_agent_answer answer;
    uint8_t frame[VALUX_AGENT_CONTROL_SIZE];
    struct stat place;
    bool sent;

    if (fstat(store->directory, &place) != 0)
        return false;
    control.store[0] = place.st_dev;
    control.store[1] = place.st_ino;
    if (secret != NULL)
        memcpy(control.secret, secret, sizeof control.secret);
    valux_agent_control_encode(&control, frame);
    sent = send(connection, frame, sizeof frame, MSG_NOSIGNAL) == (ssize_t)sizeof frame;
    explicit_bzero(&control, sizeof control);
    explicit_bzero(frame, sizeof frame);
    if (!sent || !wait_for(connection))
        return false;
    ssize_t length = recv(connection, frame, sizeof frame, MSG_DONTWAIT);
    if (length <= 0 || !valux_agent_answer_decode(frame, (size_t)length, &answer))
        return false;
    *status = answer.status;
    return true;
}

bool agent_control_is_unlocked(const struct valux_store *store)
{
    enum valux_agent_status status = VALUX_AGENT_LOCKED;
    int connection = connect_to_agent();

    if (connection < 0)
        return false;
    bool answered = ask(connection, store, VALUX_AGENT_STATE, NULL, &status);
    close(connection);
    return answered && status == VALUX_AGENT_UNLOCKED;
}

/*
 * Starts an agent where systemd does not: it takes itself away from the terminal, and ends when the
 * store is locked.
 */
static bool start_agent(struct valux_error *error)
{
    char program[VALUX_PATH_SIZE];
    struct sockaddr_un address;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int cause;

    if (!own_paths_agent(program, error))
        return false;
    if (!make_address(&address))
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("XDG_RUNTIME_DIR names no directory in which the agent could "
                                 "listen. Log in at the desktop, or through ssh."));
    char *words[] = {program, (char *)"--socket", address.sun_path, NULL};
    if (posix_spawnattr_init(&attributes) != 0)
        return valux_error_set_memory(error);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        posix_spawnattr_destroy(&attributes);
        return valux_error_set_memory(error);
    }
    cause = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    for (int stream = STDIN_FILENO; cause == 0 && stream <= STDERR_FILENO; stream++)
        cause = posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
    if (cause == 0)
        cause = posix_spawn(&pid, program, &actions, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return cause == 0 ||
           valux_error_set(error, VALUX_ERROR_SYSTEM, _("The agent %s can't be started: %s."),
                           program, strerror(cause));
}

static bool no_answer(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                           _("The agent does not answer. 'valux-enroll doctor' says more."));
}

/* The agent that was started just now listens a little later. */
static bool connect_to_started(int *connection, struct valux_error *error)
{
    int64_t deadline = valux_clock_milliseconds() + START_MILLISECONDS;
    const struct timespec pause = {0, TRY_AGAIN_NANOSECONDS};

    while ((*connection = connect_to_agent()) < 0 && valux_clock_milliseconds() < deadline)
        nanosleep(&pause, NULL);
    return *connection >= 0 || no_answer(error);
}

static bool open_connection(int *connection, struct valux_error *error)
{
    *connection = connect_to_agent();
    if (*connection >= 0)
        return true;
    if (errno == EPERM)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("Another user listens at the agent's socket: it is not told the "
                                 "secret."));
    return start_agent(error) && connect_to_started(connection, error);
}

bool agent_control_unlock(const struct valux_store *store,
                          const uint8_t secret[static VALUX_SEAL_SECRET_SIZE], int *keeper,
                          struct valux_error *error)
{
    enum valux_agent_status status;

    if (!open_connection(keeper, error))
        return false;
    bool answered = ask(*keeper, store, VALUX_AGENT_UNLOCK, secret, &status);
    if (answered && status == VALUX_AGENT_UNLOCKED)
        return true;
    close(*keeper);
    *keeper = -1;
    if (!answered)
        return no_answer(error);
    switch (status) {
    case VALUX_AGENT_KEPT:
        return true;
    case VALUX_AGENT_OTHER_STORE:
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("The agent is for another store (VALUX_HOME)."));
    default:
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("The agent gets no locked memory (RLIMIT_MEMLOCK)."));
    }
}

bool agent_control_lock(const struct valux_store *store, struct valux_error *error)
{
    enum valux_agent_status status;
    uint8_t byte;
    int connection = connect_to_agent();

    if (connection < 0)
        return true;
    /* After the answer comes the end, which says that the agent has wiped the secret. */
    bool locked = ask(connection, store, VALUX_AGENT_LOCK, NULL, &status) &&
                  (status == VALUX_AGENT_OTHER_STORE ||
                   (wait_for(connection) && recv(connection, &byte, sizeof byte, 0) <= 0));
    close(connection);
    return locked || no_answer(error);
}
