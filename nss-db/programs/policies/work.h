/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_WORK_H
#define VALUX_PROGRAMS_POLICIES_WORK_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"
#include "valux/policies.h"

/*
 * What registering by policies and taking that back have in common: paths below a root, results and
 * documents.
 */

/* The path, below `root`, of the file that is `path` on the machine. */
bool policy_full_path(const char *root, const char *path, char full[static VALUX_PATH_SIZE],
                      struct valux_error *error);

/*
 * `made_from` becomes the outermost directory that has to be made to write the file, as a path on
 * the machine; "" if none has to be made.
 */
bool policy_missing(const char *root, const char *path, char made_from[static VALUX_PATH_SIZE],
                    struct valux_error *error);

/* Appends a result, whose outcome is VALUX_POLICY_FAILED at first. NULL for want of memory. */
struct valux_policy_result *policy_add_result(struct valux_policy_results *results,
                                              enum valux_policy_target target, const char *path);

/*
 * Reads the JSON document in the file `full`, which messages call `path`. If the file is absent,
 * the document is an empty object. The caller owns it (cJSON_Delete). NULL with *error set.
 */
cJSON *policy_read_document(const char *path, const char *full, bool *absent,
                            struct valux_error *error);

/* Whether there is a file below `root` that is `path` on the machine. */
bool policy_exists(const char *root, const char *path);

#endif
