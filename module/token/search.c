/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/search.h"

#include <stdlib.h>
#include <string.h>

#include "token/visible_objects.h"

/* What a template asks for. */
struct query {
    const CK_ATTRIBUTE *attributes;
    CK_ULONG count;
    bool impossible;             /* no object of this token can match */
    const CK_ATTRIBUTE *indexed; /* of the snapshot's index, with the fewest rows; or NULL */
    const struct valux_snapshot_index *rows; /* the rows of `indexed` */
    size_t row_count;
};

void search_clear(struct search *search)
{
    shared_snapshot_release(search->shared);
    free(search->found);
    *search = (struct search){0};
}

static bool value_is(const CK_ATTRIBUTE *attribute, const void *value, size_t length)
{
    return attribute->ulValueLen == length &&
           (length == 0 || memcmp(attribute->pValue, value, length) == 0);
}

static bool is_impossible(const CK_ATTRIBUTE *attribute)
{
    static const CK_OBJECT_CLASS classes[] = {CKO_CERTIFICATE, CKO_PRIVATE_KEY, CKO_PUBLIC_KEY};
    static const CK_BBOOL yes = CK_TRUE;

    if (attribute->type == CKA_TOKEN)
        return !value_is(attribute, &yes, sizeof yes);
    if (attribute->type != CKA_CLASS)
        return false;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (value_is(attribute, &classes[i], sizeof classes[i]))
            return false;
    return true;
}

static CK_RV read_template(const struct valux_snapshot *snapshot, CK_ATTRIBUTE *attributes,
                           CK_ULONG count, struct query *query)
{
    *query = (struct query){.attributes = attributes, .count = count};
    if (attributes == NULL && count > 0)
        return CKR_ARGUMENTS_BAD;
    for (CK_ULONG i = 0; i < count; i++) {
        const CK_ATTRIBUTE *attribute = &attributes[i];
        if (attribute->pValue == NULL && attribute->ulValueLen > 0)
            return CKR_ATTRIBUTE_VALUE_INVALID;
        if (is_impossible(attribute))
            query->impossible = true;
    }
    for (CK_ULONG i = 0; i < count && snapshot != NULL && !query->impossible; i++) {
        const CK_ATTRIBUTE *attribute = &attributes[i];
        if (!valux_snapshot_is_indexed(attribute->type) || attribute->ulValueLen > snapshot->size)
            continue;
        size_t row_count;
        const struct valux_snapshot_index *rows = valux_snapshot_index_find(
            snapshot,
            valux_snapshot_hash(attribute->type, attribute->pValue, attribute->ulValueLen),
            &row_count);
        if (query->indexed == NULL || row_count < query->row_count) {
            query->indexed = attribute;
            query->rows = rows;
            query->row_count = row_count;
        }
    }
    return CKR_OK;
}

static bool matches(const struct valux_snapshot *snapshot,
                    const struct valux_snapshot_object *object, const struct query *query)
{
    for (CK_ULONG i = 0; i < query->count; i++) {
        const CK_ATTRIBUTE *wanted = &query->attributes[i];
        const struct valux_snapshot_attribute *attribute =
            valux_snapshot_attribute_of(snapshot, object, wanted->type);
        if (attribute == NULL ||
            !value_is(wanted, valux_snapshot_value(snapshot, attribute), attribute->length))
            return false;
    }
    return true;
}

/* Sets the object's bit where it is visible and matches; true where it then is a private key. */
static bool examine(const struct valux_snapshot *snapshot, const struct query *query,
                    uint32_t number, uint64_t *found)
{
    const struct valux_snapshot_object *object = &snapshot->objects[number];

    if (!visible_objects_get(view_visible(), number) || !matches(snapshot, object, query))
        return false;
    visible_objects_set(found, number);
    return object->object_class == CKO_PRIVATE_KEY;
}

CK_RV search_begin(struct search *search, CK_ATTRIBUTE *attributes, CK_ULONG count,
                   bool *private_key)
{
    struct query query;
    struct shared_snapshot *shared;

    view_refresh();
    shared = view_current();
    CK_RV result =
        read_template(shared == NULL ? NULL : &shared->snapshot, attributes, count, &query);
    if (result != CKR_OK)
        return result;
    if (view_failed())
        return CKR_DEVICE_ERROR;
    if (shared != NULL && !query.impossible) {
        const struct valux_snapshot *snapshot = &shared->snapshot;
        uint64_t *found = calloc(visible_objects_words(snapshot), sizeof *found);
        if (found == NULL)
            return CKR_HOST_MEMORY;
        uint32_t candidates =
            query.indexed != NULL ? (uint32_t)query.row_count : snapshot->header->object_count;
        for (uint32_t i = 0; i < candidates; i++)
            if (examine(snapshot, &query, query.indexed != NULL ? query.rows[i].object : i, found))
                *private_key = query.indexed != NULL;
        shared_snapshot_hold(shared);
        search->shared = shared;
        search->found = found;
    }
    search->active = true;
    return CKR_OK;
}

CK_ULONG search_next(struct search *search, CK_OBJECT_HANDLE *objects, CK_ULONG maximum)
{
    CK_ULONG given = 0;

    if (search->shared == NULL)
        return 0;
    const struct valux_snapshot *snapshot = &search->shared->snapshot;
    while (given < maximum && search->next < snapshot->header->object_count) {
        if (visible_objects_get(search->found, search->next))
            objects[given++] = (CK_OBJECT_HANDLE)snapshot->objects[search->next].handle;
        search->next++;
    }
    return given;
}
