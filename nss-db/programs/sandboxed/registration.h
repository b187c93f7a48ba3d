/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_SANDBOXED_REGISTRATION_H
#define VALUX_PROGRAMS_SANDBOXED_REGISTRATION_H

#include <stdbool.h>

#include "valux/program_registration.h"

/*
 * valux_program_register, valux_program_unregister and valux_program_state for the database of a
 * sandboxed application. No code of the application's directory is loaded, and NSS does not open
 * the database.
 */

/* `module_path` is the module that is copied. The copies are published before it is registered. */
bool sandboxed_register(const struct valux_store *store, const struct valux_program *program,
                        const char *module_path, enum valux_program_outcome *outcome,
                        struct valux_error *error);

/* What is published goes with the last database of the application that the record has. */
bool sandboxed_unregister(const struct valux_store *store, const struct valux_program *program,
                          enum valux_program_outcome *outcome, struct valux_error *error);

/* REGISTERED is the published copy; only the program itself can tell whether it loads. */
bool sandboxed_state(const struct valux_program *program,
                     struct valux_program_registration *registration, struct valux_error *error);

#endif
