/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_DATABASE_H
#define VALUX_KEY_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/key_id.h"
#include "valux/key_type.h"

/*
 * The store's NSS database: private keys and their certificates, under the password that the seal
 * gives. NSS can be open once in a process, so at most one database is open at a time.
 */

#define VALUX_KEY_DATABASE_DIRECTORY "nssdb"

struct valux_key_database;

/*
 * Opens the database of the store at `store_path`. `writable` makes it where it is missing, seal
 * included; the caller then holds the store's lock. The caller closes what it gets.
 */
bool valux_key_database_open(const char *store_path, bool writable,
                             struct valux_key_database **database, struct valux_error *error);

/* Closes the database and shuts NSS down. NULL is allowed. */
void valux_key_database_close(struct valux_key_database *database);

/*
 * Makes a key pair, and a PKCS#10 request (DER) for it with the subject CN=common_name,
 * O=organisation, signed by the key; `challenge` is the challengePassword attribute (RFC 2985,
 * 5.4.1) or NULL. The caller frees *request.
 */
bool valux_key_database_generate(struct valux_key_database *database, enum valux_key_type type,
                                 struct valux_key_id *key_id, struct valux_error *error);
bool valux_key_database_request(struct valux_key_database *database, struct valux_key_id key_id,
                                const char *common_name, const char *organisation,
                                const char *challenge, struct valux_bytes *request,
                                struct valux_error *error);

/* Likewise for a renewal: `subject` is that of the old certificate (DER Name), as it stands there.
 */
bool valux_key_database_renewal_request(struct valux_key_database *database,
                                        struct valux_key_id key_id,
                                        const struct valux_bytes *subject, const char *challenge,
                                        struct valux_bytes *request, struct valux_error *error);

/* Puts a certificate (DER) beside its key; once more changes nothing. */
bool valux_key_database_import(struct valux_key_database *database,
                               const struct valux_bytes *certificate, const char *nickname,
                               struct valux_error *error);

/*
 * Unwraps a private key: *pkcs8 becomes its PrivateKeyInfo (RFC 5208, DER). The caller wipes and
 * frees it with valux_bytes_wipe.
 */
bool valux_key_database_unwrap(struct valux_key_database *database, struct valux_key_id key_id,
                               struct valux_bytes *pkcs8, struct valux_error *error);

/*
 * The certificate of a key, and the nickname that it was imported with ("" for none, cut to
 * `size` bytes). *certificate becomes the empty string where the key has no certificate. The
 * caller frees it.
 */
bool valux_key_database_certificate(struct valux_key_database *database, struct valux_key_id key_id,
                                    struct valux_bytes *certificate, char *nickname, size_t size,
                                    struct valux_error *error);

/*
 * All certificates without a key, which are the chains' CA certificates: *certificates is an array
 * of *count byte strings (DER); the caller frees them and the array.
 */
bool valux_key_database_authorities(struct valux_key_database *database,
                                    struct valux_bytes **certificates, size_t *count,
                                    struct valux_error *error);

/* The IDs of all private keys: *key_ids is an array of *count IDs that the caller frees. */
bool valux_key_database_list(struct valux_key_database *database, struct valux_key_id **key_ids,
                             size_t *count, struct valux_error *error);

/* Removes a key pair and its certificate; where it is gone already, nothing. */
bool valux_key_database_remove(struct valux_key_database *database, struct valux_key_id key_id,
                               struct valux_error *error);

/*
 * Removes what a kill in the middle of making or removing a key pair leaves behind: private keys
 * that have got no ID yet, and public keys without their private key.
 */
bool valux_key_database_sweep(struct valux_key_database *database, struct valux_error *error);

#endif
