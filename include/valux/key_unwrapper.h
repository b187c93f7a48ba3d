/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_UNWRAPPER_H
#define VALUX_KEY_UNWRAPPER_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/key_id.h"

/*
 * Unwraps private keys of the store's key database in a process that does not use NSS. It loads
 * NSS's software token as a PKCS#11 module. Starting NSS as well would double the time, and a
 * program's first signature waits for this.
 */

struct valux_key_unwrapper;

/*
 * Opens the database of the store at `store_path` for reading. The caller closes *unwrapper. False,
 * with *unwrapper NULL, if there is no database, if it belongs to another user or machine, or if
 * the token can't be loaded or there is not enough memory.
 */
bool valux_key_unwrapper_open(const char *store_path, struct valux_key_unwrapper **unwrapper);

/*
 * Unwraps a private key: *pkcs8 becomes its PrivateKeyInfo (RFC 5208, DER). The caller wipes and
 * frees it with valux_bytes_wipe. False, with *pkcs8 empty, if the database does not have the key
 * or the token can't unwrap it.
 */
bool valux_key_unwrapper_unwrap(const struct valux_key_unwrapper *unwrapper,
                                struct valux_key_id key_id, struct valux_bytes *pkcs8);

/* Closes the database. NULL is allowed. */
void valux_key_unwrapper_close(struct valux_key_unwrapper *unwrapper);

#endif
