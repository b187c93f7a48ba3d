/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_PROMPT_H
#define VALUX_ENROLL_SCREEN_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"

/* Asking the person, and reading secrets without showing them. */

/*
 * Asks on the terminal and reads a line of at most size - 1 bytes, without its end and without
 * blanks around it. `secret` turns the echo off while the person types. VALUX_ERROR_CANCELLED at
 * end of file or interrupt, VALUX_ERROR_USAGE where there is no terminal.
 */
bool prompt_line(const char *question, bool secret, char *line, size_t size,
                 struct valux_error *error);

/* Asks for yes or no; the answer is no unless the person says yes. */
bool prompt_yes(const char *question, bool *yes, struct valux_error *error);

/*
 * Reads the first line of a file, or of a descriptor, likewise. Data behind the first line is an
 * error: a secret that is cut is a wrong one.
 */
bool prompt_read_file(const char *path, char *line, size_t size, struct valux_error *error);
bool prompt_read_descriptor(int descriptor, char *line, size_t size, struct valux_error *error);

#endif
