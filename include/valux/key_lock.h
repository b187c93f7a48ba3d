/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_LOCK_H
#define VALUX_KEY_LOCK_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/store.h"

/*
 * Whether programs can use the keys of a store whose seal is under a PIN: while it is unlocked, the
 * agent knows the seal's secret, and the store has an empty file that says so. The snapshot is
 * compiled accordingly. A file that was left behind opens nothing, since no agent has the secret.
 */

/* Whether the seal is under a PIN and the store is not unlocked. */
bool valux_keys_are_locked(const struct valux_store *store);

/* Whether the store says that it is unlocked. */
bool valux_keys_are_noted_unlocked(const struct valux_store *store);

/* Notes that the store is unlocked, or locked. The caller holds the store's lock. */
bool valux_keys_note_unlocked(const struct valux_store *store, bool unlocked,
                              struct valux_error *error);

#endif
