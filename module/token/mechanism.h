/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_MECHANISM_H
#define VALUX_MODULE_TOKEN_MECHANISM_H

#include <stdbool.h>

#include <pkcs11.h>

#include "token/operation.h"
#include "token/token_key.h"

/* The mechanisms, and what they ask of the signer (PKCS#11 3.0 Current Mechanisms, 2.1, 2.3). */

typedef CK_RV mechanism_begin(const CK_MECHANISM *mechanism, const struct token_key *key,
                              struct operation *operation);

/*
 * Begins a signature: checks the mechanism's parameters and the key's size, and fills the
 * operation. The key is of the mechanism's type. CKR_MECHANISM_INVALID,
 * CKR_MECHANISM_PARAM_INVALID, CKR_KEY_SIZE_RANGE.
 */
mechanism_begin mechanism_begin_sign;

/* Begins a decryption, likewise. The operation's data begins with the OAEP label. */
mechanism_begin mechanism_begin_decrypt;

/*
 * C_SignInit or C_DecryptInit, with the state's mutex held: `begin` is one of the two above, `use`
 * CKF_SIGN or CKF_DECRYPT, and `usage` the attribute that allows it. Without a mechanism it ends
 * the operation (PKCS#11 3.0 Base, 5.2), CKR_ARGUMENTS_BAD where there is none.
 * CKR_OPERATION_ACTIVE; else the errors of `begin` and of token_key_open.
 */
CK_RV mechanism_start(mechanism_begin *begin, CK_FLAGS use, CK_ATTRIBUTE_TYPE usage,
                      const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key,
                      struct operation *operation);

/*
 * The type of key that a mechanism takes; false where the token has no such mechanism, or not for
 * what CKF_SIGN, CKF_DECRYPT, CKF_DERIVE or CKF_UNWRAP says.
 */
bool mechanism_key_type(CK_MECHANISM_TYPE type, CK_FLAGS what, CK_KEY_TYPE *key_type);

#endif
