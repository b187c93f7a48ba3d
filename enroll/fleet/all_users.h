/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_FLEET_ALL_USERS_H
#define VALUX_ENROLL_FLEET_ALL_USERS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"

/* How it stands with the certificates of all users of the machine. */

/*
 * *document becomes the JSON object that the caller frees: users, an array of what user_report_read
 * gives, and exitStatus, that of the user with whom it stands worst. Users are those that the
 * system lists (getpwent(3)) and that have a store in their home directory. VALUX_ERROR_SYSTEM for
 * anybody but root. `now` is in seconds.
 */
bool all_users_read(int64_t now, cJSON **document, struct valux_error *error);

/* Writes the document of all_users_read to standard output as lines for a person. */
void all_users_write(const cJSON *document);

#endif
