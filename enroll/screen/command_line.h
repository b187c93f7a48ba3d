/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_COMMAND_LINE_H
#define VALUX_ENROLL_SCREEN_COMMAND_LINE_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * The messages of a command. They go to standard error: as a line for the person or, with --json,
 * as a JSON object on a line of its own (docs/machine-interface.md).
 */

/* Chooses between the two for all messages that follow. */
void command_line_use_json(bool json);

/* Whether a program reads what this command writes. Nobody can be asked then. */
bool command_line_is_json(void);

/* Notes that the menu runs the commands: it leads on by itself, and commands need not be named. */
void command_line_use_menu(void);

/* Whether the menu runs the command. */
bool command_line_is_menu(void);

/*
 * Tells an error, what to do about it and, where the centre has to be asked, the configured
 * contact. Returns the exit status.
 */
int command_line_fail(const struct valux_error *error);

/* Tells an error that does not end the command. */
void command_line_warn(const struct valux_error *error);

/*
 * Tells what is wrong with the command line of `command`, in a printf format. Returns the exit
 * status.
 */
int command_line_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
