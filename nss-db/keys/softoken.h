/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEYS_SOFTOKEN_H
#define VALUX_KEYS_SOFTOKEN_H

#include <pkcs11.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/key_id.h"

/*
 * Calls NSS's software token by PKCS#11, below NSS's own interface. It works in the same way
 * whether NSS or the signer has loaded the token. Functions return CKR_OK or the token's error.
 */

/* A session with the key database's slot. Whoever opened it closes it. */
struct softoken {
    CK_FUNCTION_LIST *functions;
    CK_SESSION_HANDLE session;
};

/*
 * HKDF (RFC 5869) with SHA-256 of `secret`: writes `length` bytes to `derived`, which the caller
 * wipes.
 */
CK_RV softoken_hkdf(const struct softoken *softoken, const uint8_t *secret, size_t secret_length,
                    const uint8_t *salt, size_t salt_length, const char *information,
                    uint8_t *derived, size_t length);

/*
 * Takes a private key out of the database: *pkcs8 becomes its PrivateKeyInfo (RFC 5208, DER), which
 * the caller wipes. The token wraps it with a fresh key of this session for that. If there is no
 * such key, the result is CKR_OK and *pkcs8 is empty.
 */
CK_RV softoken_read_private_key(const struct softoken *softoken, struct valux_key_id key_id,
                                struct valux_bytes *pkcs8);

#endif
