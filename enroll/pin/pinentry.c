/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/pinentry.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pin/assuan.h"
#include "valux/text.h"

struct pinentry {
    pid_t pid;
    int socket;
    char line[ASSUAN_LINE_SIZE];
};

bool pinentry_is_possible(void)
{
    const char *x11 = getenv("DISPLAY");
    const char *wayland = getenv("WAYLAND_DISPLAY");

    return (x11 != NULL && x11[0] != '\0') || (wayland != NULL && wayland[0] != '\0');
}

static bool failed(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_LOCKED, "%s",
                           _("The PIN can't be asked for: the program pinentry is missing or "
                             "does not work. Give the PIN on a terminal."));
}

static bool start(struct pinentry *pinentry, struct valux_error *error)
{
    char *words[] = {(char *)"pinentry", NULL};
    posix_spawn_file_actions_t actions;
    int ends[2];
    int cause;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return failed(error);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        close(ends[0]);
        close(ends[1]);
        return valux_error_set_memory(error);
    }
    cause = posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    if (cause == 0)
        cause = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    if (cause == 0)
        cause = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (cause == 0)
        cause = posix_spawnp(&pinentry->pid, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    pinentry->socket = ends[0];
    if (cause == 0)
        return true;
    close(ends[0]);
    return failed(error);
}

/* Reads a line without its end. */
static bool read_line(struct pinentry *pinentry)
{
    size_t length = 0;

    while (length < ASSUAN_LINE_SIZE - 1) {
        ssize_t got = read(pinentry->socket, pinentry->line + length, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got != 1)
            return false;
        if (pinentry->line[length] == '\n') {
            pinentry->line[length] = '\0';
            return true;
        }
        length++;
    }
    return false;
}

/* Reads the end of an answer without data. */
static bool read_ok(struct pinentry *pinentry)
{
    enum assuan_answer answer;

    do {
        if (!read_line(pinentry))
            return false;
        answer = assuan_read_answer(pinentry->line);
    } while (answer == ASSUAN_MORE || answer == ASSUAN_DATA);
    return answer == ASSUAN_OK;
}

static bool say(struct pinentry *pinentry, const char *command, const char *text)
{
    char line[ASSUAN_LINE_SIZE];
    size_t length = assuan_write(line, command, text);

    return send(pinentry->socket, line, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* An empty entry gives up, as on a terminal: the TPM would count it as a wrong PIN. */
static bool check_entry(bool whole, const char *pin, struct valux_error *error)
{
    if (!whole)
        return valux_error_set(error, VALUX_ERROR_INPUT, "%s",
                               _("PIN: The entry is too long, or is no text."));
    return pin[0] != '\0' || valux_error_set(error, VALUX_ERROR_CANCELLED, "%s", _("Cancelled."));
}

static bool read_pin(struct pinentry *pinentry, char *pin, size_t size, struct valux_error *error)
{
    bool whole = true;

    explicit_bzero(pin, size);
    while (read_line(pinentry))
        switch (assuan_read_answer(pinentry->line)) {
        case ASSUAN_OK:
            return check_entry(whole, pin, error);
        case ASSUAN_CANCELLED:
            return valux_error_set(error, VALUX_ERROR_CANCELLED, "%s", _("Cancelled."));
        case ASSUAN_FAILED:
            return failed(error);
        case ASSUAN_DATA:
            whole = whole && assuan_read_data(pinentry->line, pin, size);
            break;
        case ASSUAN_MORE:
            break;
        }
    return failed(error);
}

static void end(struct pinentry *pinentry)
{
    explicit_bzero(pinentry->line, sizeof pinentry->line);
    close(pinentry->socket);
    while (waitpid(pinentry->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

bool pinentry_ask(const char *question, char *pin, size_t size, struct valux_error *error)
{
    static struct pinentry pinentry;
    bool result = false;

    if (!start(&pinentry, error))
        return false;
    if (!read_ok(&pinentry) || !say(&pinentry, "SETTITLE", "VALUX") || !read_ok(&pinentry) ||
        !say(&pinentry, "SETPROMPT", question) || !read_ok(&pinentry) ||
        !say(&pinentry, "SETDESC", _("The PIN of the keys of your VALUX certificates")) ||
        !read_ok(&pinentry) || !say(&pinentry, "GETPIN", ""))
        failed(error);
    else
        result = read_pin(&pinentry, pin, size, error);
    end(&pinentry);
    if (!result)
        explicit_bzero(pin, size);
    return result;
}
