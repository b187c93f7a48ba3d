/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_VISIBILITY_H
#define VALUX_VISIBILITY_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/snapshot.h"

/* Decides which certificates programs see. */

/*
 * Whether programs see this entry at `now` (seconds): its certificate, its keys and its chain. The
 * entry must be usable, and the exposure must show it. Programs may use what they see, and nothing
 * else.
 */
bool valux_visible(const struct valux_snapshot *snapshot, const struct valux_snapshot_entry *entry,
                   int64_t now);

#endif
