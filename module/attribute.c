/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdbool.h>
#include <string.h>

#include "attribute.h"
#include "session.h"
#include "token/debug.h"
#include "token/secret.h"
#include "token/state.h"
#include "token/view.h"

#define CLASSES 4 /* of objects, and of types: both are remainders */
#define TYPES 512

CK_RV attribute_answer(CK_ATTRIBUTE *attribute, const void *value, size_t length)
{
    if (attribute->pValue == NULL) {
        attribute->ulValueLen = length;
        return CKR_OK;
    }
    if (attribute->ulValueLen < length) {
        attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_BUFFER_TOO_SMALL;
    }
    if (length > 0)
        memcpy(attribute->pValue, value, length);
    attribute->ulValueLen = length;
    return CKR_OK;
}

/* Objects of a kind have their attributes in the same places: the last place is tried first. */
static const struct valux_snapshot_attribute *find_attribute(const struct view_object *found,
                                                             CK_ATTRIBUTE_TYPE type)
{
    static uint8_t places[CLASSES][TYPES];
    uint8_t *place = &places[found->object->object_class % CLASSES][type % TYPES];
    const struct valux_snapshot_attribute *attributes =
        found->snapshot->attributes + found->object->first_attribute;

    if (*place < found->object->attribute_count && attributes[*place].type == type)
        return &attributes[*place];
    const struct valux_snapshot_attribute *attribute =
        valux_snapshot_attribute_of(found->snapshot, found->object, type);
    if (attribute != NULL && attribute - attributes <= UINT8_MAX)
        *place = (uint8_t)(attribute - attributes);
    return attribute;
}

static bool is_rsa(const struct view_object *found)
{
    return find_attribute(found, CKA_MODULUS) != NULL;
}

/* The secret parts of a private key (PKCS#11 3.0, 2.1.3 and 2.3.4 of the mechanisms). */
static bool is_secret_part(const struct view_object *found, CK_ATTRIBUTE_TYPE type)
{
    if (found->object->object_class != CKO_PRIVATE_KEY)
        return false;
    switch (type) {
    case CKA_PRIVATE_EXPONENT:
    case CKA_PRIME_1:
    case CKA_PRIME_2:
    case CKA_EXPONENT_1:
    case CKA_EXPONENT_2:
    case CKA_COEFFICIENT:
        return is_rsa(found);
    case CKA_VALUE:
        return !is_rsa(found);
    default:
        return false;
    }
}

static CK_RV read_attribute(const struct view_object *found, CK_ATTRIBUTE *attribute)
{
    const struct valux_snapshot_attribute *stored = find_attribute(found, attribute->type);

    if (stored != NULL)
        return attribute_answer(attribute, valux_snapshot_value(found->snapshot, stored),
                                stored->length);
    attribute->ulValueLen = CK_UNAVAILABLE_INFORMATION;
    return is_secret_part(found, attribute->type) ? CKR_ATTRIBUTE_SENSITIVE
                                                  : CKR_ATTRIBUTE_TYPE_INVALID;
}

static CK_RV read_attributes(CK_OBJECT_HANDLE handle, CK_ATTRIBUTE *attributes, CK_ULONG count)
{
    CK_RV result = CKR_OK;
    struct view_object found = {0};
    const struct secret *secret = secret_find(handle);

    if (secret == NULL && !view_object(handle, &found))
        return CKR_OBJECT_HANDLE_INVALID;
    if (attributes == NULL && count > 0)
        return CKR_ARGUMENTS_BAD;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_RV one = secret != NULL ? secret_read(secret, &attributes[i])
                                   : read_attribute(&found, &attributes[i]);
        if (one != CKR_OK)
            result = one;
    }
    return result;
}

CK_RV C_GetAttributeValue(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object,
                          CK_ATTRIBUTE_PTR attributes, CK_ULONG count)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        result = read_attributes(object, attributes, count);
        state_leave();
    }
    return debug_result(__func__, result);
}

static CK_RV object_size(CK_OBJECT_HANDLE handle, CK_ULONG *size)
{
    struct view_object found;
    const struct secret *secret = secret_find(handle);

    if (size == NULL)
        return CKR_ARGUMENTS_BAD;
    if (secret != NULL) {
        *size = secret->length;
        return CKR_OK;
    }
    if (!view_object(handle, &found))
        return CKR_OBJECT_HANDLE_INVALID;
    *size = 0;
    for (uint32_t i = 0; i < found.object->attribute_count; i++)
        *size += found.snapshot->attributes[found.object->first_attribute + i].length;
    return CKR_OK;
}

CK_RV C_GetObjectSize(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ULONG_PTR size)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        result = object_size(object, size);
        state_leave();
    }
    return debug_result(__func__, result);
}
