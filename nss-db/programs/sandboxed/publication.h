/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_SANDBOXED_PUBLICATION_H
#define VALUX_PROGRAMS_SANDBOXED_PUBLICATION_H

#include <stdbool.h>

#include "programs/sandboxed/application.h"
#include "valux/bytes.h"
#include "valux/error.h"
#include "valux/published_copies.h"
#include "valux/store.h"

/*
 * What a sandboxed application gets of us in its own directory, since it can't see the store, the
 * installed module or the signer:
 *
 *     valux-pkcs11/libvalux-pkcs11.so    a copy of the module
 *     valux-pkcs11/valux/snapshot        a copy of the store's snapshot; it has no secret
 *     valux-pkcs11/valux/agent           the agent's socket, which systemd makes
 *
 * Directories have the mode 0700 and files 0600. Errors are VALUX_ERROR_PROGRAM.
 */

/* Writes the path of the module's copy to `path`. VALUX_ERROR_PROGRAM if it is too long. */
bool publication_module_path(const struct sandboxed_application *application,
                             char path[static VALUX_PATH_SIZE], struct valux_error *error);

/* Reads the module that is to be published. The caller frees *module. */
bool publication_read_module(const char *module_path, struct valux_bytes *module,
                             struct valux_error *error);

/*
 * Checks that the application could use what is published: the path of the socket fits into an
 * address (unix(7)), and code may be mapped from the application's directory.
 */
bool publication_check(const struct sandboxed_application *application, struct valux_error *error);

/*
 * Makes the copies equal to `module` and to the store's snapshot. Each that differs is replaced as
 * a whole. The caller holds the store's lock.
 */
bool publication_write(const struct sandboxed_application *application,
                       const struct valux_bytes *module, const struct valux_store *store,
                       struct valux_error *error);

/* Compares the copies with `module` and with the store's snapshot. */
bool publication_examine(const struct sandboxed_application *application,
                         const struct valux_bytes *module, const struct valux_store *store,
                         struct valux_published_state *state, struct valux_error *error);

/* Removes all that is published. It is no error if there is nothing. */
bool publication_remove(const struct sandboxed_application *application, struct valux_error *error);

#endif
