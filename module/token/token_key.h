/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_TOKEN_KEY_H
#define VALUX_MODULE_TOKEN_TOKEN_KEY_H

#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/snapshot.h"

/* What an operation needs to know of a private key. */
struct token_key {
    struct valux_key_id key_id;
    CK_KEY_TYPE type; /* CKK_RSA or CKK_EC */
    size_t size;      /* bytes of the modulus, or of a coordinate */
};

/*
 * Looks a private key up, with the view brought up to date, that programs see now. It is to be of
 * `type`, and `usage` is the attribute that allows the operation. CKR_KEY_HANDLE_INVALID for what
 * is not, or no longer, a private key on the token: it makes programs drop a key that was hidden.
 * CKR_KEY_TYPE_INCONSISTENT; CKR_KEY_FUNCTION_NOT_PERMITTED.
 */
CK_RV token_key_open(CK_OBJECT_HANDLE handle, CK_KEY_TYPE type, CK_ATTRIBUTE_TYPE usage,
                     struct token_key *key);

#endif
