/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/background.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void leave_streams(void)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (int stream = STDIN_FILENO; nowhere >= 0 && stream <= STDERR_FILENO; stream++)
        (void)dup2(nowhere, stream);
}

/* Waits until nobody has the other end of the pipe any more. */
static void wait_for_close(int pipe_end)
{
    char byte;

    while (read(pipe_end, &byte, sizeof byte) < 0 && errno == EINTR)
        continue;
}

pid_t background_fork(void)
{
    int ends[2];
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid = fork();
    if (pid == 0) {
        (void)setsid();
        leave_streams();
    }
    close(ends[1]);
    if (pid > 0)
        wait_for_close(ends[0]);
    close(ends[0]);
    return pid;
}
