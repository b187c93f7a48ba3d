/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_CHROMIUM_CONFLICT_H
#define VALUX_PROGRAMS_POLICIES_CHROMIUM_CONFLICT_H

#include <stdbool.h>

#include "programs/policies/root.h"
#include "valux/error.h"

/*
 * Fails, with an error that names the file, if another file in the directory of `path` has
 * AutoSelectCertificateForUrls, or may have it. Chromium reads every file there, whatever its name,
 * and takes a policy from one file only, so that one of the two would be out of force.
 */
bool policy_chromium_conflict_check(const struct policy_root *root, const char *path,
                                    struct valux_error *error);

#endif
