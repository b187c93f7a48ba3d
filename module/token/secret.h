/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_SECRET_H
#define VALUX_MODULE_TOKEN_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/signer_protocol.h"

/*
 * The secret keys that C_DeriveKey and C_UnwrapKey have made. They are the module's only session
 * objects (PKCS#11 3.0, 4.4): such an object ends with the session that made it, and every session
 * can read it. Called with the state's mutex held.
 */

#define SECRET_LENGTH_MAX VALUX_SIGNER_SECRET_MAX /* bytes */
#define SECRET_COUNT_MAX 1024

struct secret {
    struct secret *next;
    CK_OBJECT_HANDLE handle;
    CK_SESSION_HANDLE session; /* that made it */
    CK_KEY_TYPE key_type;
    bool sensitive;
    bool extractable;
    bool unwraps; /* it is an AES key, and C_UnwrapKey may use it */
    size_t length;
    uint8_t value[SECRET_LENGTH_MAX];
};

/*
 * Keeps a copy of `secret` under a new handle, which no object on the token ever has.
 * CK_INVALID_HANDLE where there is no memory, or where there are SECRET_COUNT_MAX secrets.
 */
CK_OBJECT_HANDLE secret_add(const struct secret *secret);

/* The secret with this handle, or NULL. */
const struct secret *secret_find(CK_OBJECT_HANDLE handle);

/*
 * Answers one attribute, as attribute_answer does. CKR_ATTRIBUTE_SENSITIVE for the value of a
 * secret that is sensitive or not extractable; CKR_ATTRIBUTE_TYPE_INVALID.
 */
CK_RV secret_read(const struct secret *secret, CK_ATTRIBUTE *attribute);

/* Wipes and frees one secret; false where there is none with this handle. */
bool secret_destroy(CK_OBJECT_HANDLE handle);

/* Wipes and frees all secrets that this session has made. */
void secret_destroy_of_session(CK_SESSION_HANDLE session);

/* For a forked child, where malloc(3) and free(3) must not be called: wipes all values. */
void secret_wipe_all(void);

#endif
