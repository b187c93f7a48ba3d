/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_HOSTS_POLICY_WORK_H
#define VALUX_HOSTS_POLICY_WORK_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "hosts_policy_record.h"
#include "valux/error.h"
#include "valux/hosts_policy.h"
#include "valux/paths.h"

/* What registering by policies and taking that back have in common. */

/* What one call works with. */
struct hosts_policy_work {
    const char *root;
    struct hosts_policy_record record;
    struct valux_policy_results *results;
};

/* The path below `root` of what is `path` on the machine. */
bool hosts_policy_place(const char *root, const char *path, char full[static VALUX_PATH_SIZE],
                        struct valux_error *error);

/*
 * `made_from` becomes the outermost directory below the root that writing the file will have to
 * make, without the root's directory, or "".
 */
bool hosts_policy_missing(const char *root, const char *path,
                          char made_from[static VALUX_PATH_SIZE], struct valux_error *error);

/* Appends a result that has failed so far; NULL for want of memory. */
struct valux_policy_result *hosts_policy_add_result(struct valux_policy_results *results,
                                                    enum valux_policy_target target,
                                                    const char *path);

/*
 * Reads the JSON document in the file `full`, which messages call `path`; an empty object where the
 * file is absent. The caller owns it. NULL with *error set.
 */
cJSON *hosts_policy_read_document(const char *path, const char *full, bool *absent,
                                  struct valux_error *error);

#endif
