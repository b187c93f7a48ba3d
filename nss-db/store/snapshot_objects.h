/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_SNAPSHOT_OBJECTS_H
#define VALUX_STORE_SNAPSHOT_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/bytes.h"
#include "valux/certificate.h"
#include "valux/snapshot.h"

/* The tables of a snapshot while it is compiled, and the PKCS#11 objects that are put into them. */

#define SNAPSHOT_ALIGNMENT 8

/* A table that grows. */
struct table {
    void *rows;
    size_t row_size;
    size_t count;
    size_t capacity;
};

/*
 * The parts of a snapshot while it is compiled. The first failed allocation sets `failed`. All
 * functions do nothing after that, and `failed` is looked at once, at the end.
 */
struct compiler {
    struct table entries;
    struct table objects;
    struct table attributes;
    struct table chains;
    struct table index;
    struct table values;       /* bytes; attribute offsets are relative to them until the end */
    struct table authorities;  /* struct authority */
    struct table small_values; /* offsets of values that many attributes share */
    bool failed;
};

/* A CA certificate that is in the snapshot already. */
struct authority {
    uint8_t fingerprint[32];
    uint32_t object;
};

/* Adds `count` rows of zeros. Returns the first of them, or NULL if an allocation has failed. */
void *snapshot_add_rows(struct compiler *compiler, struct table *table, size_t count);

/*
 * Adds an object with all its attributes to the tables. `entry` is the number of the entry that
 * it belongs to, or VALUX_SNAPSHOT_NONE for a CA certificate. The attributes are those of PKCS#11
 * 3.0: of certificates section 4.6.3, of public keys 4.8, of private keys 4.9.
 */
void snapshot_add_certificate(struct compiler *compiler, uint32_t entry, const char *label,
                              const struct valux_bytes *der,
                              const struct valux_certificate *certificate);
void snapshot_add_private_key(struct compiler *compiler, uint32_t entry, const char *label,
                              const struct valux_certificate *certificate);
void snapshot_add_public_key(struct compiler *compiler, uint32_t entry, const char *label,
                             const struct valux_certificate *certificate);

#endif
