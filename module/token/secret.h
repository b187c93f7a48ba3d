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
 * The session objects: secrets that C_DeriveKey and C_UnwrapKey made. A session owns them, and any
 * session reads them. Called with the state's mutex held.
 */

#define SECRET_LENGTH_MAX VALUX_SIGNER_SECRET_MAX /* bytes */
#define SECRET_COUNT_MAX 1024

struct secret {
    struct secret *next;
    CK_OBJECT_HANDLE handle;
    CK_SESSION_HANDLE session;
    CK_KEY_TYPE key_type;
    bool sensitive;
    bool extractable;
    bool unwraps; /* an AES key that other keys may be unwrapped with */
    size_t length;
    uint8_t value[SECRET_LENGTH_MAX];
};

/*
 * Keeps a copy of `secret` under a new handle, which is never a token object's. 0 for want of
 * memory, or where there are SECRET_COUNT_MAX of them.
 */
CK_OBJECT_HANDLE secret_add(const struct secret *secret);

/* The secret with this handle, or NULL. */
const struct secret *secret_find(CK_OBJECT_HANDLE handle);

/* Answers one attribute, as attribute_answer does; CKR_ATTRIBUTE_SENSITIVE for a value kept back.
 */
CK_RV secret_read(const struct secret *secret, CK_ATTRIBUTE *attribute);

/* Wipes and frees one secret; false where there is none with this handle. */
bool secret_destroy(CK_OBJECT_HANDLE handle);

/* Wipes and frees a session's secrets. */
void secret_destroy_of_session(CK_SESSION_HANDLE session);

/* Wipes all values without freeing anything: for a forked child, where malloc must not be called.
 */
void secret_wipe_all(void);

#endif
