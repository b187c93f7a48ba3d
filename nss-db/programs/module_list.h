/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_MODULE_LIST_H
#define VALUX_PROGRAMS_MODULE_LIST_H

#include <stdbool.h>

#include "common/child.h"
#include "valux/error.h"
#include "valux/program_registration.h"

/*
 * Reads and changes the list of modules of one NSS database, by NSS's API. Each call opens the
 * database in a process of its own.
 */

/* Reads whether the module is registered: see valux_program_state. */
bool module_list_inspect(const char *directory, const char *module_path,
                         struct valux_program_registration *registration,
                         struct valux_error *error);

/*
 * Adds the module, unless another module already shows its token. A module of our name with another
 * path is replaced. The module is tried before anything is changed. The directory must exist; a
 * missing database is made in it. If `ours` is true, a database without a password gets an empty
 * one. The outcome is DONE, REPLACED, ALREADY or VISIBLE.
 */
bool module_list_add(const char *directory, const char *module_path, bool ours,
                     enum valux_program_outcome *outcome, struct valux_error *error);

/*
 * Deletes the module of our name. *deleted tells whether there was one. *holds_nothing tells
 * whether the database now has no object, no password and no module but NSS's own.
 */
bool module_list_delete(const char *directory, bool *deleted, bool *holds_nothing,
                        struct valux_error *error);

/* The tasks of these processes. */
extern const struct child_task module_list_inspect_task;
extern const struct child_task module_list_add_task;
extern const struct child_task module_list_delete_task;

#endif
