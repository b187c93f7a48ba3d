/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/token_key.h"

#include <stdbool.h>
#include <string.h>

#include "token/view.h"

#define POINT_LENGTH_P256 67 /* bytes of a DER OCTET STRING of an uncompressed point */
#define POINT_LENGTH_P384 99
#define POINT_LENGTH_P521 136

static size_t length_of(const struct view_object *found, CK_ATTRIBUTE_TYPE type)
{
    const struct valux_snapshot_attribute *attribute =
        valux_snapshot_attribute_of(found->snapshot, found->object, type);

    return attribute == NULL ? 0 : attribute->length;
}

static bool is_true(const struct view_object *found, CK_ATTRIBUTE_TYPE type)
{
    const struct valux_snapshot_attribute *attribute =
        valux_snapshot_attribute_of(found->snapshot, found->object, type);

    return attribute != NULL && attribute->length == sizeof(CK_BBOOL) &&
           *(const CK_BBOOL *)valux_snapshot_value(found->snapshot, attribute) == CK_TRUE;
}

static size_t coordinate_size(size_t point_length)
{
    switch (point_length) {
    case POINT_LENGTH_P256:
        return 32;
    case POINT_LENGTH_P384:
        return 48;
    case POINT_LENGTH_P521:
        return 66;
    default:
        return 0;
    }
}

/*
 * The size comes from the public values, which the snapshot has for private keys as well. The
 * standard gives CKA_EC_POINT to public keys alone; here a private key has it too.
 */
static bool measure(const struct view_object *found, struct token_key *key)
{
    key->type = CKK_RSA;
    key->size = length_of(found, CKA_MODULUS);
    if (key->size == 0) {
        key->type = CKK_EC;
        key->size = coordinate_size(length_of(found, CKA_EC_POINT));
    }
    return key->size > 0;
}

static bool find(CK_OBJECT_HANDLE handle, struct view_object *found)
{
    return view_object(handle, found) && found->visible &&
           found->object->object_class == CKO_PRIVATE_KEY;
}

CK_RV token_key_open(CK_OBJECT_HANDLE handle, CK_KEY_TYPE type, CK_ATTRIBUTE_TYPE usage,
                     struct token_key *key)
{
    struct view_object found;

    view_refresh();
    if (!find(handle, &found)) {
        view_refresh_now();
        if (!find(handle, &found))
            return CKR_KEY_HANDLE_INVALID;
    }
    if (!measure(&found, key))
        return CKR_KEY_HANDLE_INVALID;
    if (key->type != type)
        return CKR_KEY_TYPE_INCONSISTENT;
    key->key_id = found.snapshot->entries[found.object->entry].key_id;
    return is_true(&found, usage) ? CKR_OK : CKR_KEY_FUNCTION_NOT_PERMITTED;
}
