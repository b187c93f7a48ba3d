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

/* Appends a result that has failed so far; NULL for want of memory. */
struct valux_policy_result *policy_add_result(struct valux_policy_results *results,
                                              enum valux_policy_target target, const char *path);

/*
 * Reads the JSON document in a file; an empty object where the file is absent. The caller owns it.
 * NULL with *error set.
 */
cJSON *policy_read_document(const struct policy_root *root, const char *path, bool *absent,
                            struct valux_error *error);

#endif
