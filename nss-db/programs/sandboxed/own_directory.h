/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_SANDBOXED_OWN_DIRECTORY_H
#define VALUX_PROGRAMS_SANDBOXED_OWN_DIRECTORY_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Opens directories in a sandboxed application's own directory. The application may write there,
 * and it may be a hostile one: a symbolic link must not lead this program out of the sandbox to a
 * file of the user's. So each directory on the way is opened from the one above it, without
 * following links, and has to belong to the user.
 */

/*
 * Opens the directory `below` of the application's directory; "" is that directory itself. Where
 * `make` is true, what is missing of `below` is made with mode 0700. Returns a descriptor that the
 * caller closes; or -1 with *error set, and with *absent true if something on the way does not
 * exist. VALUX_ERROR_PROGRAM.
 */
int own_directory_open(const char *application, const char *below, bool make, bool *absent,
                       struct valux_error *error);

#endif
