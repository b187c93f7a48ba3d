/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PRIVATE_FILE_H
#define VALUX_PRIVATE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "valux/bytes.h"
#include "valux/error.h"

/*
 * Files that belong to the user alone: read only when nobody else could have written them, and
 * replaced as a whole, so that a reader sees the old or the new content and a power cut loses
 * neither. Names are relative to an open directory; error messages show `name`.
 */

/*
 * Reads a whole file of at most `limit` bytes. *absent, where not NULL, becomes true for a file
 * that does not exist, which is then no error. Fails for what is not a regular file, for another
 * owner's file and for one that group or others may write. A zero byte that does not count follows
 * the content. The caller frees *content.
 */
bool valux_file_read(int directory, const char *name, size_t limit, struct valux_bytes *content,
                     bool *absent, struct valux_error *error);

/*
 * Replaces the file by `length` bytes at `data`, with mode 0600: temporary file, fsync, rename,
 * fsync of the directory.
 */
bool valux_file_replace(int directory, const char *name, const void *data, size_t length,
                        struct valux_error *error);

/* Removes the file and syncs the directory; where it is gone already, nothing. */
bool valux_file_remove(int directory, const char *name, struct valux_error *error);

/*
 * Opens the directory `name` in `directory`, close-on-exec; the caller closes it. Fails, with -1,
 * for a symbolic link, for another owner's directory and for one that group or others may write.
 */
int valux_directory_open(int directory, const char *name, struct valux_error *error);

/*
 * Whether every file in the open directory could be read by valux_file_read: each is a regular file
 * of the user that nobody else may write. `name` is what messages call the directory.
 */
bool valux_directory_check(int directory, const char *name, struct valux_error *error);

/*
 * Makes a directory with mode 0700, parents included, where it is missing. Fails where `path`
 * ends in something that is not a directory.
 */
bool valux_directory_make(const char *path, struct valux_error *error);

#endif
