/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_ROOT_H
#define VALUX_PROGRAMS_POLICIES_ROOT_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"

/* Where the machine's files are: below the root that `register --policy --root` names, or "". */

/* The path below `root` of what is `path` on the machine. */
bool policy_full_path(const char *root, const char *path, char full[static VALUX_PATH_SIZE],
                      struct valux_error *error);

/*
 * `made_from` becomes the outermost directory below the root that writing the file will have to
 * make, without the root's directory, or "".
 */
bool policy_missing(const char *root, const char *path, char made_from[static VALUX_PATH_SIZE],
                    struct valux_error *error);

#endif
