/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_KEYS_H
#define VALUX_MODULE_SIGNER_KEYS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signer/store_watch.h"
#include "valux/signer_protocol.h"
#include "valux/snapshot.h"

/*
 * The private keys that this signer may use, parsed and ready. They are read once, at the
 * start: those that programs may use now, and those that they may use later by time alone. A sealed
 * signer can't get others.
 */

/*
 * The most keys that are read. There is a limit because the first signature waits for all of
 * them. Keys beyond it, in the snapshot's order, are treated as if the database lacked them.
 */
#define KEYS_MAX 1000

enum key_state {
    KEY_LEFT_OUT = 0, /* programs could not use it when the signer started */
    KEY_MISSING,      /* not in the key database, or of an unknown kind */
    KEY_RSA,
    KEY_EC,
};

struct key {
    enum key_state state;
    EVP_PKEY *private_key;
    size_t size; /* bytes: of an RSA key's modulus, or of an EC key's order */
};

struct keys {
    struct store_watch watch;
    struct valux_snapshot snapshot;
    struct key *keys; /* one for each entry of the snapshot, in its order */
    bool available;   /* false: there is no store, or it does not open */
};

struct keys_loading;

/*
 * Reads the store's snapshot and starts to read the keys, by another process. The caller passes
 * what is returned to keys_finish. Where something fails, which NULL says, the keys are not
 * available.
 */
struct keys_loading *keys_start(struct keys *keys, const char *store_path);

/*
 * Waits until the keys are there, and frees `loading`. NULL is allowed. Where something fails, the
 * keys are not available.
 */
void keys_finish(struct keys_loading *loading);

/* Whether the store has changed since the snapshot was read. */
bool keys_are_stale(const struct keys *keys);

/*
 * The key with this ID if the status rules and the exposure let programs use it now. Else NULL, and
 * *status is the answer that the program gets.
 */
const struct key *keys_for_program(const struct keys *keys, struct valux_key_id key_id,
                                   enum valux_signer_status *status);

#endif
