/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/state.h"

#include <pthread.h>

/*
 * Adaptive: who finds it taken tries for a moment before going to sleep, because it is mostly held
 * for less time than it takes to put a thread to sleep and to wake it up.
 */
static pthread_mutex_t mutex = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static bool is_initialized;

CK_RV state_enter(void)
{
    pthread_mutex_lock(&mutex);
    if (is_initialized)
        return CKR_OK;
    pthread_mutex_unlock(&mutex);
    return CKR_CRYPTOKI_NOT_INITIALIZED;
}

void state_leave(void)
{
    pthread_mutex_unlock(&mutex);
}

void state_lock(void)
{
    pthread_mutex_lock(&mutex);
}

bool state_is_initialized(void)
{
    return is_initialized;
}

void state_set_initialized(bool initialized)
{
    is_initialized = initialized;
}
