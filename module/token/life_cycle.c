/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/life_cycle.h"

#include <pthread.h>
#include <stdbool.h>

#include "signer-link/client.h"
#include "token/debug.h"
#include "token/secret.h"
#include "token/session_table.h"
#include "token/state.h"
#include "token/view.h"

static bool fork_handlers_set;

/*
 * The child has the forking thread alone. Another thread of the parent may have held malloc's lock,
 * so nothing may be freed here: secrets are wiped, and the memory is left to the child's
 * C_Initialize, if it calls that.
 */
static void after_fork_in_child(void)
{
    state_set_initialized(false);
    secret_wipe_all();
    signer_client_forget();
    state_leave();
}

/* A fork waits for the mutex, so that no change is half done in the child's copy of the memory. */
static bool set_fork_handlers(void)
{
    if (!fork_handlers_set)
        fork_handlers_set = pthread_atfork(state_lock, state_leave, after_fork_in_child) == 0;
    return fork_handlers_set;
}

static void free_everything(void)
{
    session_close_all();
    view_close();
    state_set_initialized(false);
}

CK_RV life_cycle_initialize(void)
{
    CK_RV result = CKR_OK;

    state_lock();
    if (state_is_initialized()) {
        result = CKR_CRYPTOKI_ALREADY_INITIALIZED;
    } else if (!set_fork_handlers()) {
        result = CKR_HOST_MEMORY;
    } else {
        free_everything();
        debug_initialize();
        view_open();
        state_set_initialized(true);
    }
    state_leave();
    return result;
}

CK_RV life_cycle_finalize(void)
{
    CK_RV result = state_enter();

    if (result != CKR_OK)
        return result;
    free_everything();
    state_leave();
    signer_client_stop();
    return CKR_OK;
}

/*
 * The module stays loaded until the program ends (`-z nodelete`), since other threads may be in it
 * when a program unloads it. So this runs at exit(3) alone.
 */
static __attribute__((destructor)) void end_signer_at_exit(void)
{
    signer_client_end_at_exit();
}
