/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers valux_snapshot_check, and all that may be done without further checks with a snapshot that
 * passed: valux_snapshot_object_by_handle, _attribute_of, _value, _is_indexed, _hash, _index_find,
 * _entry_by_key_id, valux_visible, and the status rules on its facts.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/snapshot.h"
#include "valux/visibility.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint32_t sum; /* what was read is used */

static void walk_object(const struct valux_snapshot *snapshot,
                        const struct valux_snapshot_object *object)
{
    size_t count;

    if (valux_snapshot_object_by_handle(snapshot, object->handle) != object)
        abort();
    for (uint32_t i = 0; i < object->attribute_count; i++) {
        const struct valux_snapshot_attribute *attribute =
            &snapshot->attributes[object->first_attribute + i];
        if (valux_snapshot_attribute_of(snapshot, object, attribute->type) != attribute)
            abort();
        uint32_t hash = valux_snapshot_hash(
            attribute->type, valux_snapshot_value(snapshot, attribute), attribute->length);
        const struct valux_snapshot_index *rows = valux_snapshot_index_find(snapshot, hash, &count);
        for (size_t j = 0; j < count; j++)
            sum += snapshot->objects[rows[j].object].object_class;
        sum += hash + valux_snapshot_is_indexed(attribute->type);
    }
}

static void walk_entry(const struct valux_snapshot *snapshot,
                       const struct valux_snapshot_entry *entry)
{
    static const int64_t times[] = {INT64_MIN, 0, 1800000000, INT64_MAX};

    if (valux_snapshot_entry_by_key_id(snapshot, entry->key_id) == NULL)
        abort();
    for (uint32_t i = 0; i < entry->chain_count; i++)
        sum += snapshot->objects[snapshot->chains[entry->first_chain + i]].object_class;
    for (uint32_t i = 0; i < entry->object_count; i++)
        sum += snapshot->objects[entry->first_object + i].object_class;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        sum += valux_visible(snapshot, entry, times[i]);
        sum += valux_status_next_change(&entry->facts, &snapshot->header->thresholds, times[i]) >
               times[i];
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct valux_snapshot snapshot;
    void *copy = malloc(size + 1); /* aligned, as a mapped file is */

    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    if (valux_snapshot_check(copy, size, &snapshot)) {
        for (uint32_t i = 0; i < snapshot.header->entry_count; i++)
            walk_entry(&snapshot, &snapshot.entries[i]);
        for (uint32_t i = 0; i < snapshot.header->object_count; i++)
            walk_object(&snapshot, &snapshot.objects[i]);
        (void)valux_snapshot_object_by_handle(&snapshot, 0);
    }
    free(copy);
    return 0;
}
