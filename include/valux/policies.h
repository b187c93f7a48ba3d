/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_POLICIES_H
#define VALUX_POLICIES_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * Registers the module for all users of a machine, by the programs' own policies:
 *
 * - Firefox and Thunderbird: SecurityDevices in policies.json. They read one such file only: the
 * one in /etc, or else the one in the program's directory. So the file that they read now is
 * changed, and a new one is made only if there is none.
 * - Chromium and Chrome: AutoSelectCertificateForUrls, in a file of our own. The module itself is
 *   registered in each user's shared NSS database.
 * - p11-kit: a module file. It is disabled in the programs that have the module by NSS.
 *
 * The record /var/lib/valux/policies.json says what was made, so that exactly this can be removed.
 */

enum valux_policy_target {
    VALUX_POLICY_FIREFOX,
    VALUX_POLICY_THUNDERBIRD,
    VALUX_POLICY_CHROMIUM,
    VALUX_POLICY_P11_KIT,
};

enum valux_policy_outcome {
    VALUX_POLICY_DONE,    /* written, or taken back, now */
    VALUX_POLICY_ALREADY, /* it was so before; when taking back: somebody has removed it already */
    VALUX_POLICY_CHANGED, /* not taken back: somebody has changed it since */
    VALUX_POLICY_FAILED,
};

struct valux_policy_result {
    enum valux_policy_target target;
    char path[VALUX_PATH_SIZE]; /* as on the machine, without `root` */
    enum valux_policy_outcome outcome;
    struct valux_error error; /* of VALUX_POLICY_FAILED */
};

struct valux_policy_results {
    struct valux_policy_result *entries; /* the caller frees them */
    size_t count;
};

struct valux_policy {
    const char *root;        /* "" for the machine itself, or an absolute directory in its place */
    const char *module_path; /* absolute, as on the machine */
    const char *const *urls; /* patterns of Chromium's: https://HOST, https://[*.]DOMAIN */
    size_t url_count;        /* without any, Chromium's policy is left as it is */
};

/*
 * Writes all policies. If a file can't be written, its result says so, and the others are written
 * all the same. False if nothing could be done, because a URL is wrong (VALUX_ERROR_USAGE) or the
 * record can't be read or written (VALUX_ERROR_PROGRAM).
 */
bool valux_policy_register(const struct valux_policy *policy, struct valux_policy_results *results,
                           struct valux_error *error);

/* Takes back what the record says, with a result for each file likewise. */
bool valux_policy_unregister(const char *root, struct valux_policy_results *results,
                             struct valux_error *error);

#endif
