/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef REGISTRATION_H
#define REGISTRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/hosts.h"
#include "valux/store.h"

/*
 * Registering the module with all hosts of the user, or taking that back, and saying for each what
 * was done, what wasn't and why. A host that fails does not keep the others from being done.
 */

enum registration_action { REGISTRATION_REGISTER, REGISTRATION_UNREGISTER };

struct registration_entry {
    struct valux_host host;
    bool done; /* `outcome` holds; else `error` does */
    enum valux_host_outcome outcome;
    struct valux_error error;
};

struct registration_report {
    enum registration_action action;
    struct registration_entry *entries;
    size_t count;
    size_t skipped; /* files named profiles.ini or installs.ini that could not be read */
};

/*
 * Does it with the host whose database's directory is `database`, or with all hosts if that is
 * NULL. The store is open and locked (for unregistering it may be absent); its key database is
 * closed. False where the hosts could not be found. The caller calls registration_free in any case.
 */
bool registration_run(struct registration_report *report, enum registration_action action,
                      const struct valux_store *store, const char *module_path,
                      const char *database, struct valux_error *error);

void registration_free(struct registration_report *report);

/*
 * Writes a line for each host to standard output, or all as one JSON object. Returns the exit
 * status: 0, or that of the first failure.
 */
int registration_print(const struct registration_report *report, bool json);

/* What the person calls the host, with profile and directory, cut to `size` bytes. */
void registration_host_name(const struct valux_host *host, char *name, size_t size);

/* The words for the host's kind and packaging in JSON. */
const char *registration_kind_word(enum valux_host_kind kind);
const char *registration_packaging_word(enum valux_host_packaging packaging);

#endif
