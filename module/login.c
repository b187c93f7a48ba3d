/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/debug.h"
#include "token/login_state.h"
#include "token/session_table.h"
#include "token/state.h"

static CK_RV log_in(const struct session *session, CK_USER_TYPE user, const CK_UTF8CHAR *pin,
                    CK_ULONG pin_length)
{
    if (pin == NULL && pin_length > 0)
        return CKR_ARGUMENTS_BAD;
    switch (user) {
    case CKU_USER:
        if (login_state_is_in())
            return CKR_USER_ALREADY_LOGGED_IN;
        login_state_set(true);
        return CKR_OK;
    case CKU_CONTEXT_SPECIFIC:
        return session->sign.active || session->decrypt.active ? CKR_OK
                                                               : CKR_OPERATION_NOT_INITIALIZED;
    default:
        return CKR_USER_TYPE_INVALID;
    }
}

CK_RV C_Login(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG pin_length)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        result = log_in(session, user, pin, pin_length);
        state_leave();
    }
    return debug_result(__func__, result);
}

CK_RV C_LoginUser(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_CHAR_PTR pin, CK_ULONG pin_length,
                  CK_UTF8CHAR_PTR name, CK_ULONG name_length)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        result = name == NULL && name_length > 0 ? CKR_ARGUMENTS_BAD
                                                 : log_in(session, user, pin, pin_length);
        state_leave();
    }
    return debug_result(__func__, result);
}

CK_RV C_Logout(CK_SESSION_HANDLE handle)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        if (!login_state_is_in())
            result = CKR_USER_NOT_LOGGED_IN;
        login_state_set(false);
        state_leave();
    }
    return debug_result(__func__, result);
}
