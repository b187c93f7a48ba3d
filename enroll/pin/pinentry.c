/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "pin/pinentry.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "valux/text.h"

#define LINE_SIZE 1002 /* Assuan's longest line, with its end and a zero */
#define COMMAND_SIZE 900

struct pinentry {
    pid_t pid;
    int socket;
    char line[LINE_SIZE];
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

    while (length < LINE_SIZE - 1) {
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

static bool begins_with(const struct pinentry *pinentry, const char *word)
{
    size_t length = strlen(word);

    return strncmp(pinentry->line, word, length) == 0 &&
           (pinentry->line[length] == '\0' || pinentry->line[length] == ' ');
}

/* Reads the end of an answer without data. */
static bool read_ok(struct pinentry *pinentry)
{
    do
        if (!read_line(pinentry))
            return false;
    while (!begins_with(pinentry, "OK") && !begins_with(pinentry, "ERR"));
    return begins_with(pinentry, "OK");
}

static bool say(struct pinentry *pinentry, const char *command, const char *text)
{
    char line[LINE_SIZE];
    size_t used = (size_t)snprintf(line, sizeof line, "%s ", command);

    for (; *text != '\0' && used < COMMAND_SIZE; text++)
        if (*text == '%' || iscntrl((unsigned char)*text))
            used += (size_t)snprintf(line + used, sizeof line - used, "%%%02X",
                                     (unsigned)(unsigned char)*text);
        else
            line[used++] = *text;
    line[used++] = '\n';
    return send(pinentry->socket, line, used, MSG_NOSIGNAL) == (ssize_t)used;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)toupper((unsigned char)c);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Copies data of a line "D …", in which some characters are written as %XX. */
static bool take_data(const char *data, char *pin, size_t size)
{
    size_t used = 0;

    for (; *data != '\0' && used + 1 < size; data++, used++) {
        pin[used] = *data;
        if (*data != '%')
            continue;
        int high = hex_digit(data[1]);
        int low = high < 0 ? -1 : hex_digit(data[2]);
        if (low < 0)
            return false;
        pin[used] = (char)(high * 16 + low);
        data += 2;
    }
    pin[used] = '\0';
    return *data == '\0';
}

static bool read_pin(struct pinentry *pinentry, char *pin, size_t size, struct valux_error *error)
{
    bool fits = true;

    pin[0] = '\0';
    while (read_line(pinentry)) {
        if (begins_with(pinentry, "OK"))
            return fits ||
                   valux_error_set(error, VALUX_ERROR_INPUT, "%s", _("The input is too long."));
        if (begins_with(pinentry, "ERR"))
            return valux_error_set(error, VALUX_ERROR_CANCELLED, "%s", _("Cancelled."));
        if (strncmp(pinentry->line, "D ", 2) == 0)
            fits = take_data(pinentry->line + 2, pin, size);
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
