/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_RENEWAL_STATE_H
#define VALUX_ENROLL_RENEWAL_STATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "renewal/memory.h"
#include "renewal/plan.h"
#include "valux/catalogue.h"
#include "workspace/workspace.h"

/* How it stands with the automatic renewal of one certificate of the workspace. */

struct renewal_state {
    struct renewal_record record;
    struct renewal_plan plan;
    int64_t service_end; /* of the certificate, seconds */
};

/* Finds it out from the catalogue, the configuration and the memory. */
void renewal_state_find(const struct workspace *workspace, const struct renewal_memory *memory,
                        const struct valux_catalogue_entry *entry, int64_t now,
                        struct renewal_state *state);

/*
 * Adds it to the entry's JSON object, as the member automaticRenewal, if there is anything to say
 * of it. False for want of memory.
 */
bool renewal_state_add_json(cJSON *object, const struct renewal_state *state);

#endif
