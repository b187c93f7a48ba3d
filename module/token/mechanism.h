/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_MECHANISM_H
#define VALUX_MODULE_TOKEN_MECHANISM_H

#include <stdbool.h>

#include <pkcs11.h>

#include "token/operation.h"
#include "token/token_key.h"

/*
 * From a mechanism that a program asks for to an operation with a request to the signer (PKCS#11
 * 3.0 Current Mechanisms, 2.1 and 2.3).
 */

typedef CK_RV mechanism_begin(const CK_MECHANISM *mechanism, const struct token_key *key,
                              struct operation *operation);

/*
 * Begins a signature: checks the mechanism's parameters and the key's size, and fills the
 * operation. The key must be of the mechanism's type. CKR_MECHANISM_INVALID;
 * CKR_MECHANISM_PARAM_INVALID; CKR_KEY_SIZE_RANGE.
 */
mechanism_begin mechanism_begin_sign;

/* Begins a decryption likewise. The OAEP label is the beginning of the operation's data. */
mechanism_begin mechanism_begin_decrypt;

/*
 * What C_SignInit and C_DecryptInit do, with the state's mutex held. `begin` is one of the two
 * above, `use` is CKF_SIGN or CKF_DECRYPT, and `usage` is the key's attribute that allows it,
 * CKA_SIGN or CKA_DECRYPT. A mechanism that is NULL ends the active operation (PKCS#11 3.0, 5.2).
 *
 * CKR_ARGUMENTS_BAD where there is none to end; CKR_OPERATION_ACTIVE; the errors of token_key_open
 * and of `begin`.
 */
CK_RV mechanism_start(mechanism_begin *begin, CK_FLAGS use, CK_ATTRIBUTE_TYPE usage,
                      const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key,
                      struct operation *operation);

/*
 * Writes the type of key that a mechanism takes. False where the token does not have the mechanism
 * for this use, which is CKF_SIGN, CKF_DECRYPT, CKF_DERIVE or CKF_UNWRAP.
 */
bool mechanism_key_type(CK_MECHANISM_TYPE type, CK_FLAGS use, CK_KEY_TYPE *key_type);

#endif
