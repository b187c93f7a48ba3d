/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/command_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "valux/text.h"

int command_fail(const struct valux_error *error)
{
    fprintf(stderr, "valux-enroll: %s\n", error->message);
    return valux_error_exit_status(error->domain);
}

int command_usage(const char *command, const char *format, ...)
{
    va_list arguments;

    fputs("valux-enroll: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    fprintf(stderr, _("Try 'valux-enroll %s --help'."), command);
    fprintf(stderr, "\n");
    return valux_error_exit_status(VALUX_ERROR_USAGE);
}

int command_help(const char *synopsis, const char *options)
{
    printf(_("Usage: valux-enroll %s"), synopsis);
    printf("\n\n%s", options);
    return 0;
}

bool command_number(const char *text, unsigned maximum, unsigned *number, struct valux_error *error)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value > maximum)
        return valux_error_set(error, VALUX_ERROR_USAGE, _("\"%s\" is not a number from 0 to %u."),
                               text, maximum);
    *number = (unsigned)value;
    return true;
}
