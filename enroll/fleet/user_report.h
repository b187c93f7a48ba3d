/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_FLEET_USER_REPORT_H
#define VALUX_ENROLL_FLEET_USER_REPORT_H

#include <cjson/cJSON.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"

/*
 * Reads what another user's store says of the validity of certificates, for root. Nothing of that
 * user's is read with root's rights: a child process becomes the user for good, with the user's
 * groups and home directory, and reads configuration and catalogue. The key database is not opened,
 * no NSS and no module is loaded, and nothing is written.
 */

/*
 * *report becomes the user's JSON object, which the caller frees: user, uid, exitStatus and
 * certificates, and where the store can't be used also domain and message. NULL for a user without
 * a store. False with *error set where there can be no child. `now` is in seconds.
 */
bool user_report_read(const struct passwd *user, int64_t now, cJSON **report,
                      struct valux_error *error);

#endif
