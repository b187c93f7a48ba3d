/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_OLDER_STORE_H
#define VALUX_ENROLL_WORKSPACE_OLDER_STORE_H

#include <stdbool.h>

#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/store.h"

/*
 * An older store: one in whose place a newer one was before, with a certificate that this one does
 * not have. That comes of a backup that was put back. It is found by the note of the store
 * (store_note.h). An older store works, and is never refused: who is told does what is needed, and
 * then accepts it by `valux-enroll repair`.
 *
 * A store that shares no certificate with the note is another one, made anew, and not older. The
 * same holds for one that lacks nothing, and for one that was moved or that another machine has
 * written meanwhile.
 */

enum older_store {
    OLDER_STORE_NO,
    OLDER_STORE_YES,
    OLDER_STORE_UNKNOWN, /* the note can't be read */
};

/*
 * Compares the catalogue, as it is on disk, with the note. *error is set where the answer is not
 * OLDER_STORE_NO: what is missing and what to do, with the configuration's centre.contact, or why
 * the note can't be read.
 */
enum older_store older_store_check(const struct valux_store *store,
                                   const struct valux_catalogue *catalogue,
                                   const struct valux_configuration *configuration,
                                   struct valux_error *error);

/*
 * Brings the note up to the catalogue, which has the generation on disk. Before that it had
 * `before`, the same if it was not saved. The note of an older store goes on saying so. The
 * caller holds the store's lock. Where it can't be written, only this test of age is lost.
 */
bool older_store_note(const struct valux_store *store, const struct valux_catalogue *catalogue,
                      uint64_t before, struct valux_error *error);

/* Accepts the store as it is: nothing is missing any more. Likewise. */
bool older_store_accept(const struct valux_store *store, const struct valux_catalogue *catalogue,
                        struct valux_error *error);

#endif
