/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>

#include "valux/catalogue.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "valux/key_database.h"
#include "valux/store.h"

/* What a command works with: configuration, store, catalogue and, once asked for, the keys. */

struct session {
    struct valux_configuration configuration;
    struct valux_store store;
    struct valux_catalogue catalogue;
    struct valux_key_database *database;
};

/*
 * Opens everything for reading. A snapshot that is not what catalogue and configuration say is
 * made anew on the way, if nobody holds the lock. The caller closes *session, after a failure
 * too. `configuration` may be NULL, else it is used in place of the files'.
 */
bool session_open(struct session *session, const struct valux_configuration *configuration,
                  struct valux_error *error);

/* Likewise for writing: makes the store where it is missing, and holds its lock until closed. */
bool session_open_locked(struct session *session, const struct valux_configuration *configuration,
                         struct valux_error *error);

/* Opens the key database if it is not open yet; the session is open for writing. */
bool session_open_database(struct session *session, struct valux_error *error);

/* Closes the key database, so that another process of ours may use NSS. */
void session_close_database(struct session *session);

/* Saves the catalogue and the snapshot. */
bool session_save(struct session *session, struct valux_error *error);

/*
 * Removes what a kill before an acquisition sent anything leaves behind: journals that say so, and
 * keys without a certificate that neither the catalogue nor another journal knows.
 */
bool session_remove_orphans(struct session *session, struct valux_error *error);

void session_close(struct session *session);

#endif
