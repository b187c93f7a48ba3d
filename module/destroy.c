/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "session.h"
#include "token/debug.h"
#include "token/secret.h"
#include "token/state.h"
#include "token/view.h"

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
