/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_SUPPORT_SAMPLE_STORE_H
#define VALUX_TESTS_SUPPORT_SAMPLE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample_authority.h"
#include "valux/catalogue.h"
#include "valux/key_database.h"
#include "valux/store.h"

/*
 * Stores for tests, at the place that VALUX_HOME names: certificates with keys in the key
 * database, or without any, for listings. Every function prints to standard error what went wrong.
 */

struct sample_store {
    struct valux_store store; /* open and locked */
    struct valux_configuration configuration;
    struct valux_catalogue catalogue;
    struct sample_authority authority;
    struct valux_key_database *database; /* NULL until a key is needed */
};

/* Opens the store, making it where it is missing. */
bool sample_store_open(struct sample_store *store);

/* Writes catalogue and snapshot. */
bool sample_store_save(struct sample_store *store);

void sample_store_close(struct sample_store *store);

/* What a new certificate is to be. Times are seconds since 1970. */
struct sample_certificate {
    const char *nickname;
    enum valux_key_type key_type;
    bool without_key; /* a public key alone, for which nobody has a private one */
    bool in_tpm;      /* of configuration.tpm */
    int64_t not_before;
    int64_t not_after;
    const char *key_usage; /* the extension keyUsage in libcrypto's words; NULL: as usual */
};

/*
 * Adds a certificate. It is active, has no service period, was acquired now and never selected.
 * *entry, which holds until the next addition, is for changing that.
 */
bool sample_store_add(struct sample_store *store, const struct sample_certificate *certificate,
                      struct valux_catalogue_entry **entry);

/* Adds `count` certificates without keys, valid for a year: nickname and number, from 1 on. */
bool sample_store_add_many(struct sample_store *store, const char *nickname, size_t count,
                           enum valux_key_type key_type);

/* Selects the certificate with this nickname, or none where it is NULL. */
bool sample_store_select(struct sample_store *store, const char *nickname);

/* The entry with this nickname, or NULL. */
struct valux_catalogue_entry *sample_store_entry(struct sample_store *store, const char *nickname);

#endif
