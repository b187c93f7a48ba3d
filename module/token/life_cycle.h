/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_LIFE_CYCLE_H
#define VALUX_MODULE_TOKEN_LIFE_CYCLE_H

#include <pkcs11.h>

/* The beginning and the end of everything that the module knows, and what a fork does to it. */

/*
 * C_Initialize (PKCS#11 3.0, 5.4): CKR_CRYPTOKI_ALREADY_INITIALIZED where that is so. In a child
 * after fork it begins anew, without what was the parent's.
 */
CK_RV life_cycle_initialize(void);

/* C_Finalize: frees everything and ends the signer. */
CK_RV life_cycle_finalize(void);

#endif
