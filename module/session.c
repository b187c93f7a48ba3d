/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <stdbool.h>
#include <string.h>

#include "signer-link/client.h"
#include "slot.h"
#include "token/debug.h"
#include "token/login_state.h"
#include "token/session_table.h"
#include "token/state.h"
#include "token/view.h"
#include "valux/signer_failure.h"

/*
 * Read/write sessions are opened as well, since programs ask for them even when they only read. The
 * callback is never called. But a program that gives one wants to hear of changes, and
 * C_GetSessionInfo tells it.
 */
CK_RV C_OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify,
                    CK_SESSION_HANDLE_PTR handle)
{
    CK_RV result = state_enter();

    (void)application;
    if (result != CKR_OK)
        return debug_result(__func__, result);
    if (slot != SLOT_ID)
        result = CKR_SLOT_ID_INVALID;
    else if (handle == NULL)
        result = CKR_ARGUMENTS_BAD;
    else if ((flags & CKF_SERIAL_SESSION) == 0)
        result = CKR_SESSION_PARALLEL_NOT_SUPPORTED;
    else
        result = session_open(flags, notify != NULL, handle);
    state_leave();
    return debug_result(__func__, result);
}

CK_RV C_CloseSession(CK_SESSION_HANDLE handle)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        session_close(session);
        state_leave();
    }
    return debug_result(__func__, result);
}

CK_RV C_CloseAllSessions(CK_SLOT_ID slot)
{
    CK_RV result = state_enter();

    if (result == CKR_OK) {
        if (slot == SLOT_ID)
            session_close_all();
        else
            result = CKR_SLOT_ID_INVALID;
        state_leave();
    }
    return debug_result(__func__, result);
}

static CK_STATE session_state(const struct session *session)
{
    bool read_write = (session->flags & CKF_RW_SESSION) != 0;

    if (login_state_is_in())
        return read_write ? CKS_RW_USER_FUNCTIONS : CKS_RO_USER_FUNCTIONS;
    return read_write ? CKS_RW_PUBLIC_SESSION : CKS_RO_PUBLIC_SESSION;
}

/* Why the signer has failed or, where it has not, by which way it has come. */
static CK_ULONG device_error(void)
{
    unsigned long failure = signer_client_failure();

    return failure != VALUX_SIGNER_NO_FAILURE ? failure : signer_client_way();
}

/*
 * This is how NSS hears of a change. A session that was opened with a callback, before the last
 * change of the view, is told here, and in no other function, that it is closed. NSS then forgets
 * what it has cached of the token and opens a new session, and all that it has under way in the old
 * one still succeeds. Sessions without a callback are never told: Java would take it for a token
 * that was pulled out, and would give up every key of the process.
 */
CK_RV C_GetSessionInfo(CK_SESSION_HANDLE handle, CK_SESSION_INFO_PTR info)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return debug_result(__func__, result);
    view_refresh();
    if (info == NULL) {
        result = CKR_ARGUMENTS_BAD;
    } else if (session->hears_of_changes && session->generation != view_generation()) {
        result = CKR_SESSION_CLOSED;
    } else {
        memset(info, 0, sizeof *info);
        info->slotID = SLOT_ID;
        info->state = session_state(session);
        info->flags = session->flags;
        info->ulDeviceError = device_error();
    }
    state_leave();
    return debug_result(__func__, result);
}

CK_RV C_SessionCancel(CK_SESSION_HANDLE handle, CK_FLAGS flags)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        if ((flags & CKF_FIND_OBJECTS) != 0)
            search_clear(&session->search);
        if ((flags & CKF_SIGN) != 0)
            operation_clear(&session->sign);
        if ((flags & CKF_DECRYPT) != 0)
            operation_clear(&session->decrypt);
        state_leave();
    }
    return debug_result(__func__, result);
}
