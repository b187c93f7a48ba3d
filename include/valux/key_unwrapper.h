/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_UNWRAPPER_H
#define VALUX_KEY_UNWRAPPER_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/key_id.h"

/*
 * The store's key database, opened to unwrap private keys and for nothing else, in a process that
 * does not use NSS. It takes NSS's software token as the PKCS#11 module that it is: to start NSS
 * around it takes as long again, which whoever waits for a first signature would wait as well.
 */

struct valux_key_unwrapper;

/*
 * Opens the database of the store at `store_path`, for reading. The caller closes what it gets.
 * False, and *unwrapper is NULL, where there is no database, or it is another user's or machine's,
 * or the token or memory is missing.
 */
bool valux_key_unwrapper_open(const char *store_path, struct valux_key_unwrapper **unwrapper);

/*
 * Unwraps a private key: *pkcs8 becomes its PrivateKeyInfo (RFC 5208, DER). The caller wipes and
 * frees it with valux_bytes_wipe. False, and *pkcs8 is the empty one, where the database does not
 * have the key or the token can't unwrap it.
 */
bool valux_key_unwrapper_unwrap(const struct valux_key_unwrapper *unwrapper,
                                struct valux_key_id key_id, struct valux_bytes *pkcs8);

/* Closes the database. NULL is allowed. */
void valux_key_unwrapper_close(struct valux_key_unwrapper *unwrapper);

#endif
