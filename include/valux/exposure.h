/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_EXPOSURE_H
#define VALUX_EXPOSURE_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/snapshot.h"

/* Which certificates programs see: the rule of the exposure, upon that of the status. */

/*
 * Whether programs see this entry at `now`, which is its certificate, its keys and its chain: its
 * status lets them, and the exposure. What they see they may use, and nothing else.
 */
bool valux_exposure_shows(const struct valux_snapshot *snapshot,
                          const struct valux_snapshot_entry *entry, int64_t now);

#endif
