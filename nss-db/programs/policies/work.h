/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_WORK_H
#define VALUX_PROGRAMS_POLICIES_WORK_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "programs/policies/record.h"
#include "programs/policies/root.h"
#include "valux/error.h"
#include "valux/policies.h"

/* What registering by policies and taking that back have in common. */

/* What one call works with. */
struct policy_work {
    struct policy_root root;
    struct policy_record record;
    struct valux_policy_results *results;
};

/* Appends a result, whose outcome is VALUX_POLICY_FAILED at first. NULL for want of memory. */
struct valux_policy_result *policy_add_result(struct valux_policy_results *results,
                                              enum valux_policy_target target, const char *path);

/*
 * Reads the JSON document in a file; an empty object where the file is absent. The caller owns it.
 * NULL with *error set.
 */
cJSON *policy_read_document(const struct policy_root *root, const char *path, bool *absent,
                            struct valux_error *error);

/*
 * Starts the record's entry for the file `path`: the one that the record has, which *recorded
 * tells, or a new one. If the file is absent, the entry says what will have to be made for it.
 */
bool policy_begin_entry(const struct policy_work *work, enum valux_policy_target target,
                        const char *path, bool absent, struct policy_entry *entry, bool *recorded,
                        struct valux_error *error);

/*
 * Puts the entry into the record and then writes the text to the entry's file. If that fails, an
 * entry that was not `recorded` before is removed again.
 */
bool policy_commit(struct policy_work *work, const struct policy_entry *entry, bool recorded,
                   const char *text, struct valux_error *error);

#endif
