/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "session.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "login.h"
#include "slot.h"
#include "token/debug.h"
#include "token/secret.h"
#include "token/state.h"
#include "token/view.h"

#define CAPACITY_MIN 8

static struct session **sessions; /* in the order of their handles */
static size_t count;
static size_t capacity;
static CK_SESSION_HANDLE last_handle;

static size_t position(CK_SESSION_HANDLE handle)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sessions[middle]->handle < handle)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct session *session_find(CK_SESSION_HANDLE handle)
{
    size_t place = position(handle);

    return place < count && sessions[place]->handle == handle ? sessions[place] : NULL;
}

CK_RV session_enter(CK_SESSION_HANDLE handle, struct session **session)
{
    CK_RV result = state_enter();

    if (result != CKR_OK)
        return result;
    *session = session_find(handle);
    if (*session != NULL)
        return CKR_OK;
    state_leave();
    return CKR_SESSION_HANDLE_INVALID;
}

static void destroy(struct session *session)
{
    search_clear(&session->search);
    operation_clear(&session->sign);
    operation_clear(&session->decrypt);
    secret_destroy_of_session(session->handle);
    free(session);
}

void session_close_all(void)
{
    for (size_t i = 0; i < count; i++)
        destroy(sessions[i]);
    free(sessions);
    sessions = NULL;
    count = 0;
    capacity = 0;
    login_forget();
}

void session_count(CK_ULONG *all, CK_ULONG *read_write)
{
    *all = count;
    *read_write = 0;
    for (size_t i = 0; i < count; i++)
        if ((sessions[i]->flags & CKF_RW_SESSION) != 0)
            ++*read_write;
}

static bool make_room(void)
{
    if (count < capacity)
        return true;
    size_t wanted = capacity == 0 ? CAPACITY_MIN : capacity * 2;
    struct session **grown = reallocarray(sessions, wanted, sizeof *sessions);
    if (grown == NULL)
        return false;
    sessions = grown;
    capacity = wanted;
    return true;
}

static CK_RV open_session(CK_FLAGS flags, CK_SESSION_HANDLE *handle)
{
    if (count == SESSION_MAX)
        return CKR_SESSION_COUNT;
    struct session *session = calloc(1, sizeof *session);
    if (session == NULL || !make_room()) {
        free(session);
        return CKR_HOST_MEMORY;
    }
    view_refresh();
    session->handle = ++last_handle;
    session->flags = flags & (CKF_SERIAL_SESSION | CKF_RW_SESSION);
    session->generation = view_generation();
    sessions[count++] = session;
    *handle = session->handle;
    return CKR_OK;
}

/* A read/write session opens too: programs ask for one even when they only read. */
CK_RV C_OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify,
                    CK_SESSION_HANDLE_PTR handle)
{
    CK_RV result = state_enter();

    (void)application;
    (void)notify;
    if (result != CKR_OK)
        return debug_result(__func__, result);
    if (slot != SLOT_ID)
        result = CKR_SLOT_ID_INVALID;
    else if (handle == NULL)
        result = CKR_ARGUMENTS_BAD;
    else if ((flags & CKF_SERIAL_SESSION) == 0)
        result = CKR_SESSION_PARALLEL_NOT_SUPPORTED;
    else
        result = open_session(flags, handle);
    state_leave();
    return debug_result(__func__, result);
}

CK_RV C_CloseSession(CK_SESSION_HANDLE handle)
{
    struct session *session;
    CK_RV result = session_enter(handle, &session);

    if (result == CKR_OK) {
        size_t place = position(handle);
        memmove(&sessions[place], &sessions[place + 1], (count - place - 1) * sizeof *sessions);
        count--;
        destroy(session);
        if (count == 0)
            login_forget();
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

    if (login_is_in())
        return read_write ? CKS_RW_USER_FUNCTIONS : CKS_RO_USER_FUNCTIONS;
    return read_write ? CKS_RW_PUBLIC_SESSION : CKS_RO_PUBLIC_SESSION;
}

/*
 * Sessions that are older than the last change of the view are told here, and here alone, that
 * they have ended: NSS then drops what it cached of the token and opens a new session, while
 * everything that it has under way on the old one still succeeds.
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
    } else if (session->generation != view_generation()) {
        result = CKR_SESSION_HANDLE_INVALID;
    } else {
        memset(info, 0, sizeof *info);
        info->slotID = SLOT_ID;
        info->state = session_state(session);
        info->flags = session->flags;
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
