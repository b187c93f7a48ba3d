/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_FILE_H
#define VALUX_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/bytes.h"
#include "valux/error.h"

/*
 * Reads and replaces files as a whole. A reader sees the old content or the new one, and a power
 * cut loses neither. What is allowed depends on whose file it is.
 *
 * A name is relative to `directory`, an open one, or to the working directory if that is AT_FDCWD.
 * Messages show the name.
 */

enum valux_file_kind {
    /*
     * The store's: a file of the user's own that group and others may not write. Symbolic links
     * are refused. Written with mode 0600. Errors are VALUX_ERROR_STORE.
     */
    VALUX_FILE_PRIVATE,
    /*
     * The configuration: a file of the user's own or of root's that group and others may not write.
     * Errors are VALUX_ERROR_CONFIGURATION.
     */
    VALUX_FILE_CONFIGURATION,
    /*
     * Another program's: any file that can be read. Written with the owner and the mode of the
     * file that it replaces, or with 0644. Errors are VALUX_ERROR_PROGRAM.
     */
    VALUX_FILE_PROGRAM,
};

/*
 * Reads a regular file of at most `limit` bytes. If the file does not exist, *absent becomes true
 * and *content the empty one; it is an error if `absent` is NULL. The caller frees *content. A zero
 * byte that does not count follows it.
 */
bool valux_file_read(enum valux_file_kind kind, int directory, const char *name, size_t limit,
                     struct valux_bytes *content, bool *absent, struct valux_error *error);

/* Likewise from the open file `file`, which stays open. Messages call it `name`. */
bool valux_file_read_open(enum valux_file_kind kind, int file, const char *name, size_t limit,
                          struct valux_bytes *content, struct valux_error *error);

/*
 * Replaces the file by `length` bytes at `data`: temporary file, fsync, rename, fsync of the
 * directory. The temporary file is called ".NAME.RANDOM"; RANDOM has 16 hexadecimal digits.
 */
bool valux_file_replace(enum valux_file_kind kind, int directory, const char *name,
                        const void *data, size_t length, struct valux_error *error);

/* Removes the file and syncs the directory. A file that is gone already is no error. */
bool valux_file_remove(enum valux_file_kind kind, int directory, const char *name,
                       struct valux_error *error);

/*
 * Makes the directory and its parents where they are missing: a program's with mode 0755, others
 * with 0700. It is an error if `path` ends in something that is not a directory.
 */
bool valux_directory_make(enum valux_file_kind kind, const char *path, struct valux_error *error);

#endif
