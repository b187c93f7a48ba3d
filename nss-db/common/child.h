/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_COMMON_CHILD_H
#define VALUX_COMMON_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"

/*
 * Runs a function or a program in a process of its own, with a deadline. A child that has not ended
 * by then is killed. The child has been reaped when these functions return.
 */

/* Does the work and fills *answer, which is all that comes back. False with *error set. */
typedef bool child_work(const void *request, void *answer, struct valux_error *error);

/*
 * Runs the function `work` in a child, for at most `seconds`. NSS can be open once in a process,
 * and other people's modules that it loads may hang or crash. `answer` of `size` bytes is passed in
 * and back as plain bytes. VALUX_ERROR_PROGRAM, naming `what`, if the child died or took too long.
 */
bool child_run_function(child_work *work, const void *request, void *answer, size_t size,
                        unsigned seconds, const char *what, struct valux_error *error);

/*
 * Runs the program words[0], which is looked for in PATH, with the arguments that follow, ended by
 * NULL. It reads and writes /dev/null. *succeeded tells whether it ended within `seconds` and with
 * the exit status 0. VALUX_ERROR_SYSTEM if it can't be started.
 */
bool child_run_program(char *const words[], unsigned seconds, bool *succeeded,
                       struct valux_error *error);

#endif
