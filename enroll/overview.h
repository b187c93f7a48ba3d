/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_OVERVIEW_H
#define VALUX_ENROLL_OVERVIEW_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "workspace/workspace.h"

/*
 * Adds what `list --overview` has besides the certificates, so that one process tells it all: the
 * members "alarms" as `alarm --list` has them at `now` (seconds), "configuration" as `config` has
 * it, and "unfinishedCount". That is how many requests of the store have not ended or are being
 * worked on just now; it is not there where they can't be counted. False
 * if there is not enough memory.
 */
bool overview_add_json(cJSON *document, const struct workspace *workspace, int64_t now);

#endif
