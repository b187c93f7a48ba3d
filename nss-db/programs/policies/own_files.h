/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_OWN_FILES_H
#define VALUX_PROGRAMS_POLICIES_OWN_FILES_H

#include <stdbool.h>

#include "programs/policies/work.h"

/*
 * The policy files that are wholly ours: Chromium's and Chrome's, and p11-kit's. A file that
 * somebody else has written or changed is left alone.
 */

/*
 * Writes the file that names the servers of policy->urls; for Chrome too if it is installed. Each
 * file gets a result, also if it can't be written. False with *error set if nothing can be done,
 * for want of memory for example.
 */
bool policy_own_files_register_chromium(struct policy_work *work, const struct valux_policy *policy,
                                        struct valux_error *error);

/* Writes p11-kit's module file, likewise, unless a package has installed one. */
bool policy_own_files_register_p11_kit(struct policy_work *work, const struct valux_policy *policy,
                                       struct valux_error *error);

/*
 * Removes the entry's file, if it is as the entry says, and the directories that were made for it.
 */
bool policy_own_files_take_back(const struct policy_root *root, const struct policy_entry *entry,
                                enum valux_policy_outcome *outcome, struct valux_error *error);

#endif
