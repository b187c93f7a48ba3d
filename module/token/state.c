/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/state.h"

#include <pthread.h>
#include <stdbool.h>

#include "session.h"
#include "signer-link/client.h"
#include "token/debug.h"
#include "token/secret.h"
#include "token/view.h"

/* Mostly held for less time than it takes to be put to sleep and woken up. */
static pthread_mutex_t mutex = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static bool initialized;
static bool fork_handlers_set;

/* The mutex is held over a fork, so that the child finds the state whole. */
static void before_fork(void)
{
    pthread_mutex_lock(&mutex);
}

static void after_fork_in_parent(void)
{
    pthread_mutex_unlock(&mutex);
}

/* The memory is freed by the child's C_Initialize, if it ever comes. */
static void after_fork_in_child(void)
{
    initialized = false;
    secret_wipe_all();
    signer_client_forget();
    pthread_mutex_unlock(&mutex);
}

static void free_everything(void)
{
    session_close_all();
    view_close();
    initialized = false;
}

CK_RV state_initialize(void)
{
    CK_RV result = CKR_OK;

    pthread_mutex_lock(&mutex);
    if (initialized) {
        result = CKR_CRYPTOKI_ALREADY_INITIALIZED;
        goto done;
    }
    if (!fork_handlers_set &&
        pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0) {
        result = CKR_HOST_MEMORY;
        goto done;
    }
    fork_handlers_set = true;
    free_everything();
    debug_initialize();
    view_open();
    initialized = true;
done:
    pthread_mutex_unlock(&mutex);
    return result;
}

CK_RV state_finalize(void)
{
    CK_RV result = state_enter();

    if (result != CKR_OK)
        return result;
    free_everything();
    state_leave();
    signer_client_stop();
    return CKR_OK;
}

CK_RV state_enter(void)
{
    pthread_mutex_lock(&mutex);
    if (initialized)
        return CKR_OK;
    pthread_mutex_unlock(&mutex);
    return CKR_CRYPTOKI_NOT_INITIALIZED;
}

void state_leave(void)
{
    pthread_mutex_unlock(&mutex);
}
