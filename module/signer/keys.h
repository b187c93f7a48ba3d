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
 * The private keys that this signer may use, parsed and ready, beside the snapshot's entries. They
 * are unwrapped once, at the start: those that the exposure gives to programs now or will give by
 * time alone. A sealed signer can't get others.
 */

/*
 * The most keys that are unwrapped, in the snapshot's order: programs wait for all of them. The
 * keys behind are as if the database did not have them.
 */
#define KEYS_MAX 1000

enum key_state {
    KEY_LEFT_OUT = 0, /* not a program's to use when the signer started */
    KEY_MISSING,      /* not in the key database, or of a kind that is not known */
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
    struct key *keys; /* for each entry of the snapshot */
    bool available;   /* false: there is no store, or it does not open */
};

struct keys_loading;

/*
 * Reads the snapshot of the store and starts to unwrap; with keys_finish, which frees what
 * keys_start returned, NULL included, the keys are there. What fails leaves keys that are not
 * available.
 */
struct keys_loading *keys_start(struct keys *keys, const char *store_path);
void keys_finish(struct keys_loading *loading);

/* Whether the store has changed since the snapshot was read. */
bool keys_are_stale(const struct keys *keys);

/*
 * The key with this ID, if the status rules and the exposure let a program use it now; else NULL,
 * and *status says why.
 */
const struct key *keys_for_program(const struct keys *keys, struct valux_key_id key_id,
                                   enum valux_signer_status *status);

#endif
