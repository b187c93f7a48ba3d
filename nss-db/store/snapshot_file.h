/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_SNAPSHOT_FILE_H
#define VALUX_STORE_SNAPSHOT_FILE_H

#include <stdbool.h>

#include "valux/bytes.h"
#include "valux/error.h"

/* The file of a snapshot: the store's, and the copies for sandboxed programs. */

/*
 * Reads the snapshot in the open directory `directory`. If there is none, *absent becomes true. The
 * caller frees *snapshot. VALUX_ERROR_STORE.
 */
bool snapshot_file_read(int directory, struct valux_bytes *snapshot, bool *absent,
                        struct valux_error *error);

/*
 * Replaces the snapshot in the open directory, and marks the old one as replaced. If that fails, on
 * a full disk for example, the old one is removed all the same. The catalogue has changed already,
 * and a certificate that was deselected must not be used. Programs then see no certificate until a
 * command of the helper succeeds. VALUX_ERROR_STORE.
 */
bool snapshot_file_replace(int directory, const struct valux_bytes *snapshot,
                           struct valux_error *error);

#endif
