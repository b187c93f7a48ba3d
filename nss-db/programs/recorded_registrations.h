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
 * The store's record of registrations, registrations.json. It says with which databases the module
 * was registered and what was made for that, so that exactly this can be removed again. An entry is
 * written before anything is made.
 */

struct recorded_registration {
    char directory[VALUX_PATH_SIZE]; /* the NSS database's, without symbolic links */
    bool made_database;              /* we have made its files */
    char made_from[VALUX_PATH_SIZE]; /* the outermost directory that was made; "" for none */
};

/* Reads all entries; none if there is no store or no record. The caller frees *registrations. */
bool recorded_registrations_read(const struct valux_store *store,
                                 struct recorded_registration **registrations, size_t *count,
                                 struct valux_error *error);

/* Replaces the entry with this directory, or adds it. */
bool recorded_registrations_put(const struct valux_store *store,
                                const struct recorded_registration *registration,
                                struct valux_error *error);

/* Removes the directory's entries. It is no error if there is none. */
bool recorded_registrations_remove(const struct valux_store *store, const char *directory,
                                   struct valux_error *error);

#endif
