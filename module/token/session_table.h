/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_SESSION_TABLE_H
#define VALUX_MODULE_TOKEN_SESSION_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <pkcs11.h>

#include "token/operation.h"
#include "token/search.h"

/*
 * The open sessions, and what each of them has under way (PKCS#11 3.0, 5.6). Called with the
 * state's mutex held, unless stated otherwise.
 */

#define SESSION_MAX 4096

struct session {
    CK_SESSION_HANDLE handle; /* rises; never used again in this process */
    CK_FLAGS flags;
    uint64_t generation;   /* of the view when the session was opened */
    bool hears_of_changes; /* whether C_GetSessionInfo tells that the generation is another one */
    struct search search;
    struct operation sign;
    struct operation decrypt;
};

/*
 * Called without the state's mutex, first of all in every function of a session: takes the mutex
 * and finds the session. The caller gives the mutex back with state_leave. Where this fails, the
 * mutex is not held: CKR_CRYPTOKI_NOT_INITIALIZED; CKR_SESSION_HANDLE_INVALID.
 */
CK_RV session_enter(CK_SESSION_HANDLE handle, struct session **session);

/*
 * Opens a session, after the view was brought up to date. The caller has checked the flags of
 * C_OpenSession. CKR_SESSION_COUNT where SESSION_MAX sessions are open; CKR_HOST_MEMORY.
 */
CK_RV session_open(CK_FLAGS flags, bool hears_of_changes, CK_SESSION_HANDLE *handle);

/*
 * Closes and frees the session. Its search, its operations and the secrets that it made end with
 * it. When it was the last one, the program is logged out.
 */
void session_close(struct session *session);

/* Closes all sessions likewise. */
void session_close_all(void);

/* Counts the sessions, and the read/write ones among them. */
void session_count(CK_ULONG *all, CK_ULONG *read_write);

#endif
