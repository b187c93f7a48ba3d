/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_STATE_H
#define VALUX_MODULE_TOKEN_STATE_H

#include <stdbool.h>

#include <pkcs11.h>

/*
 * The one mutex of the module, which guards everything in this folder, and whether the module is
 * initialised. The mutex is held while memory is read and written and while the snapshot's file is
 * looked at or read, but never while the signer works.
 */

/*
 * Takes the mutex. CKR_CRYPTOKI_NOT_INITIALIZED where the module is not initialised in this
 * process; the mutex is not held then.
 */
CK_RV state_enter(void);

/* Gives the mutex back. */
void state_leave(void);

/* For the life cycle: takes the mutex even where the module is not initialised. */
void state_lock(void);

/* For the life cycle, with the mutex held: asks and says whether the module is initialised. */
bool state_is_initialized(void);
void state_set_initialized(bool initialized);

#endif
