/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_STORE_NOTE_H
#define VALUX_ENROLL_WORKSPACE_STORE_NOTE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/catalogue.h"
#include "valux/error.h"
#include "valux/store.h"

/*
 * The note of how far a store has come: the generation of its catalogue, and the certificates that
 * it has had. It lies outside the store, in $XDG_STATE_HOME/valux/, so a backup that is put back in
 * the store's place does not take it along. It has one file for each path of a store, and nothing
 * secret.
 */

struct store_note {
    cJSON *document; /* NULL: there is none */
    uint64_t generation;
};

/* What the note knows of one certificate. */
struct store_note_certificate {
    struct valux_key_id key_id;
    char nickname[VALUX_NICKNAME_MAX + 1];
    char serial_number[64]; /* hexadecimal */
    bool removed;           /* from the store, by the person */
};

/* Reads a note's text. The caller frees *note with store_note_free, after a failure too. */
bool store_note_parse(struct store_note *note, const char *text, size_t length,
                      struct valux_error *error);

/*
 * Loads the note of the store. Where there is none yet, that is no failure. The caller frees *note,
 * after a failure too.
 */
bool store_note_load(struct store_note *note, const struct valux_store *store,
                     struct valux_error *error);

/* How many certificates the note has, and the one at an index below that. */
size_t store_note_count(const struct store_note *note);
void store_note_get(const struct store_note *note, size_t index,
                    struct store_note_certificate *certificate);

/*
 * Makes the note say what the catalogue does. If `keep` is true, certificates that the catalogue
 * does not have stay in it as removed ones. False for want of memory.
 */
bool store_note_follow(struct store_note *note, const struct valux_catalogue *catalogue, bool keep);

/* Sets the generation that the store is said to have come to. False for want of memory. */
bool store_note_set_generation(struct store_note *note, uint64_t generation);

/* Replaces the note of the store, whose lock the caller holds. */
bool store_note_save(const struct store_note *note, const struct valux_store *store,
                     struct valux_error *error);

void store_note_free(struct store_note *note);

#endif
