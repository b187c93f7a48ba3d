/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_DIRECTORIES_H
#define VALUX_PROGRAMS_DIRECTORIES_H

#include <stdbool.h>
#include <sys/stat.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * Directories that are made for a registration and go with it. All paths are absolute.
 */

/*
 * Finds what is missing of `directory`: `missing` becomes the outermost directory on its path that
 * does not exist, or "" where all of it does; `nearest` and *status, those of the innermost that
 * does.
 */
bool directories_examine(const char *directory, char missing[static VALUX_PATH_SIZE],
                         char nearest[static VALUX_PATH_SIZE], struct stat *status,
                         struct valux_error *error);

/*
 * Removes `directory` and those above it up to `outermost`, as long as they are empty. Nothing
 * where `outermost` is "" or not above `directory`.
 */
void directories_remove(const char *directory, const char *outermost);

#endif
