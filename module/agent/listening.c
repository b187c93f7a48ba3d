/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Why libsystemd is not used: its protocol for sockets is two environment variables, and the
 * library brings four others (compression, cryptography) that would take more memory than the agent
 * itself.
 */
#include "agent/listening.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_DESCRIPTOR 3 /* SD_LISTEN_FDS_START */

static bool complain(const char *what, int error)
{
    fprintf(stderr, "valux-agent: %s: %s\n", what, strerror(error));
    return false;
}

static int option_of(int socket, int option)
{
    int value = -1;
    socklen_t size = sizeof value;

    return getsockopt(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

static bool is_fit(int socket)
{
    return option_of(socket, SO_DOMAIN) == AF_UNIX &&
           option_of(socket, SO_TYPE) == SOCK_SEQPACKET && option_of(socket, SO_ACCEPTCONN) == 1;
}

static bool add(struct listening *listening, int socket)
{
    if (listening->count == LISTENING_MAX || fcntl(socket, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(socket, F_SETFL, O_NONBLOCK) != 0)
        return false;
    listening->sockets[listening->count++] = socket;
    return true;
}

/* A number in the environment that is for this very process, or 0. */
static int given_count(void)
{
    const char *process = getenv("LISTEN_PID");
    const char *count = getenv("LISTEN_FDS");

    if (process == NULL || count == NULL || strtol(process, NULL, 10) != getpid())
        return 0;
    long number = strtol(count, NULL, 10);
    return number < 0 || number > LISTENING_MAX ? 0 : (int)number;
}

void listening_take(struct listening *listening)
{
    int count = given_count();
    char name[32];

    for (int i = FIRST_DESCRIPTOR; i < FIRST_DESCRIPTOR + count; i++) {
        if (is_fit(i) && add(listening, i))
            continue;
        snprintf(name, sizeof name, "LISTEN_FDS, %d", i);
        complain(name, EPROTOTYPE);
        close(i);
    }
}

/* Whether a socket file is left over from an agent that has ended. */
static bool is_stale(const struct sockaddr_un *address)
{
    bool stale = false;
    int tried = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (tried < 0)
        return false;
    if (connect(tried, (const struct sockaddr *)address, sizeof *address) != 0)
        stale = errno == ECONNREFUSED;
    close(tried);
    return stale;
}

static void make_directory(const char *path)
{
    char *directory = strdup(path);
    char *slash = directory == NULL ? NULL : strrchr(directory, '/');

    if (slash != NULL && slash != directory) {
        *slash = '\0';
        (void)mkdir(directory, 0700);
    }
    free(directory);
}

static bool bind_and_listen(int socket, const struct sockaddr_un *address)
{
    mode_t before = umask(0177);
    bool bound = bind(socket, (const struct sockaddr *)address, sizeof *address) == 0;

    if (!bound && errno == EADDRINUSE) {
        if (is_stale(address) && unlink(address->sun_path) == 0)
            bound = bind(socket, (const struct sockaddr *)address, sizeof *address) == 0;
        else
            errno = EADDRINUSE;
    }
    umask(before);
    return bound && listen(socket, SOMAXCONN) == 0;
}

bool listening_add(struct listening *listening, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);

    if (length >= sizeof address.sun_path)
        return complain(path, ENAMETOOLONG);
    memcpy(address.sun_path, path, length + 1);
    int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (made < 0)
        return complain(path, errno);
    make_directory(path);
    if (bind_and_listen(made, &address) && add(listening, made))
        return true;
    complain(path, errno);
    close(made);
    return false;
}
