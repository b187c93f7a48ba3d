/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_READER_H
#define VALUX_KEY_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/key_id.h"

/*
 * Reads private keys out of the store's key database in a process that does not use NSS. It loads
 * NSS's software token as a PKCS#11 module. Starting NSS as well would double the time, and a
 * program's first signature waits for this.
 */

struct valux_key_reader;

/*
 * Opens the database of the store at `store_path` for reading. The caller closes *reader. `secret`
 * is the seal's, of VALUX_SEAL_SECRET_SIZE bytes, where the seal is under a PIN, or NULL. False,
 * with *reader NULL, if there is no database, if it belongs to another user or machine or is under
 * a PIN, or if the token can't be loaded or there is not enough memory.
 */
bool valux_key_reader_open(const char *store_path, const uint8_t *secret,
                           struct valux_key_reader **reader);

/*
 * Reads a private key out: *pkcs8 becomes its PrivateKeyInfo (RFC 5208, DER). Of a key that a TPM
 * has made it becomes the key's file (valux/tpm.h), with its authorization behind it. The caller
 * wipes and frees it with valux_bytes_wipe. False, with *pkcs8 empty, if the database does not have
 * the key or the token can't give it out.
 */
bool valux_key_reader_read(const struct valux_key_reader *reader, struct valux_key_id key_id,
                           struct valux_bytes *pkcs8);

/* Closes the database. NULL is allowed. */
void valux_key_reader_close(struct valux_key_reader *reader);

#endif
