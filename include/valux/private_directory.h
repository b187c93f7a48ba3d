/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PRIVATE_DIRECTORY_H
#define VALUX_PRIVATE_DIRECTORY_H

#include <stdbool.h>

#include "valux/error.h"

/* Directories of the store: the user's own, and nobody else may write them. */

/*
 * Opens the directory `name` in the open `directory`, close-on-exec; the caller closes it. -1 with
 * VALUX_ERROR_STORE for a symbolic link, for another owner's directory and for one that group or
 * others may write.
 */
int valux_private_directory_open(int directory, const char *name, struct valux_error *error);

/*
 * Whether each file in the open directory is a regular file of the user that nobody else may write.
 * `name` is what messages call the directory. VALUX_ERROR_STORE.
 */
bool valux_private_directory_check(int directory, const char *name, struct valux_error *error);

#endif
