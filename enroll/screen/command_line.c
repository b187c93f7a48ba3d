/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/command_line.h"

#include <stdarg.h>
#include <stdio.h>

#include "valux/text.h"

int command_line_fail(const struct valux_error *error)
{
    fprintf(stderr, "valux-enroll: %s\n", error->message);
    return valux_error_exit_status(error->domain);
}

int command_line_usage(const char *command, const char *format, ...)
{
    va_list arguments;

    fputs("valux-enroll: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    fprintf(stderr, _("Try 'valux-enroll %s --help'."), command);
    fputc('\n', stderr);
    return valux_error_exit_status(VALUX_ERROR_USAGE);
}
