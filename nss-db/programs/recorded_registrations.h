/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_REGISTRATIONS_H
#define VALUX_PROGRAMS_REGISTRATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/paths.h"
#include "valux/store.h"

/*
 * The store's record of registrations, registrations.json: which databases the module was
 * registered with, and what was made for that, so that exactly this can be taken back. An entry is
 * written before anything is made.
 */

struct recorded_registration {
    char directory[VALUX_PATH_SIZE]; /* the NSS database's, without symbolic links */
    bool made_database;              /* its files were made by us */
    char made_from[VALUX_PATH_SIZE]; /* the outermost directory that was made; "" for none */
};

/* All entries; none where there is no store or no record. The caller frees *registrations. */
bool recorded_registrations_read(const struct valux_store *store,
                                 struct recorded_registration **registrations, size_t *count,
                                 struct valux_error *error);

/* Puts an entry in place of the one with its directory, or adds it. */
bool recorded_registrations_put(const struct valux_store *store,
                                const struct recorded_registration *registration,
                                struct valux_error *error);

/* Takes the directory's entries out; where there is none, nothing. */
bool recorded_registrations_remove(const struct valux_store *store, const char *directory,
                                   struct valux_error *error);

#endif
