/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_CERTIFICATE_JSON_H
#define VALUX_ENROLL_SCREEN_CERTIFICATE_JSON_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "workspace/workspace.h"

/* The entry as a JSON object that the caller owns. NULL for want of memory. */
cJSON *certificate_json(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry, int64_t now);

#endif
