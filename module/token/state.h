/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_STATE_H
#define VALUX_MODULE_TOKEN_STATE_H

#include <stdbool.h>

#include <pkcs11.h>

/*
 * Whether the module is initialised, and the one mutex that guards everything the module knows:
 * sessions, view, session objects. It is held for memory operations and a stat, never while the
 * signer works.
 */

/*
 * Takes the mutex. CKR_CRYPTOKI_NOT_INITIALIZED, without the mutex, where the module is not
 * initialised in this process.
 */
CK_RV state_enter(void);

/* Gives the mutex back. */
void state_leave(void);

/* Takes the mutex, initialised or not: for the life cycle. state_leave gives it back. */
void state_lock(void);

/* Whether the module is initialised, and saying so. Called with the mutex held. */
bool state_is_initialized(void);
void state_set_initialized(bool initialized);

#endif
