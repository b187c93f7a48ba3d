/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_RENEWAL_MEMORY_H
#define VALUX_ENROLL_RENEWAL_MEMORY_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "renewal/plan.h"
#include "valux/catalogue.h"
#include "valux/error.h"
#include "valux/key_id.h"
#include "valux/store.h"

/*
 * The store's file of automatic renewals: one record for a certificate, by its key ID. Members that
 * this version does not know are kept.
 */

#define RENEWAL_MEMORY_FILE "renewals.json"

struct renewal_memory {
    cJSON *document;
};

/* What is known of one certificate. If nothing is, it is all zero. */
struct renewal_record {
    struct renewal_tries tries; /* to renew it */
    /* Why the last one failed, or an earlier cause of which the person has not been told; or "". */
    char message[VALUX_ERROR_MESSAGE_SIZE];
    int64_t renewed;    /* seconds; when an automatic renewal has brought it; 0: none has */
    bool waits_for_pin; /* a renewal was due while nobody gave the PIN of the keys */
    bool told;          /* the person knows of `renewed`, of `waits_for_pin` or of `message` */
};

/* Reads a memory's text. The caller frees *memory with renewal_memory_free, after a failure too. */
bool renewal_memory_parse(struct renewal_memory *memory, const char *text, size_t length,
                          struct valux_error *error);

/*
 * Loads the store's memory; the empty one where there is none yet. False with *error set where the
 * file can't be used: *memory is then the empty one too. The caller frees *memory in any case.
 */
bool renewal_memory_load(struct renewal_memory *memory, const struct valux_store *store,
                         struct valux_error *error);

/* The record of a certificate: all zero where there is none. */
void renewal_memory_get(const struct renewal_memory *memory, struct valux_key_id key_id,
                        struct renewal_record *record);

/* Replaces the record of a certificate. False for want of memory. */
bool renewal_memory_set(struct renewal_memory *memory, struct valux_key_id key_id,
                        const struct renewal_record *record);

/* Removes the record of a certificate, if there is one. */
void renewal_memory_remove(struct renewal_memory *memory, struct valux_key_id key_id);

/*
 * Replaces the store's file, without the records of certificates that the catalogue does not have.
 * The caller holds the store's lock.
 */
bool renewal_memory_save(struct renewal_memory *memory, const struct valux_store *store,
                         const struct valux_catalogue *catalogue, struct valux_error *error);

void renewal_memory_free(struct renewal_memory *memory);

#endif
