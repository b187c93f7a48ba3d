/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_KEY_ACCESS_H
#define VALUX_ENROLL_WORKSPACE_KEY_ACCESS_H

#include <stdbool.h>

#include "valux/configuration.h"
#include "valux/error.h"
#include "workspace/workspace.h"

/* How a command comes to the keys. Where the seal is under a PIN, the person is asked for it. */

/*
 * workspace_open_locked for a command that is going to use the keys: the person is asked before the
 * store's lock is taken.
 */
bool key_access_open_workspace(struct workspace *workspace,
                               const struct valux_configuration *configuration,
                               struct valux_error *error);

/*
 * Likewise for a command that opens a store whose catalogue may be damaged: asks, and keeps the
 * secret in *workspace. Its configuration is loaded, and its store is not open yet.
 */
bool key_access_ask(struct workspace *workspace, struct valux_error *error);

/* Opens the key database for writing, if it is not open yet. The workspace is open for writing. */
bool workspace_open_database(struct workspace *workspace, struct valux_error *error);

#endif
