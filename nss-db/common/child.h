/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_COMMON_CHILD_H
#define VALUX_COMMON_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"

/*
 * A piece of work in a process of its own. NSS can be open once in a process, and other people's
 * modules that it loads may hang or crash.
 */

/* Does the work and fills *answer, which is all that comes back. False with *error set. */
typedef bool child_work(const void *request, void *answer, struct valux_error *error);

/*
 * Runs `work` in a child and waits for it for at most `seconds`; then the child is killed. `answer`
 * of `size` bytes is passed in and back as plain bytes. VALUX_ERROR_PROGRAM, naming `what`, where
 * the child died or took too long.
 */
bool child_run(child_work *work, const void *request, void *answer, size_t size, unsigned seconds,
               const char *what, struct valux_error *error);

#endif
