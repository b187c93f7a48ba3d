/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_H
#define VALUX_STORE_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The user's store: a directory that belongs to the user and that nobody else may write. There is
 * one writer at a time. Readers take no lock, because files are replaced as a whole.
 */

#define VALUX_STORE_PENDING_DIRECTORY "pending"

struct valux_store {
    char path[VALUX_PATH_SIZE];
    int directory; /* open, close-on-exec; -1 if the store does not exist yet */
    int lock;      /* the held lock, or -1 */
};

/*
 * Opens the store for reading. If it does not exist, that is no error, and `directory` is -1. It is
 * refused if it belongs to somebody else, if group or others may write it, or if it is in a place
 * that valux_own_places_check refuses. The caller closes *store, after a failure too.
 */
bool valux_store_open(struct valux_store *store, struct valux_error *error);

/*
 * Opens the store for writing. A missing store is made. The lock is taken; if another helper has
 * it, this waits for at most `wait_seconds`, and then fails with VALUX_ERROR_BUSY. The caller
 * closes *store, after a failure too.
 */
bool valux_store_open_locked(struct valux_store *store, unsigned wait_seconds,
                             struct valux_error *error);

void valux_store_close(struct valux_store *store);

#endif
