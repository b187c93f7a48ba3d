/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_KEY_TYPE_H
#define VALUX_TESTS_CENTRE_KEY_TYPE_H

#include <openssl/evp.h>
#include <stdbool.h>

/* The kinds of keys that a request may hold. */

#define KEY_TYPE_COUNT 5

struct key_type {
    const char *name;  /* as options and /v1/profile say it */
    int bits;          /* RSA: the modulus's length; EC: 0 */
    const char *group; /* EC: OpenSSL's name of the curve; RSA: NULL */
};

/* The kind with this name, of `length` characters; NULL: unknown. */
const struct key_type *key_type_by_name(const char *name, size_t length);

/* Whether the key is of this kind. */
bool key_type_matches(const struct key_type *type, const EVP_PKEY *key);

#endif
