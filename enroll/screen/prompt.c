/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "valux/text.h"

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
    interrupted = number;
}

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define CAUGHT_COUNT (sizeof caught / sizeof caught[0])

static void trim(char *line)
{
    size_t begin = strspn(line, " \t\r\n");
    size_t end = strlen(line);

    while (end > begin && strchr(" \t\r\n", line[end - 1]) != NULL)
        end--;
    memmove(line, line + begin, end - begin);
    explicit_bzero(line + (end - begin), begin);
    line[end - begin] = '\0';
}

/*
 * Reads to the end of the line or of the file. *length becomes the number of bytes read, with the
 * line's end; 0 at the end of the file; -1 if the line does not fit or has a zero byte in it. False
 * if the descriptor can't be read or a signal has arrived.
 */
static bool read_line(int descriptor, char *line, size_t size, ssize_t *length)
{
    size_t used = 0;
    char c = 0;
    ssize_t got = 0;

    while (interrupted == 0 && (got = read(descriptor, &c, 1)) == 1 && c != '\n') {
        if (used < size)
            line[used] = c;
        used++;
    }
    if (got < 0 || interrupted != 0)
        return false;
    c = 0;
    if (used >= size) {
        explicit_bzero(line, size);
        *length = -1;
        return true;
    }
    line[used] = '\0';
    *length = used == 0 && got == 0 ? 0 : (ssize_t)used + 1;
    if (strlen(line) != used)
        *length = -1;
    return true;
}

static bool check_line(ssize_t length, char *line, struct valux_error *error)
{
    if (length == 0)
        return valux_error_set(error, VALUX_ERROR_CANCELLED, "%s",
                               _("Cancelled: nothing was sent."));
    if (length < 0)
        return valux_error_set(error, VALUX_ERROR_INPUT, "%s", _("The input is too long."));
    trim(line);
    return true;
}

bool prompt_line(const char *question, bool secret, char *line, size_t size,
                 struct valux_error *error)
{
    bool result = false;
    struct termios before;
    struct termios quiet;
    struct sigaction old[CAUGHT_COUNT];
    struct sigaction note = {.sa_handler = note_signal};
    ssize_t length = 0;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

    if (terminal < 0 || tcgetattr(terminal, &before) != 0) {
        valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                        _("There is no terminal to ask on. Give every field as an option."));
        goto done;
    }
    interrupted = 0;
    for (size_t i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &note, &old[i]);
    quiet = before;
    if (secret)
        quiet.c_lflag &= ~(tcflag_t)ECHO;
    /* What was typed before the echo went off has been shown: TCSAFLUSH drops it. */
    bool ready = tcsetattr(terminal, secret ? TCSAFLUSH : TCSADRAIN, &quiet) == 0;
    dprintf(terminal, "%s: ", question);
    bool read_it = ready && read_line(terminal, line, size, &length);
    tcsetattr(terminal, TCSADRAIN, &before);
    if (secret)
        dprintf(terminal, "\n");
    for (size_t i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &old[i], NULL);
    if (!read_it)
        length = 0;
    result = check_line(length, line, error);
done:
    if (terminal >= 0)
        close(terminal);
    return result;
}

bool prompt_yes(const char *question, bool *yes, struct valux_error *error)
{
    char answer[16];

    *yes = false;
    if (!prompt_line(question, false, answer, sizeof answer, error))
        return false;
    *yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0 ||
           strcmp(answer, _("yes")) == 0;
    return true;
}
