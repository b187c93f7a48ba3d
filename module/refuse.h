/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_REFUSE_H
#define VALUX_MODULE_REFUSE_H

#include "token/debug.h"
#include "token/session_table.h"
#include "token/state.h"

/*
 * Functions that answer one code in every session: CKR_CRYPTOKI_NOT_INITIALIZED and
 * CKR_SESSION_HANDLE_INVALID come first. Their parameters are the standard's.
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
