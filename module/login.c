/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/pin_check.h"
#include "token/debug.h"
#include "token/login_state.h"
#include "token/session_table.h"
#include "token/state.h"

static CK_RV check_state(const struct session *session, CK_USER_TYPE user)
{
    switch (user) {
    case CKU_USER:
        return login_state_is_in() ? CKR_USER_ALREADY_LOGGED_IN : CKR_OK;
    case CKU_CONTEXT_SPECIFIC:
        return session->sign.active || session->decrypt.active ? CKR_OK
                                                               : CKR_OPERATION_NOT_INITIALIZED;
    default:
        return CKR_USER_TYPE_INVALID;
    }
}

static CK_RV check_pin(const CK_UTF8CHAR *pin, CK_ULONG pin_length)
{
    switch (pin_check(pin, pin_length)) {
    case PIN_CHECK_RIGHT:
        return CKR_OK;
    case PIN_CHECK_WRONG:
        return CKR_PIN_INCORRECT;
    /* Programs don't ask again, as they would for another PIN. NSS says that there is no token. */
    case PIN_CHECK_LOCKED:
        return CKR_USER_PIN_NOT_INITIALIZED;
    case PIN_CHECK_FAILED:
        break;
    }
    return CKR_FUNCTION_FAILED;
}

/* Remembers that the user is logged in, unless another thread was quicker. */
static CK_RV note_login(CK_SESSION_HANDLE handle)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return result;
    result = check_state(session, CKU_USER);
    login_state_set(true);
    state_leave();
    return result;
}

/* The PIN is checked without the lock: that takes long, and other threads go on meanwhile. */
static CK_RV log_in(CK_SESSION_HANDLE handle, CK_USER_TYPE user, const CK_UTF8CHAR *pin,
                    CK_ULONG pin_length)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result != CKR_OK)
        return result;
    result = pin == NULL && pin_length > 0 ? CKR_ARGUMENTS_BAD : check_state(session, user);
    state_leave();
    if (result != CKR_OK || user != CKU_USER)
        return result;
    result = check_pin(pin, pin_length);
    return result == CKR_OK ? note_login(handle) : result;
}

CK_RV C_Login(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG pin_length)
{
    return debug_result(__func__, log_in(handle, user, pin, pin_length));
}

CK_RV C_LoginUser(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_CHAR_PTR pin, CK_ULONG pin_length,
                  CK_UTF8CHAR_PTR name, CK_ULONG name_length)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        state_leave();
        result = name == NULL && name_length > 0 ? CKR_ARGUMENTS_BAD
                                                 : log_in(handle, user, pin, pin_length);
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
