/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_SANDBOXED_LISTED_MODULE_H
#define VALUX_PROGRAMS_SANDBOXED_LISTED_MODULE_H

#include <stdbool.h>

#include "programs/sandboxed/application.h"
#include "valux/error.h"
#include "valux/program_registration.h"

/*
 * Our module in the list of modules (pkcs11.txt) of a sandboxed application's NSS database.
 *
 * The list is read and written as text, and not by NSS: NSS loads every module that a list names,
 * and this list is the application's to write. A hostile one could name a library of its own, which
 * would then run outside the sandbox. Entries of others stay as they are, byte by byte.
 *
 * `application` says where the database is: its directory is `below` of the application's.
 */

/* Reads the list: `state` and `module_path` are set, and `loaded` is true, since only the
 * application can tell. VALUX_ERROR_PROGRAM. */
bool listed_module_read(const struct sandboxed_application *application, const char *module_path,
                        struct valux_program_registration *registration, struct valux_error *error);

/* Adds the module, in place of one of our name with another path. DONE, REPLACED or ALREADY. */
bool listed_module_add(const struct sandboxed_application *application, const char *module_path,
                       enum valux_program_outcome *outcome, struct valux_error *error);

/*
 * Deletes each module of our name; *deleted tells whether there was one. A list without entries is
 * removed. Nothing to do where there is no list.
 */
bool listed_module_delete(const struct sandboxed_application *application, bool *deleted,
                          struct valux_error *error);

#endif
