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
 * NSS's software token by PKCS#11 alone: the two things that need it below NSS's own interface, and
 * that are done alike whether NSS has loaded it or the signer has. Functions return CKR_OK or the
 * token's error.
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
 * The private key with this ID as PrivateKeyInfo (RFC 5208, DER), which the caller wipes. It leaves
 * the database only under a fresh key of this session. CKR_OK and no bytes where there is none.
 */
CK_RV softoken_unwrap(const struct softoken *softoken, struct valux_key_id key_id,
                      struct valux_bytes *pkcs8);

#endif
