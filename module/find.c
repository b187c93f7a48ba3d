/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdbool.h>

#include "signer-link/client.h"
#include "token/debug.h"
#include "token/search.h"
#include "token/session_table.h"
#include "token/state.h"
#include "valux/signer_way.h"

CK_RV C_FindObjectsInit(CK_SESSION_HANDLE handle, CK_ATTRIBUTE_PTR attributes, CK_ULONG count)
{
    struct session *session;
    bool private_key = false;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        if (session->search.active)
            result = CKR_OPERATION_ACTIVE;
        else
            result = search_begin(&session->search, attributes, count, &private_key);
        state_leave();
    }
    if (private_key) {
        signer_client_prepare();
        debug_message(valux_signer_way_text(signer_client_way()));
    }
    return debug_result(__func__, result);
}

CK_RV C_FindObjects(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE_PTR objects, CK_ULONG maximum,
                    CK_ULONG_PTR count)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        if (count == NULL || (objects == NULL && maximum > 0))
            result = CKR_ARGUMENTS_BAD;
        else if (!session->search.active)
            result = CKR_OPERATION_NOT_INITIALIZED;
        else
            *count = search_next(&session->search, objects, maximum);
        state_leave();
    }
    return debug_result(__func__, result);
}

CK_RV C_FindObjectsFinal(CK_SESSION_HANDLE handle)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        if (!session->search.active)
            result = CKR_OPERATION_NOT_INITIALIZED;
        search_clear(&session->search);
        state_leave();
    }
    return debug_result(__func__, result);
}
