/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_WORKSPACE_H
#define VALUX_ENROLL_WORKSPACE_WORKSPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/seal_lock.h"
#include "valux/store.h"

/*
 * What a command works with: configuration, store, catalogue and, once it is opened, the key
 * database.
 */

/*
 * What is told beside a command's own result, and is no failure of it: `tell` is called with the
 * error.
 *
 * - Each change of the store's snapshot also renews the copies that are published for sandboxed
 *   programs. Where that fails, the next command tries it again.
 * - A store that was put back from an older backup lacks certificates (older_store.h).
 *
 * Nobody is told until this function has been called.
 */
void workspace_tell_aside(void (*tell)(const struct valux_error *error));

/* Seconds for which a command that writes waits for the lock of another valux-enroll. */
#define WORKSPACE_LOCK_WAIT_SECONDS 10

struct workspace {
    struct valux_configuration configuration;
    struct valux_store store;
    struct valux_catalogue catalogue;
    struct valux_key_database *database;
    bool has_secret; /* of a seal under a PIN; seal_secret.h */
    uint8_t secret[VALUX_SEAL_SECRET_SIZE];
    char new_pin[VALUX_PIN_MAX + 1]; /* of a seal that was made just now, or "" */
};

/*
 * Opens configuration, store and catalogue for reading. `configuration` is used in place of the
 * files' unless it is NULL. A store that does not exist is an empty one. A snapshot that does not
 * fit the catalogue and the configuration is made again, and published copies that differ are
 * renewed, if nobody holds the store's lock. The caller closes *workspace, after a failure too.
 */
bool workspace_open(struct workspace *workspace, const struct valux_configuration *configuration,
                    struct valux_error *error);

/*
 * Opens them for writing: makes the store if there is none, removes left-over files, and holds the
 * store's lock until the workspace is closed. VALUX_ERROR_BUSY if another process keeps the lock.
 * The caller closes *workspace, after a failure too.
 */
bool workspace_open_locked(struct workspace *workspace,
                           const struct valux_configuration *configuration,
                           struct valux_error *error);

/* Whether the store has a key database: a store in which no key was ever made has none. */
bool workspace_has_database(const struct workspace *workspace);

/*
 * Closes the key database, if it is open. Other NSS databases can only be used while it is closed.
 */
void workspace_close_database(struct workspace *workspace);

/* Compiles the snapshot anew, for what is not in the catalogue. The workspace is open for writing.
 */
bool workspace_refresh(struct workspace *workspace, struct valux_error *error);

/* Saves the catalogue and the snapshot. */
bool workspace_save(struct workspace *workspace, struct valux_error *error);

/* Closes the key database and the store, and frees everything. */
void workspace_close(struct workspace *workspace);

#endif
