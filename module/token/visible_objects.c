/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/visible_objects.h"
#include "valux/visibility.h"

#include <string.h>

#include <pkcs11.h>

#define WORD_BITS 64

uint32_t visible_objects_words(const struct valux_snapshot *snapshot)
{
    return snapshot->header->object_count / WORD_BITS + 1;
}

void visible_objects_set(uint64_t *bits, uint32_t number)
{
    bits[number / WORD_BITS] |= UINT64_C(1) << number % WORD_BITS;
}

bool visible_objects_get(const uint64_t *bits, uint32_t number)
{
    return (bits[number / WORD_BITS] >> number % WORD_BITS & 1) != 0;
}

int64_t visible_objects_derive(const struct valux_snapshot *snapshot, int64_t now, uint64_t *bits)
{
    const struct valux_status_thresholds *thresholds = &snapshot->header->thresholds;
    int64_t earliest = INT64_MAX;

    for (uint32_t i = 0; i < snapshot->header->entry_count; i++) {
        const struct valux_snapshot_entry *entry = &snapshot->entries[i];
        int64_t change = valux_status_next_change(&entry->facts, thresholds, now);
        if (change < earliest)
            earliest = change;
        if (!valux_visible(snapshot, entry, now))
            continue;
        for (uint32_t j = 0; j < entry->object_count; j++)
            visible_objects_set(bits, entry->first_object + j);
        for (uint32_t j = 0; j < entry->chain_count; j++)
            visible_objects_set(bits, snapshot->chains[entry->first_chain + j]);
    }
    return earliest;
}

static bool same_label(const struct valux_snapshot *a, const struct valux_snapshot_object *object_a,
                       const struct valux_snapshot *b, const struct valux_snapshot_object *object_b)
{
    const struct valux_snapshot_attribute *label_a =
        valux_snapshot_attribute_of(a, object_a, CKA_LABEL);
    const struct valux_snapshot_attribute *label_b =
        valux_snapshot_attribute_of(b, object_b, CKA_LABEL);

    if (label_a == NULL || label_b == NULL)
        return label_a == label_b;
    return label_a->length == label_b->length &&
           memcmp(valux_snapshot_value(a, label_a), valux_snapshot_value(b, label_b),
                  label_a->length) == 0;
}

/* The number of the first visible object from `from` on, or UINT32_MAX. */
static uint32_t next_visible(const struct valux_snapshot *snapshot, const uint64_t *bits,
                             uint32_t from)
{
    uint32_t count = snapshot == NULL ? 0 : snapshot->header->object_count;

    while (from < count && !visible_objects_get(bits, from))
        from++;
    return from < count ? from : UINT32_MAX;
}

bool visible_objects_same(const struct valux_snapshot *a, const uint64_t *bits_a,
                          const struct valux_snapshot *b, const uint64_t *bits_b)
{
    uint32_t number_a = next_visible(a, bits_a, 0);
    uint32_t number_b = next_visible(b, bits_b, 0);

    while (number_a != UINT32_MAX && number_b != UINT32_MAX) {
        const struct valux_snapshot_object *object_a = &a->objects[number_a];
        const struct valux_snapshot_object *object_b = &b->objects[number_b];
        if (object_a->handle != object_b->handle || !same_label(a, object_a, b, object_b))
            return false;
        number_a = next_visible(a, bits_a, number_a + 1);
        number_b = next_visible(b, bits_b, number_b + 1);
    }
    return number_a == number_b;
}

bool visible_objects_lost(const struct valux_snapshot *older, const struct valux_snapshot *newer)
{
    if (newer == NULL)
        return older->header->object_count > 0;
    for (uint32_t i = 0; i < older->header->object_count; i++)
        if (valux_snapshot_object_by_handle(newer, older->objects[i].handle) == NULL)
            return true;
    return false;
}
