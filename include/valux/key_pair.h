/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_PAIR_H
#define VALUX_KEY_PAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/key_id.h"
#include "valux/key_type.h"

/*
 * The key pairs in an open key database: making, listing, reading out and removing them. Errors are
 * VALUX_ERROR_STORE unless it is said otherwise.
 */

/* Makes a key pair and gives it its ID, which is none that programs pass over (key_id.h). */
bool valux_key_database_generate(struct valux_key_database *database, enum valux_key_type type,
                                 struct valux_key_id *key_id, struct valux_error *error);

/*
 * Takes a private key out of the database: *pkcs8 becomes its PrivateKeyInfo (RFC 5208, DER). The
 * caller wipes and frees it with valux_bytes_wipe. VALUX_ERROR_NOT_FOUND if there is no such key.
 */
bool valux_key_database_read_private_key(struct valux_key_database *database,
                                         struct valux_key_id key_id, struct valux_bytes *pkcs8,
                                         struct valux_error *error);

/* The IDs of all private keys: *key_ids is an array of *count IDs that the caller frees. */
bool valux_key_database_list(struct valux_key_database *database, struct valux_key_id **key_ids,
                             size_t *count, struct valux_error *error);

/* Removes a key pair and its certificate. It is no error if they are gone already. */
bool valux_key_database_remove(struct valux_key_database *database, struct valux_key_id key_id,
                               struct valux_error *error);

/*
 * Removes what a kill leaves behind while a key pair is made or removed: private keys that have no
 * ID yet, and public keys without their private key.
 */
bool valux_key_database_remove_left_overs(struct valux_key_database *database,
                                          struct valux_error *error);

#endif
