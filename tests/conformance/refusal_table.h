/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CONFORMANCE_REFUSAL_TABLE_H
#define VALUX_TESTS_CONFORMANCE_REFUSAL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <pkcs11.h>

/*
 * All functions of the standard, each with a call that gives it nothing to work on: no session that
 * is open, no object, NULL for each pointer. A row says what the function answers to that call.
 */

struct refusal {
    const char *name;
    CK_RV (*call)(CK_SESSION_HANDLE session); /* makes the call; the session may not matter */
    bool has_session;                         /* the function takes a session's handle */
    CK_RV uninitialized;                      /* before C_Initialize and after C_Finalize */
    CK_RV answer;                             /* otherwise; in an open session where it takes one */
};

/* As many functions as the list of version 3.0 has behind its version. */
#define REFUSAL_COUNT \
    ((sizeof(CK_FUNCTION_LIST_3_0) - offsetof(CK_FUNCTION_LIST_3_0, C_Initialize)) / sizeof(void *))

/* The rows, in the standard's order. */
extern const struct refusal *const refusals[];

#endif
