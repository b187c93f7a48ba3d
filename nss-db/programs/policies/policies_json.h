/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_POLICIES_JSON_H
#define VALUX_PROGRAMS_POLICIES_POLICIES_JSON_H

#include <stdbool.h>

#include "programs/policies/work.h"

/* The files policies.json of Firefox and Thunderbird, into which our module is merged. */

/*
 * Changes the files that the programs read now. A program that has none gets one for the machine.
 * Each file gets a result, also if it can't be changed. False with *error set if nothing can be
 * done, for want of memory for example.
 */
bool policy_mozilla_register(struct policy_work *work, const char *module_path,
                             struct valux_error *error);

/*
 * Takes our module out of the entry's file, as the entry says. A file that we made goes with it,
 * and the directories that were made for it, if nobody has put anything else into it.
 */
bool policy_mozilla_take_back(const struct policy_root *root, const struct policy_entry *entry,
                              enum valux_policy_outcome *outcome, struct valux_error *error);

#endif
