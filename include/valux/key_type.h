/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEY_TYPE_H
#define VALUX_KEY_TYPE_H

/* The kinds of key pair that this product makes. */

enum valux_key_type {
    VALUX_KEY_RSA_2048,
    VALUX_KEY_RSA_3072,
    VALUX_KEY_RSA_4096,
    VALUX_KEY_EC_P256,
    VALUX_KEY_EC_P384,
};

#endif
