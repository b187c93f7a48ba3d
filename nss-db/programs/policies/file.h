/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_FILE_H
#define VALUX_PROGRAMS_POLICIES_FILE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "programs/policies/root.h"
#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/paths.h"

/*
 * The machine's configuration files: readable by all, replaced as a whole, and of the same owner
 * and mode as before. Paths are absolute, below the root. Symbolic links are followed.
 */

/* Reads a file of at most 1 MiB; *absent tells that there is none. The caller frees *content. */
bool policy_file_read(const struct policy_root *root, const char *path, struct valux_bytes *content,
                      bool *absent, struct valux_error *error);

/* `made_from` becomes the outermost directory that writing the file will have to make, or "". */
bool policy_file_missing(const struct policy_root *root, const char *path,
                         char made_from[static VALUX_PATH_SIZE], struct valux_error *error);

/*
 * Writes a file by temporary file, fsync and rename. Missing directories are made, and go again
 * after a failure.
 */
bool policy_file_write(const struct policy_root *root, const char *path, const char *text,
                       struct valux_error *error);

/* The text of a JSON document with a line end, which the caller frees. NULL for want of memory. */
char *policy_print_document(const cJSON *document);

/* Removes a file, if there is one, and the empty directories above it up to `made_from`. */
bool policy_file_remove(const struct policy_root *root, const char *path, const char *made_from,
                        struct valux_error *error);

#endif
