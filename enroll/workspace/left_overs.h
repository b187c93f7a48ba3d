/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_LEFT_OVERS_H
#define VALUX_ENROLL_WORKSPACE_LEFT_OVERS_H

#include <stdbool.h>

#include "valux/catalogue.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/store.h"

/*
 * Left-overs: what a kill leaves behind that nobody needs any more. A later command removes them;
 * until then they do no harm.
 */

/*
 * Removes the temporary files that a kill in the middle of a write has left in the store and in its
 * directory of journals. The caller holds the store's lock, so nobody else is writing there. A file
 * that can't be removed stays until the next time.
 */
void left_overs_remove_files(const struct valux_store *store);

/*
 * Removes what acquisitions have left that were killed before they sent anything: keys that have
 * neither a certificate nor a journal of a request that may have been sent, half-made key pairs
 * and, last, the journals that say that nothing was sent. The caller holds the store's lock; the
 * key database is open for writing. False with *error set at the first one that can't be read or
 * removed.
 */
bool left_overs_remove_keys(const struct valux_store *store,
                            const struct valux_catalogue *catalogue,
                            struct valux_key_database *database, struct valux_error *error);

/* Removes temporary files of the file `name` that a kill has left in the open directory. */
void left_overs_remove_temporary(int directory, const char *name);

#endif
