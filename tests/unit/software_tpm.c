/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "software_tpm.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 4), 0);
    return listener;
}

/* It is given sockets that listen already, so that nobody has to wait for it. */
void software_tpm_start(struct software_tpm *tpm)
{
    char path[96];
    char state[128];

    snprintf(tpm->directory, sizeof tpm->directory, "/tmp/valux-swtpm-XXXXXX");
    assert_non_null(mkdtemp(tpm->directory));
    snprintf(path, sizeof path, "%s/tpm", tpm->directory);
    snprintf(state, sizeof state, "dir=%s", tpm->directory);
    snprintf(tpm->name, sizeof tpm->name, "swtpm:path=%s", path);
    int listener = listen_at(path);
    tpm->process = fork();
    if (tpm->process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (dup2(listener, 3) == 3)
            execlp("swtpm", "swtpm", "socket", "--tpm2", "--tpmstate", state, "--server",
                   "type=unixio,fd=3", "--flags", "startup-clear,not-need-init", (char *)NULL);
        _exit(127);
    }
    close(listener);
    assert_true(tpm->process > 0);
}

#define AUTHORIZED 0x80, 0x02 /* the tag of a command with a session */
#define EMPTY_PASSWORD 0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0

/* Sends a command and awaits success. */
static void command(const struct software_tpm *tpm, const uint8_t *data, size_t length)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    uint8_t response[128] = {0};
    int connection = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s/tpm", tpm->directory);
    assert_int_equal(connect(connection, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(write(connection, data, length), length);
    assert_true(read(connection, response, sizeof response) >= 10);
    assert_memory_equal(response + 6, ((uint8_t[]){0, 0, 0, 0}), 4);
    close(connection);
}

void software_tpm_clear(const struct software_tpm *tpm)
{
    static const uint8_t clear[] = {AUTHORIZED, 0, 0, 0,    27,
                                    0,          0, 1, 0x26,                  /* TPM2_CC_Clear */
                                    0x40,       0, 0, 0x0a, EMPTY_PASSWORD}; /* the lockout's */

    command(tpm, clear, sizeof clear);
}

void software_tpm_set_owner_password(const struct software_tpm *tpm)
{
    static const uint8_t change[] = {AUTHORIZED, 0, 0,   0,    33,
                                     0,          0, 1,   0x29, /* HierarchyChangeAuth */
                                     0x40,       0, 0,   1,    EMPTY_PASSWORD,
                                     0,          4, 'p', 'a',  's',
                                     's'};

    command(tpm, change, sizeof change);
}

void software_tpm_end(struct software_tpm *tpm)
{
    char command[96];

    kill(tpm->process, SIGKILL);
    waitpid(tpm->process, NULL, 0);
    snprintf(command, sizeof command, "rm -r %s", tpm->directory);
    assert_int_equal(system(command), 0);
}
