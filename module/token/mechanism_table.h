/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_MECHANISM_TABLE_H
#define VALUX_MODULE_TOKEN_MECHANISM_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <pkcs11.h>

#include "valux/signer_protocol.h"

/* The mechanisms that the token has, and the digests that their parameters name. */

#define MECHANISM_RSA_MIN 1024 /* bits */
#define MECHANISM_RSA_MAX 8192
#define MECHANISM_EC_MIN 256
#define MECHANISM_EC_MAX 521
#define MECHANISM_AES_MIN 16 /* bytes, as PKCS#11 measures AES keys */
#define MECHANISM_AES_MAX 32

struct mechanism {
    CK_MECHANISM_TYPE type;
    CK_KEY_TYPE key_type;
    CK_FLAGS flags;
    enum valux_signer_scheme scheme;
    enum valux_signer_digest digest; /* that the message is hashed with; where `hash` is set */
    bool hash;
};

struct mechanism_digest {
    CK_MECHANISM_TYPE type;   /* CKM_SHA256, … */
    CK_RSA_PKCS_MGF_TYPE mgf; /* CKG_MGF1_SHA256, … */
    enum valux_signer_digest digest;
    size_t length; /* bytes */
};

/* Writes the types of all mechanisms to `list`, unless it is NULL. Returns their number. */
size_t mechanism_list(CK_MECHANISM_TYPE *list);

/* The mechanism of this type; NULL where the token does not have it. What is returned is static. */
const struct mechanism *mechanism_find(CK_MECHANISM_TYPE type);

/* The digest that has this mechanism, or this mask generation function, as its own; or NULL. */
const struct mechanism_digest *mechanism_digest_find(CK_MECHANISM_TYPE type);
const struct mechanism_digest *mechanism_digest_find_mgf(CK_RSA_PKCS_MGF_TYPE mgf);

#endif
