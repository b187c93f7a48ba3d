/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CERTIFICATE_REQUEST_H
#define VALUX_CERTIFICATE_REQUEST_H

#include <stdbool.h>

#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/key_id.h"

/*
 * Certificate requests (PKCS#10, RFC 2986) for keys in an open key database. Errors are
 * VALUX_ERROR_STORE.
 */

/*
 * Makes a request (DER) with the subject CN=common_name,O=organisation, signed by the key.
 * `challenge` becomes the attribute challengePassword (RFC 2985, section 5.4.1), unless it is NULL.
 * The caller frees *request.
 */
bool valux_key_database_request(struct valux_key_database *database, struct valux_key_id key_id,
                                const char *common_name, const char *organisation,
                                const char *challenge, struct valux_bytes *request,
                                struct valux_error *error);

/*
 * Likewise for a renewal. `subject` is the old certificate's (DER Name) and is taken as it is.
 */
bool valux_key_database_renewal_request(struct valux_key_database *database,
                                        struct valux_key_id key_id,
                                        const struct valux_bytes *subject, const char *challenge,
                                        struct valux_bytes *request, struct valux_error *error);

#endif
