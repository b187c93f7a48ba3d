/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_PROMPT_H
#define VALUX_ENROLL_SCREEN_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"

/* Asks the person on the terminal; secrets are not shown. */

/*
 * Whether anybody can be asked. False with VALUX_ERROR_USAGE where a program reads what this
 * command writes; the two functions below say the same then.
 */
bool prompt_allowed(struct valux_error *error);

/*
 * Asks on the terminal and reads the answer to `line`, which has `size` bytes. The line's end and
 * blanks around the answer are taken off. `secret` turns the echo off while the person types. False
 * with VALUX_ERROR_CANCELLED at end of file, VALUX_ERROR_INPUT if the answer does not fit,
 * VALUX_ERROR_USAGE if there is no terminal. Signals do what no_echo.h says.
 */
bool prompt_line(const char *question, bool secret, char *line, size_t size,
                 struct valux_error *error);

/* Asks a question whose answer is yes or no. *yes becomes false unless the person says yes. */
bool prompt_yes(const char *question, bool *yes, struct valux_error *error);

#endif
