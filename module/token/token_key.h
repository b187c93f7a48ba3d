/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_TOKEN_KEY_H
#define VALUX_MODULE_TOKEN_TOKEN_KEY_H

#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/snapshot.h"

/* A private key on the token: what an operation needs to know of it. The key is in the signer. */
struct token_key {
    struct valux_key_id key_id;
    CK_KEY_TYPE type; /* CKK_RSA or CKK_EC */
    size_t size;      /* bytes of the modulus, or of a coordinate */
};

/*
 * Finds a private key among what programs see now; the view is brought up to date before. `type` is
 * the type that it must have, and `usage` is the attribute that must be true, as CKA_SIGN.
 *
 * CKR_KEY_HANDLE_INVALID where the handle is not that of a private key on the token, or no longer:
 * this answer makes programs forget a key that has been hidden. CKR_KEY_TYPE_INCONSISTENT;
 * CKR_KEY_FUNCTION_NOT_PERMITTED.
 */
CK_RV token_key_open(CK_OBJECT_HANDLE handle, CK_KEY_TYPE type, CK_ATTRIBUTE_TYPE usage,
                     struct token_key *key);

#endif
