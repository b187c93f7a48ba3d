/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_FILE_H
#define VALUX_TESTS_CENTRE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Whole files, relative to an open directory (or AT_FDCWD). Failures are told on standard error. */

#define FILE_LIMIT (64u * 1024 * 1024) /* bytes of the largest file that is read */

/*
 * Reads the file. The caller frees *content, which ends with a zero byte that *length does not
 * count. If the file does not exist, *content is NULL and the result is true.
 */
bool file_read(int directory, const char *name, char **content, size_t *length);

/* Replaces the file as a whole: temporary file, fsync, rename, fsync of the directory. */
bool file_replace(int directory, const char *name, mode_t mode, const void *data, size_t length);

#endif
