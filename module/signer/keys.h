/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_KEYS_H
#define VALUX_MODULE_SIGNER_KEYS_H

#include <stdbool.h>

#include "signer/key_arrival.h"
#include "signer/store_watch.h"
#include "valux/signer_protocol.h"
#include "valux/snapshot.h"
#include "valux/tpm.h"

/*
 * The private keys that this signer may use: those that programs may use at its start, and those
 * that they may use later by time alone. A sealed signer can't get others.
 */

/*
 * The most keys that are read. There is a limit because each one takes about 8 kB of locked memory.
 * Keys beyond it, in the snapshot's order, are treated as if the database lacked them.
 */
#define KEYS_MAX 1000

struct keys {
    struct store_watch watch;
    struct valux_snapshot snapshot;
    struct key *keys;            /* one for each entry of the snapshot, in its order */
    struct valux_tpm *tpm;       /* that some of the keys are in; NULL: none, or it is not there */
    struct key_arrival *arrival; /* NULL: there is no store, or nothing can be read of it */
};

/*
 * Reads the snapshot of the source's store and starts to read its keys. Where something
 * fails, the keys are not available.
 */
void keys_start(struct keys *keys, const struct key_source *source);

/* Whether the store opens here. Waits until that is known. */
bool keys_are_available(const struct keys *keys);

/* Whether the store has changed since the snapshot was read. */
bool keys_are_stale(const struct keys *keys);

/*
 * The key with this ID if the status rules and the exposure let programs use it now; waits until
 * the key is read. Else NULL, and *status is the answer that the program gets.
 */
const struct key *keys_for_program(const struct keys *keys, struct valux_key_id key_id,
                                   enum valux_signer_status *status);

#endif
