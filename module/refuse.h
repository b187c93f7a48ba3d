/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_REFUSE_H
#define VALUX_MODULE_REFUSE_H

#include "token/debug.h"
#include "token/session_table.h"
#include "token/state.h"

/*
 * REFUSE(name, code, parameters) defines a function of a session that only refuses. Its answer is
 * CKR_CRYPTOKI_NOT_INITIALIZED or CKR_SESSION_HANDLE_INVALID where that is so, and `code`
 * otherwise. It has the standard's parameters and uses none of them but the session's handle.
 */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static inline CK_RV refuse(const char *function, CK_SESSION_HANDLE handle, CK_RV code)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        state_leave();
        result = code;
    }
    return debug_result(function, result);
}

#define REFUSE(name, code, ...)                                     \
    CK_RV name(CK_SESSION_HANDLE handle __VA_OPT__(, ) __VA_ARGS__) \
    {                                                               \
        return refuse(#name, handle, code);                         \
    }

#endif
