/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_SESSION_TABLE_H
#define VALUX_MODULE_TOKEN_SESSION_TABLE_H

#include <stdint.h>

#include <pkcs11.h>

#include "token/operation.h"
#include "token/search.h"

/* The sessions (PKCS#11 3.0, 5.6). Called with the state's mutex held, unless stated otherwise. */

#define SESSION_MAX 4096

struct session {
    CK_SESSION_HANDLE handle; /* rises; never used again in this process */
    CK_FLAGS flags;
    uint64_t generation; /* of the view when the session was opened */
    struct search search;
    struct operation sign;
    struct operation decrypt;
};

/*
 * Takes the state's mutex and finds the session. CKR_CRYPTOKI_NOT_INITIALIZED or
 * CKR_SESSION_HANDLE_INVALID, without the mutex, where that fails.
 */
CK_RV session_enter(CK_SESSION_HANDLE handle, struct session **session);

/*
 * Opens a session with these flags of C_OpenSession, which have been checked. CKR_SESSION_COUNT;
 * CKR_HOST_MEMORY.
 */
CK_RV session_open(CK_FLAGS flags, CK_SESSION_HANDLE *handle);

/* Closes the session, its operations and its session objects; the last one logs out. */
void session_close(struct session *session);

/* Closes all sessions, likewise. */
void session_close_all(void);

/* Counts the sessions, and the read/write ones among them. */
void session_count(CK_ULONG *all, CK_ULONG *read_write);

#endif
