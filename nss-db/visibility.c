/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/visibility.h"

#include <stddef.h>

bool valux_visible(const struct valux_snapshot *snapshot, const struct valux_snapshot_entry *entry,
                   int64_t now)
{
    const struct valux_snapshot_header *header = snapshot->header;

    return (header->exposure == VALUX_EXPOSURE_USABLE ||
            entry - snapshot->entries == (ptrdiff_t)header->selected_entry) &&
           valux_status_facts_usable(&entry->facts, &header->thresholds, now);
}
