/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_STATE_H
#define VALUX_MODULE_TOKEN_STATE_H

#include <pkcs11.h>

/*
 * Whether the module is initialised, and the one mutex that guards everything the module knows:
 * sessions, view, session objects. It is held for memory operations and a stat, never while the
 * signer works.
 */

/*
 * C_Initialize (PKCS#11 3.0, 5.4): CKR_CRYPTOKI_ALREADY_INITIALIZED where that is so. In a child
 * after fork it begins anew, without what was the parent's.
 */
CK_RV state_initialize(void);

/* C_Finalize: frees everything and ends the signer. */
CK_RV state_finalize(void);

/*
 * Takes the mutex. CKR_CRYPTOKI_NOT_INITIALIZED, without the mutex, where the module is not
 * initialised in this process.
 */
CK_RV state_enter(void);

/* Gives the mutex back. */
void state_leave(void);

#endif
