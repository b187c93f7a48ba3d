/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_DEBUG_H
#define VALUX_MODULE_TOKEN_DEBUG_H

#include <pkcs11.h>

/*
 * With VALUX_DEBUG=1 in its environment, the module writes each call and its result to standard
 * error. Arguments are not written, since they may be secrets.
 */

/*
 * Reads the environment. In a process that has more rights than its caller, as a set-user-ID
 * program has, the variable is ignored.
 */
void debug_initialize(void);

/* Writes the function's name and result where debugging is on; returns the result. */
CK_RV debug_result(const char *function, CK_RV result);

/* Writes one line where debugging is on. */
void debug_message(const char *text);

#endif
