/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_LIFE_CYCLE_H
#define VALUX_MODULE_TOKEN_LIFE_CYCLE_H

#include <pkcs11.h>

/*
 * How the module begins and ends its work in a process, and what happens when the process forks or
 * exits. This is the top of the folder: it uses the other files, and none of them uses it.
 */

/*
 * What C_Initialize does (PKCS#11 3.0, 5.4). In a forked child the module is not initialised, and
 * this begins anew there, without anything of the parent's. A program that has unloaded the module
 * without C_Finalize, and loads it again, finds it as it was: CKR_CRYPTOKI_ALREADY_INITIALIZED;
 * CKR_HOST_MEMORY.
 */
CK_RV life_cycle_initialize(void);

/*
 * What C_Finalize does: frees all that the module has, and ends the signer.
 * CKR_CRYPTOKI_NOT_INITIALIZED.
 */
CK_RV life_cycle_finalize(void);

#endif
