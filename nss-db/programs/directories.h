/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_DIRECTORIES_H
#define VALUX_PROGRAMS_DIRECTORIES_H

#include <stdbool.h>
#include <sys/stat.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The directories that are made for a registration and removed with it. All paths are absolute.
 */

/*
 * Finds out how much of the path `directory` exists. `missing` becomes the outermost directory on
 * it that does not exist, or "" if all of them do. `nearest` becomes the innermost that exists, and
 * *status its status. VALUX_ERROR_PROGRAM if that is not a directory or can't be examined.
 */
bool directories_examine(const char *directory, char missing[static VALUX_PATH_SIZE],
                         char nearest[static VALUX_PATH_SIZE], struct stat *status,
                         struct valux_error *error);

/*
 * Removes `directory` and the directories above it up to `outermost`, as long as they are empty.
 * Does nothing if `outermost` is "" or not above `directory`.
 */
void directories_remove(const char *directory, const char *outermost);

/*
 * Checks that the directory belongs to the effective user; if it does not exist, that the nearest
 * directory above it does. So nothing below another user's directory is read, loaded or made.
 * `missing` becomes the outermost directory that does not exist, or "". VALUX_ERROR_PROGRAM.
 */
bool directories_check_owner(const char *directory, char missing[static VALUX_PATH_SIZE],
                             struct valux_error *error);

/*
 * Writes the absolute path `path` without symbolic links to `resolved`. Only the part that exists
 * is resolved; the rest follows as it is. A path that can't be resolved is copied.
 */
void directories_resolve(const char *path, char resolved[static VALUX_PATH_SIZE]);

#endif
