/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/unlocking.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "valux/text.h"

/* A PIN and the end of its line fit into a pipe, so nothing waits. */
static bool write_line(int pipe, const char *pin)
{
    size_t length = strlen(pin);

    return write(pipe, pin, length) == (ssize_t)length && write(pipe, "\n", 1) == 1;
}

static bool start(int pin, pid_t *pid)
{
    char *words[] = {(char *)"valux-enroll", (char *)"unlock", (char *)"--pin-fd", (char *)"0",
                     NULL};
    posix_spawn_file_actions_t actions;
    bool result = false;

    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    if (posix_spawn_file_actions_adddup2(&actions, pin, STDIN_FILENO) == 0 &&
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1) == 0)
        result = posix_spawn(pid, "/proc/self/exe", &actions, NULL, words, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

bool unlocking_run(const char *pin, struct valux_error *error)
{
    int status = -1;
    int ends[2];
    pid_t pid = 0;

    if (pipe2(ends, O_CLOEXEC) == 0) {
        bool started = write_line(ends[1], pin) && start(ends[0], &pid);
        close(ends[0]);
        close(ends[1]);
        while (started && waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    return status == 0 ||
           valux_error_set(error, VALUX_ERROR_LOCKED, "%s",
                           _("The keys are locked. 'valux-enroll unlock' unlocks them, and says "
                             "what keeps it from that."));
}
