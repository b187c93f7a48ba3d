/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_ENTRY_H
#define VALUX_PROGRAMS_POLICIES_ENTRY_H

#include <stdbool.h>

#include "programs/policies/record.h"
#include "valux/error.h"
#include "valux/policies.h"

/* One call that registers or takes back, and how it brings a file and its entry into the record. */

/* What one call works with. */
struct policy_work {
    const char *root;
    struct policy_record record;
    struct valux_policy_results *results;
};

/*
 * Starts the record's entry for the file `path`: the one that the record has, which *recorded
 * tells, or a new one. If the file is absent, the entry says what will have to be made for it.
 */
bool policy_begin_entry(const struct policy_work *work, enum valux_policy_target target,
                        const char *path, bool absent, struct policy_entry *entry, bool *recorded,
                        struct valux_error *error);

/*
 * Puts the entry into the record and then writes the text to the file `full`. If that fails, an
 * entry that was not `recorded` before is removed again.
 */
bool policy_commit(struct policy_work *work, const struct policy_entry *entry, bool recorded,
                   const char *full, const char *text, struct valux_error *error);

#endif
