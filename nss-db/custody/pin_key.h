/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_PIN_KEY_H
#define VALUX_CUSTODY_PIN_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"

/* The key that a PIN gives, by scrypt (RFC 7914). */

#define PIN_KEY_SIZE 32
#define PIN_SALT_SIZE 16
#define PIN_COST_LOG2_MAX 20 /* 1 GiB with a block size of 8 */
#define PIN_PARALLEL_MAX 64

struct pin_cost {
    int log2_n;   /* of scrypt's N */
    int parallel; /* scrypt's p; its r is 8 always */
};

/*
 * Measures which cost takes from 0.25 to 0.5 seconds of this machine's processor, with at most 128
 * MiB of memory. VALUX_ERROR_SYSTEM.
 */
bool pin_cost_measure(struct pin_cost *cost, struct valux_error *error);

/* Derives the key; the caller wipes it. VALUX_ERROR_SYSTEM. */
bool pin_key_derive(const char *pin, const uint8_t salt[static PIN_SALT_SIZE],
                    const struct pin_cost *cost, uint8_t key[static PIN_KEY_SIZE],
                    struct valux_error *error);

#endif
