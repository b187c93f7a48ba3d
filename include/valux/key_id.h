/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_ID_H
#define VALUX_KEY_ID_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * What joins a key, its certificate and everything that is kept about them: the SHA-1 of the public
 * key, as NSS makes CKA_ID. The layout is part of the snapshot's format and of the signer's
 * protocol.
 */

#define VALUX_KEY_ID_SIZE 20

struct valux_key_id {
    uint8_t bytes[VALUX_KEY_ID_SIZE];
};

static inline bool valux_key_id_equal(struct valux_key_id a, struct valux_key_id b)
{
    return memcmp(a.bytes, b.bytes, VALUX_KEY_ID_SIZE) == 0;
}

/*
 * Whether programs that ask for no certain key pass this one over: libp11's engine for OpenSSL, of
 * curl and others, takes an ID that begins with a zero byte for none.
 */
static inline bool valux_key_id_is_passed_over(struct valux_key_id key_id)
{
    return key_id.bytes[0] == 0;
}

#endif
