/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "snapshot_check.h"

#include <pkcs11.h>
#include <string.h>

#define OBJECTS_OF_ENTRY 3
#define OBJECTS_OF_LOCKED 1
#define ALIGNMENT 8
#define HANDLE_LIMIT (UINT64_C(1) << 62) /* the handles above are session objects' */

static bool table_fits(uint64_t offset, uint64_t count, uint64_t row_size, uint64_t file_size)
{
    return offset % ALIGNMENT == 0 && offset <= file_size &&
           count <= (file_size - offset) / row_size;
}

static bool range_fits(uint64_t first, uint64_t count, uint64_t limit)
{
    return first <= limit && count <= limit - first;
}

bool snapshot_check_header(const struct valux_snapshot_header *header, size_t size)
{
    return memcmp(header->magic, VALUX_SNAPSHOT_MAGIC, sizeof header->magic) == 0 &&
           header->version == VALUX_SNAPSHOT_VERSION &&
           header->byte_order == VALUX_SNAPSHOT_BYTE_ORDER && header->file_size == size &&
           header->exposure <= VALUX_EXPOSURE_USABLE &&
           (header->selected_entry == VALUX_SNAPSHOT_NONE ||
            (header->selected_entry == 0 && header->entry_count > 0)) &&
           table_fits(header->entries, header->entry_count, sizeof(struct valux_snapshot_entry),
                      size) &&
           table_fits(header->objects, header->object_count, sizeof(struct valux_snapshot_object),
                      size) &&
           table_fits(header->handles, header->object_count, sizeof(struct valux_snapshot_handle),
                      size) &&
           table_fits(header->attributes, header->attribute_count,
                      sizeof(struct valux_snapshot_attribute), size) &&
           table_fits(header->chains, header->chain_count, sizeof(uint32_t), size) &&
           table_fits(header->index, header->index_count, sizeof(struct valux_snapshot_index),
                      size);
}

static bool check_entries(const struct valux_snapshot *snapshot)
{
    static const uint32_t classes[OBJECTS_OF_ENTRY] = {CKO_CERTIFICATE, CKO_PRIVATE_KEY,
                                                       CKO_PUBLIC_KEY};
    const struct valux_snapshot_header *header = snapshot->header;

    for (uint32_t i = 0; i < header->entry_count; i++) {
        const struct valux_snapshot_entry *entry = &snapshot->entries[i];
        if ((entry->object_count != OBJECTS_OF_ENTRY && entry->object_count != OBJECTS_OF_LOCKED) ||
            !range_fits(entry->first_object, entry->object_count, header->object_count) ||
            !range_fits(entry->first_chain, entry->chain_count, header->chain_count))
            return false;
        for (uint32_t j = 0; j < entry->object_count; j++) {
            const struct valux_snapshot_object *object =
                &snapshot->objects[entry->first_object + j];
            if (object->entry != i || object->object_class != classes[j])
                return false;
        }
    }
    return true;
}

/* An object with an entry is where that entry says. The others are CA certificates. */
static bool check_objects(const struct valux_snapshot *snapshot)
{
    const struct valux_snapshot_header *header = snapshot->header;

    for (uint32_t i = 0; i < header->object_count; i++) {
        const struct valux_snapshot_object *object = &snapshot->objects[i];
        if (object->handle == 0 || object->handle >= HANDLE_LIMIT ||
            !range_fits(object->first_attribute, object->attribute_count, header->attribute_count))
            return false;
        if (object->entry == VALUX_SNAPSHOT_NONE) {
            if (object->object_class != CKO_CERTIFICATE)
                return false;
        } else if (object->entry >= header->entry_count ||
                   i < snapshot->entries[object->entry].first_object ||
                   i - snapshot->entries[object->entry].first_object >=
                       snapshot->entries[object->entry].object_count) {
            return false;
        }
        const struct valux_snapshot_attribute *attributes =
            snapshot->attributes + object->first_attribute;
        for (uint32_t j = 1; j < object->attribute_count; j++)
            if (attributes[j].type <= attributes[j - 1].type)
                return false;
    }
    return true;
}

static bool check_attributes(const struct valux_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->header->attribute_count; i++) {
        const struct valux_snapshot_attribute *attribute = &snapshot->attributes[i];
        if (attribute->value % ALIGNMENT != 0 ||
            !range_fits(attribute->value, attribute->length, snapshot->size))
            return false;
    }
    return true;
}

static bool check_chains(const struct valux_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->header->chain_count; i++)
        if (snapshot->chains[i] >= snapshot->header->object_count ||
            snapshot->objects[snapshot->chains[i]].entry != VALUX_SNAPSHOT_NONE)
            return false;
    return true;
}

static bool check_handles(const struct valux_snapshot *snapshot)
{
    const struct valux_snapshot_handle *handles = snapshot->handles;

    for (uint32_t i = 0; i < snapshot->header->object_count; i++)
        if (handles[i].object >= snapshot->header->object_count ||
            snapshot->objects[handles[i].object].handle != handles[i].handle ||
            (i > 0 && handles[i].handle <= handles[i - 1].handle))
            return false;
    return true;
}

static bool check_index(const struct valux_snapshot *snapshot)
{
    const struct valux_snapshot_index *index = snapshot->index;

    for (uint32_t i = 0; i < snapshot->header->index_count; i++)
        if (index[i].object >= snapshot->header->object_count ||
            (i > 0 && index[i].hash < index[i - 1].hash))
            return false;
    return true;
}

bool snapshot_check_tables(const struct valux_snapshot *snapshot)
{
    return check_entries(snapshot) && check_objects(snapshot) && check_attributes(snapshot) &&
           check_chains(snapshot) && check_handles(snapshot) && check_index(snapshot);
}
