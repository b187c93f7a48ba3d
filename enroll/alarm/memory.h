/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_MEMORY_H
#define VALUX_ENROLL_ALARM_MEMORY_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "alarm/told.h"
#include "valux/error.h"
#include "valux/snapshot.h"
#include "valux/store.h"

/*
 * The store's file of alarms that were told: one record for a certificate, by its key ID. Members
 * that this version does not know are kept.
 */

#define ALARM_MEMORY_FILE "alarms.json"

struct alarm_memory {
    cJSON *document;
};

/* Reads a memory's text. The caller frees *memory with alarm_memory_free, after a failure too. */
bool alarm_memory_parse(struct alarm_memory *memory, const char *text, size_t length,
                        struct valux_error *error);

/*
 * Loads the store's memory; the empty one where there is none yet. False with *error set where the
 * file can't be used: *memory is then the empty one too, so that alarms are told again rather
 * than not at all. The caller frees *memory in any case.
 */
bool alarm_memory_load(struct alarm_memory *memory, const struct valux_store *store,
                       struct valux_error *error);

/* The record of a certificate: all zero where nothing was told. */
void alarm_memory_get(const struct alarm_memory *memory, struct valux_key_id key_id,
                      struct alarm_record *record);

/* Replaces the record of a certificate. False for want of memory. */
bool alarm_memory_set(struct alarm_memory *memory, struct valux_key_id key_id,
                      const struct alarm_record *record);

/* Replaces the store's file. The caller holds the store's lock. */
bool alarm_memory_save(const struct alarm_memory *memory, const struct valux_store *store,
                       struct valux_error *error);

void alarm_memory_free(struct alarm_memory *memory);

#endif
