/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ALARM_ALARM_JSON_H
#define VALUX_ENROLL_ALARM_ALARM_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "alarm/text.h"
#include "alarm/told.h"
#include "renewal/memory.h"
#include "workspace/workspace.h"

/* Alarms as JSON: docs/machine-interface.md, the answer of `alarm`. */

/*
 * Adds an alarm of the entry to an array: the certificate, the alarm's words, and whether the
 * desktop has confirmed it. False for want of memory.
 */
bool alarm_json_add(cJSON *array, const struct workspace *workspace,
                    const struct valux_catalogue_entry *entry, const struct alarm *alarm,
                    const struct alarm_text *text, bool notified, int64_t now);

/*
 * Adds all alarms that hold at `now` (seconds), whatever was told before, to an array. Nothing is
 * told by it. False for want of memory.
 */
bool alarm_json_add_all(cJSON *array, const struct workspace *workspace,
                        const struct renewal_memory *renewals, int64_t now);

#endif
