/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_CUSTODY_STATE_H
#define VALUX_ENROLL_SCREEN_CUSTODY_STATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "valux/custody.h"
#include "valux/error.h"
#include "workspace/workspace.h"

/* What keeps the keys, as people and programs are told. */

/* A sentence on the store's custody, in the person's language. Static. */
const char *custody_state_sentence(const struct workspace *workspace);

/*
 * Adds the members "custody", "custodyDemanded" where the administrator demands one of this store,
 * and "locked" where there is a PIN. False for want of memory.
 */
bool custody_state_add_json(cJSON *object, const struct workspace *workspace);

/*
 * Writes them as JSON to standard output; or the sentence, with another one where the administrator
 * demands another custody.
 */
bool custody_state_write(const struct workspace *workspace, bool json, struct valux_error *error);

#endif
