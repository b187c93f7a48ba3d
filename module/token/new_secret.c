/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/new_secret.h"

#include <string.h>

#include "token/session_table.h"
#include "token/state.h"

static CK_RV read_truth(const CK_ATTRIBUTE *attribute, bool *value)
{
    if (attribute->pValue == NULL || attribute->ulValueLen != sizeof(CK_BBOOL))
        return CKR_ATTRIBUTE_VALUE_INVALID;
    *value = *(const CK_BBOOL *)attribute->pValue != CK_FALSE;
    return CKR_OK;
}

static CK_RV read_number(const CK_ATTRIBUTE *attribute, CK_ULONG *value)
{
    if (attribute->pValue == NULL || attribute->ulValueLen != sizeof *value)
        return CKR_ATTRIBUTE_VALUE_INVALID;
    memcpy(value, attribute->pValue, sizeof *value);
    return CKR_OK;
}

/* Attributes that are not named here, as labels and other usages, are accepted and ignored. */
static CK_RV read_attribute(const CK_ATTRIBUTE *attribute, struct secret *secret)
{
    CK_ULONG number = 0;
    bool truth = false;
    CK_RV result;

    switch (attribute->type) {
    case CKA_CLASS:
        result = read_number(attribute, &number);
        return result == CKR_OK && number != CKO_SECRET_KEY ? CKR_TEMPLATE_INCONSISTENT : result;
    case CKA_KEY_TYPE:
        return read_number(attribute, &secret->key_type);
    case CKA_VALUE_LEN:
        result = read_number(attribute, &number);
        secret->length = number;
        return result == CKR_OK && (number == 0 || number > SECRET_LENGTH_MAX)
                   ? CKR_ATTRIBUTE_VALUE_INVALID
                   : result;
    case CKA_TOKEN:
        result = read_truth(attribute, &truth);
        return result == CKR_OK && truth ? CKR_TOKEN_WRITE_PROTECTED : result;
    case CKA_SENSITIVE:
        return read_truth(attribute, &secret->sensitive);
    case CKA_EXTRACTABLE:
        return read_truth(attribute, &secret->extractable);
    case CKA_UNWRAP:
        return read_truth(attribute, &secret->unwraps);
    case CKA_VALUE:
        return CKR_TEMPLATE_INCONSISTENT;
    default:
        return CKR_OK;
    }
}

CK_RV new_secret_begin(const CK_ATTRIBUTE *attributes, CK_ULONG count, struct secret *secret)
{
    *secret = (struct secret){.key_type = CKK_GENERIC_SECRET, .extractable = true, .unwraps = true};
    if (attributes == NULL && count > 0)
        return CKR_ARGUMENTS_BAD;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_RV result = read_attribute(&attributes[i], secret);
        if (result != CKR_OK)
            return result;
    }
    secret->unwraps = secret->unwraps && secret->key_type == CKK_AES;
    return CKR_OK;
}

/* The length in bytes that a key of this type always has, or 0. */
static size_t only_length(CK_KEY_TYPE type)
{
    switch (type) {
    case CKK_DES2:
        return 16;
    case CKK_DES3:
        return 24;
    case CKK_CHACHA20:
        return 32;
    default:
        return 0;
    }
}

CK_RV new_secret_set_length(struct secret *secret, size_t otherwise)
{
    size_t only = only_length(secret->key_type);

    if (secret->length == 0)
        secret->length = only > 0 ? only : otherwise;
    if (secret->length == 0)
        return CKR_TEMPLATE_INCOMPLETE;
    if (only > 0 && secret->length != only)
        return CKR_TEMPLATE_INCONSISTENT;
    if (secret->key_type == CKK_AES && secret->length != 16 && secret->length != 24 &&
        secret->length != 32)
        return CKR_TEMPLATE_INCONSISTENT;
    return CKR_OK;
}

CK_RV new_secret_keep(CK_SESSION_HANDLE handle, struct secret *secret, CK_OBJECT_HANDLE *new_key)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return result;
    secret->session = handle;
    CK_OBJECT_HANDLE added = secret_add(secret);
    state_leave();
    if (added == CK_INVALID_HANDLE)
        return CKR_HOST_MEMORY;
    *new_key = added;
    return CKR_OK;
}
