/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_SIGN_KEYS_H
#define VALUX_TESTS_BENCH_SIGN_KEYS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

/* The keys that a token signs with. Each is known by its certificate. */

#define SIGN_KEYS_MAX 8

struct sign_key {
    char *name;
    char *certificate; /* file with DER */
    EVP_PKEY *public_key;
};

struct sign_keys {
    struct sign_key all[SIGN_KEYS_MAX];
    size_t count;
};

/*
 * Adds a key described as NAME=FILE and reads its certificate. Where FILE has a '@' in it, the
 * token's name stands in its place: keys of TPMs are others on each token. False
 * where the text or the file is wrong, or there is no room.
 */
bool sign_keys_add(struct sign_keys *keys, const char *text, const char *token);

/* Frees what the keys have. */
void sign_keys_clear(struct sign_keys *keys);

#endif
