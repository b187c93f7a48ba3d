/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_H
#define VALUX_STORE_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The user's store: a directory that belongs to the user and that nobody else may write. One
 * writer at a time; readers take no lock, since files are replaced as a whole.
 */

#define VALUX_STORE_PENDING_DIRECTORY "pending"

struct valux_store {
    char path[VALUX_PATH_SIZE];
    int directory; /* open, close-on-exec; -1 where the store does not exist yet */
    int lock;      /* the held lock, or -1 */
};

/*
 * Opens the store for reading. A store that does not exist is no error: `directory` is then -1.
 * A store that somebody else owns, or that group or others may write, is refused, and so are places
 * that valux_own_places_check refuses. The caller closes *store, after a failure too.
 */
bool valux_store_open(struct valux_store *store, struct valux_error *error);

/*
 * Opens the store for writing: makes it where it is missing and takes the lock, waiting for another
 * helper for at most `wait_seconds`; VALUX_ERROR_BUSY after that.
 */
bool valux_store_open_locked(struct valux_store *store, unsigned wait_seconds,
                             struct valux_error *error);

void valux_store_close(struct valux_store *store);

#endif
