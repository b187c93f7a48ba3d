/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/object.h"
#include "token/debug.h"
#include "token/secret.h"
#include "token/session_table.h"
#include "token/state.h"
#include "token/view.h"

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
                                   : object_read(&found, &attributes[i]);
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

static CK_RV measure(CK_OBJECT_HANDLE handle, CK_ULONG *size)
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
    *size = object_size(&found);
    return CKR_OK;
}

CK_RV C_GetObjectSize(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ULONG_PTR size)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        result = measure(object, size);
        state_leave();
    }
    return debug_result(__func__, result);
}

/* Session objects go; what is on the token stays. */
CK_RV C_DestroyObject(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object)
{
    struct session *session;
    struct view_object found;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        if (view_object(object, &found))
            result = CKR_TOKEN_WRITE_PROTECTED;
        else if (!secret_destroy(object))
            result = CKR_OBJECT_HANDLE_INVALID;
        state_leave();
    }
    return debug_result(__func__, result);
}
