/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_REGISTRATION_REGISTRATION_H
#define VALUX_ENROLL_REGISTRATION_REGISTRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/find_programs.h"
#include "valux/program_registration.h"
#include "valux/store.h"

/*
 * Registers the module with all programs of the user, or takes that back, and reports for each what
 * was done or why it was not. If one program fails, the others are done all the same.
 */

enum registration_action { REGISTRATION_REGISTER, REGISTRATION_UNREGISTER };

struct registration_entry {
    struct valux_program program;
    bool done; /* `outcome` holds; else `error` does */
    enum valux_program_outcome outcome;
    struct valux_error error;
};

struct registration_report {
    enum registration_action action;
    struct registration_entry *entries;
    size_t count;
    size_t skipped;      /* files named profiles.ini or installs.ini that could not be read */
    bool sockets_failed; /* the agent's sockets for sandboxed programs */
    struct valux_error sockets_error; /* why, if they did */
};

/*
 * Registers or unregisters the module at `module_path`, an absolute path that only registering
 * needs. `database` is the directory of one NSS database, or NULL for all programs of the user. The
 * store is open and locked; for unregistering it may be absent. Its key database is closed. False
 * with *error set where the programs could not be found. The caller calls registration_free in any
 * case.
 */
bool registration_run(struct registration_report *report, enum registration_action action,
                      const struct valux_store *store, const char *module_path,
                      const char *database, struct valux_error *error);

void registration_free(struct registration_report *report);

/*
 * Writes a line for each program to standard output or, with `json`, one JSON object for all.
 * Returns the exit status: 0, or that of the first failure.
 */
int registration_print(const struct registration_report *report, bool json);

/*
 * Writes the program's name with profile and directory, in the person's language, to `name`, which
 * has `size` bytes. What does not fit is cut.
 */
void registration_program_name(const struct valux_program *program, char *name, size_t size);

/* The words for the program's kind and packaging in JSON. */
const char *registration_kind_word(enum valux_program_kind kind);
const char *registration_packaging_word(enum valux_program_packaging packaging);

#endif
