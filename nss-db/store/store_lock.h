/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_STORE_LOCK_H
#define VALUX_STORE_STORE_LOCK_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/store.h"

/*
 * Takes the store's lock, so that one program at a time changes the store. store->directory is
 * open; store->lock becomes the lock, which valux_store_close gives back, and so does the end of
 * the process. Waits `wait_seconds` for another holder, then VALUX_ERROR_BUSY.
 */
bool store_lock_take(struct valux_store *store, unsigned wait_seconds, struct valux_error *error);

#endif
