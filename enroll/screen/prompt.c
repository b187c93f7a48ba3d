/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "screen/output.h"
#include "screen/terminal.h"
#include "valux/text.h"

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
 * if the descriptor can't be read.
 */
static bool read_line(int descriptor, char *line, size_t size, ssize_t *length)
{
    size_t used = 0;
    char c = 0;
    ssize_t got = 0;

    while ((got = read(descriptor, &c, 1)) == 1 && c != '\n') {
        if (used < size)
            line[used] = c;
        used++;
    }
    if (got < 0)
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

static bool too_long(struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_INPUT, "%s", _("The input is too long."));
}

bool prompt_line(const char *question, bool secret, char *line, size_t size,
                 struct valux_error *error)
{
    switch (terminal_ask(question, secret, line, size)) {
    case TERMINAL_LINE:
        trim(line);
        return true;
    case TERMINAL_TOO_LONG:
        return too_long(error);
    case TERMINAL_END:
        return valux_error_set(error, VALUX_ERROR_CANCELLED, "%s",
                               _("Cancelled: nothing was sent."));
    case TERMINAL_NONE:
        break;
    }
    return valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                           _("There is no terminal to ask on. Give every field as an option."));
}

bool prompt_yes(const char *question, bool *yes, struct valux_error *error)
{
    char answer[16];
    char *translated;

    *yes = false;
    if (!prompt_line(question, false, answer, sizeof answer, error))
        return false;
    translated = output_convert(_("yes"));
    *yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0 ||
           (translated != NULL && strcmp(answer, translated) == 0);
    free(translated);
    return true;
}

bool prompt_read_descriptor(int descriptor, char *line, size_t size, struct valux_error *error)
{
    ssize_t length = 0;
    char rest;

    if (!read_line(descriptor, line, size, &length))
        return valux_error_set(error, VALUX_ERROR_INPUT, _("The secret can't be read: %s."),
                               strerror(errno));
    if (length == 0)
        return valux_error_set(error, VALUX_ERROR_INPUT, "%s", _("The secret is empty."));
    if (length > 0 && read(descriptor, &rest, 1) == 1)
        length = -1;
    if (length < 0)
        return too_long(error);
    trim(line);
    return true;
}

bool prompt_read_file(const char *path, char *line, size_t size, struct valux_error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return valux_error_set(error, VALUX_ERROR_INPUT, _("%s can't be opened: %s."), path,
                               strerror(errno));
    bool result = prompt_read_descriptor(file, line, size, error);
    close(file);
    return result;
}
