/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_COMMAND_LINE_H
#define VALUX_ENROLL_SCREEN_COMMAND_LINE_H

#include "valux/error.h"

/* How every command tells that something went wrong. Both functions write to standard error. */

/* Writes "valux-enroll: " and the error's message. Returns the error's exit status. */
int command_line_fail(const struct valux_error *error);

/*
 * Writes "valux-enroll: ", what is wrong with the command line of `command` (a printf format
 * without its newline) and that `valux-enroll COMMAND --help` explains it. Returns the exit status
 * of VALUX_ERROR_USAGE.
 */
int command_line_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
