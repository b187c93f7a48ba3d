/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_NEW_SECRET_H
#define VALUX_MODULE_TOKEN_NEW_SECRET_H

#include <pkcs11.h>

#include "token/secret.h"

/*
 * How C_DeriveKey and C_UnwrapKey make a secret: they read the program's template, settle the
 * length, have the signer compute the value, and keep the secret.
 */

/*
 * Reads the template, `count` attributes, into *secret. Its length is 0 where the template has no
 * CKA_VALUE_LEN. CKR_ARGUMENTS_BAD; CKR_ATTRIBUTE_VALUE_INVALID; CKR_TEMPLATE_INCONSISTENT;
 * CKR_TOKEN_WRITE_PROTECTED where the template wants an object on the token.
 */
CK_RV new_secret_begin(const CK_ATTRIBUTE *attributes, CK_ULONG count, struct secret *secret);

/*
 * Settles the length in bytes: that of the template, or else the only one that the key type has, or
 * else `otherwise`. CKR_TEMPLATE_INCOMPLETE where there is none of the three, which is what 0 means
 * for `otherwise`; CKR_TEMPLATE_INCONSISTENT where the key type does not have that length.
 */
CK_RV new_secret_set_length(struct secret *secret, size_t otherwise);

/*
 * Keeps a copy of the secret as an object of the session, and writes its handle to *new_key. Called
 * without the state's mutex. CKR_HOST_MEMORY; an error of session_enter where the session was
 * closed meanwhile.
 */
CK_RV new_secret_keep(CK_SESSION_HANDLE handle, struct secret *secret, CK_OBJECT_HANDLE *new_key);

#endif
