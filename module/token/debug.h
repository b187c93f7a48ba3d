/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_DEBUG_H
#define VALUX_MODULE_TOKEN_DEBUG_H

#include <pkcs11.h>

/*
 * What VALUX_DEBUG=1 writes to standard error: each call and its result, never an argument that
 * could be a secret.
 */

/* Reads the environment, which is not believed in a process with more rights than its caller. */
void debug_initialize(void);

/* Writes the function's name and result where debugging is on; returns the result. */
CK_RV debug_result(const char *function, CK_RV result);

/* Writes one line where debugging is on. */
void debug_message(const char *text);

#endif
