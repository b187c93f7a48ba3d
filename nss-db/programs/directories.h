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

/*
 * Checks that the directory, or where it is missing the nearest one upwards, is the effective
 * user's: nothing below another user's directory is read, loaded or made. `missing` becomes the
 * outermost directory that does not exist, or "".
 */
bool directories_check_owner(const char *directory, char missing[static VALUX_PATH_SIZE],
                             struct valux_error *error);

/*
 * The absolute path `path` without symbolic links: the part that exists is resolved, and what does
 * not exist follows as it is. A path that can't be resolved stays as it is.
 */
void directories_resolve(const char *path, char resolved[static VALUX_PATH_SIZE]);

#endif
