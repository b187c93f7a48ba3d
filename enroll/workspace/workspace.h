/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_WORKSPACE_H
#define VALUX_ENROLL_WORKSPACE_WORKSPACE_H

#include <stdbool.h>

#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/store.h"

/* What a command works with: configuration, store, catalogue and, once asked for, the keys. */

/* The seconds for which a command that writes waits for another helper's lock. */
#define WORKSPACE_LOCK_WAIT_SECONDS 10

struct workspace {
    struct valux_configuration configuration;
    struct valux_store store;
    struct valux_catalogue catalogue;
    struct valux_key_database *database;
};

/*
 * Opens everything for reading. A snapshot that is not what catalogue and configuration say is
 * made anew on the way, if nobody holds the lock. The caller closes *workspace, after a failure
 * too. `configuration` may be NULL, else it is used in place of the files'.
 */
bool workspace_open(struct workspace *workspace, const struct valux_configuration *configuration,
                    struct valux_error *error);

/* Likewise for writing: makes the store where it is missing, and holds its lock until closed. */
bool workspace_open_locked(struct workspace *workspace,
                           const struct valux_configuration *configuration,
                           struct valux_error *error);

/* Whether the store has a key database: a store in which no key was ever made has none. */
bool workspace_has_database(const struct workspace *workspace);

/* Opens the key database if it is not open yet; the workspace is open for writing. */
bool workspace_open_database(struct workspace *workspace, struct valux_error *error);

/* Closes the key database, so that another process of ours may use NSS. */
void workspace_close_database(struct workspace *workspace);

/* Saves the catalogue and the snapshot. */
bool workspace_save(struct workspace *workspace, struct valux_error *error);

/* Closes the key database and the store, and frees everything. */
void workspace_close(struct workspace *workspace);

#endif
