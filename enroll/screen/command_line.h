/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_COMMAND_LINE_H
#define VALUX_ENROLL_SCREEN_COMMAND_LINE_H

#include <stdbool.h>

#include "valux/error.h"

/* What all commands say alike: errors, wrong command lines, help. */

/* Writes the error to standard error as "valux-enroll: …" and returns its exit status. */
int command_fail(const struct valux_error *error);

/*
 * Writes "valux-enroll: " and what is wrong with the command line, and where to read about it.
 * Returns the exit status of VALUX_ERROR_USAGE.
 */
int command_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Writes a command's help to standard output: its synopsis and its options' lines. Returns 0. */
int command_help(const char *synopsis, const char *options);

/* Reads an option's number from 0 to `maximum`; VALUX_ERROR_USAGE for anything else. */
bool command_number(const char *text, unsigned maximum, unsigned *number,
                    struct valux_error *error);

#endif
