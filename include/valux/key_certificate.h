/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_CERTIFICATE_H
#define VALUX_KEY_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/key_id.h"

/*
 * The certificates in an open key database. Errors are VALUX_ERROR_STORE unless it is said
 * otherwise.
 */

/*
 * Stores a certificate (DER) with this nickname, beside its key if it has one there. `nickname` may
 * be NULL. A certificate that is there already stays as it is. VALUX_ERROR_ANSWER if the database
 * has another one with its issuer and serial number, since NSS can't hold both.
 */
bool valux_key_database_import(struct valux_key_database *database,
                               const struct valux_bytes *certificate, const char *nickname,
                               struct valux_error *error);

/*
 * The certificate of a key (DER), and its nickname, cut to `size` bytes; "" if it has none.
 * *certificate becomes the empty byte string if the key has no certificate. The caller frees it.
 * VALUX_ERROR_NOT_FOUND if there is no such key.
 */
bool valux_key_database_certificate(struct valux_key_database *database, struct valux_key_id key_id,
                                    struct valux_bytes *certificate, char *nickname, size_t size,
                                    struct valux_error *error);

/*
 * All certificates without a key, which are the chains' CA certificates: *certificates becomes an
 * array of *count byte strings (DER). The caller frees them and the array.
 */
bool valux_key_database_authorities(struct valux_key_database *database,
                                    struct valux_bytes **certificates, size_t *count,
                                    struct valux_error *error);

#endif
