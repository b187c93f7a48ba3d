/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/session_table.h"

#include <stdlib.h>
#include <string.h>

#include "token/login_state.h"
#include "token/secret.h"
#include "token/state.h"
#include "token/view.h"

#define CAPACITY_MIN 8

static struct session **sessions; /* in the order of their handles */
static size_t count;
static size_t capacity;
static CK_SESSION_HANDLE last_handle;

/* The index of the session with this handle, or of the first one with a higher handle. */
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

static struct session *find(CK_SESSION_HANDLE handle)
{
    size_t index = position(handle);

    return index < count && sessions[index]->handle == handle ? sessions[index] : NULL;
}

CK_RV session_enter(CK_SESSION_HANDLE handle, struct session **session)
{
    CK_RV result = state_enter();

    if (result != CKR_OK)
        return result;
    *session = find(handle);
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
    login_state_set(false);
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

CK_RV session_open(CK_FLAGS flags, bool hears_of_changes, CK_SESSION_HANDLE *handle)
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
    session->hears_of_changes = hears_of_changes;
    sessions[count++] = session;
    *handle = session->handle;
    return CKR_OK;
}

void session_close(struct session *session)
{
    size_t index = position(session->handle);

    memmove(&sessions[index], &sessions[index + 1], (count - index - 1) * sizeof *sessions);
    count--;
    destroy(session);
    if (count == 0)
        login_state_set(false);
}
