/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_REGISTRATION_REGISTRATION_H
#define VALUX_ENROLL_REGISTRATION_REGISTRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/programs.h"
#include "valux/store.h"

/*
 * Registering the module with all programs of the user, or taking that back, and saying for each
 * what was done, what wasn't and why. A program that fails does not keep the others from being
 * done.
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
    size_t skipped; /* files named profiles.ini or installs.ini that could not be read */
};

/*
 * Does it with the program whose database's directory is `database`, or with all programs if that
 * is NULL. The store is open and locked (for unregistering it may be absent); its key database is
 * closed. False where the programs could not be found. The caller calls registration_free in any
 * case.
 */
bool registration_run(struct registration_report *report, enum registration_action action,
                      const struct valux_store *store, const char *module_path,
                      const char *database, struct valux_error *error);

void registration_free(struct registration_report *report);

/*
 * Writes a line for each program to standard output, or all as one JSON object. Returns the exit
 * status: 0, or that of the first failure.
 */
int registration_print(const struct registration_report *report, bool json);

/* What the person calls the program, with profile and directory, cut to `size` bytes. */
void registration_program_name(const struct valux_program *program, char *name, size_t size);

/* The words for the program's kind and packaging in JSON. */
const char *registration_kind_word(enum valux_program_kind kind);
const char *registration_packaging_word(enum valux_program_packaging packaging);

#endif
