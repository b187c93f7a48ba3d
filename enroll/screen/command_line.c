/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/command_line.h"

#include <stdarg.h>
#include <stdio.h>

#include "screen/output.h"
#include "valux/text.h"

int command_line_fail(const struct valux_error *error)
{
    output_print(stderr, "valux-enroll: %s\n", error->message);
    return valux_error_exit_status(error->domain);
}

int command_line_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    char message[VALUX_ERROR_MESSAGE_SIZE];

    va_start(arguments, format);
    valux_text_vprint(message, sizeof message, format, arguments);
    va_end(arguments);
    valux_text_printable(message);
    output_print(stderr, "valux-enroll: %s\n", message);
    output_print(stderr, _("Try 'valux-enroll %s --help'."), command);
    output_print(stderr, "\n");
    return valux_error_exit_status(VALUX_ERROR_USAGE);
}
