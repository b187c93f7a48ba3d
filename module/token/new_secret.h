/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_NEW_SECRET_H
#define VALUX_MODULE_TOKEN_NEW_SECRET_H

#include <pkcs11.h>

#include "token/secret.h"

/* How C_DeriveKey and C_UnwrapKey make a session object: its template first, then its value. */

/*
 * Reads the template into *secret, whose length is 0 where the template has no CKA_VALUE_LEN.
 * CKR_ARGUMENTS_BAD; CKR_ATTRIBUTE_VALUE_INVALID; CKR_TEMPLATE_INCONSISTENT;
 * CKR_TOKEN_WRITE_PROTECTED for an object of the token.
 */
CK_RV new_secret_begin(const CK_ATTRIBUTE *attributes, CK_ULONG count, struct secret *secret);

/*
 * Settles the length in bytes: the template's, or the one of the key type, or `otherwise`.
 * CKR_TEMPLATE_INCOMPLETE where all of them are 0; CKR_TEMPLATE_INCONSISTENT where the key type
 * does not have such a length.
 */
CK_RV new_secret_set_length(struct secret *secret, size_t otherwise);

/*
 * Makes the secret an object of the session, with the state's mutex not held. CKR_HOST_MEMORY; an
 * error of session_enter where the session has ended meanwhile.
 */
CK_RV new_secret_keep(CK_SESSION_HANDLE handle, struct secret *secret, CK_OBJECT_HANDLE *new_key);

#endif
