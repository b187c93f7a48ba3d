/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_LOGIN_H
#define VALUX_MODULE_LOGIN_H

#include <stdbool.h>

/*
 * The token has no PIN and asks for none; programs that log in all the same are answered kindly.
 * Called with the state's mutex held.
 */

bool login_is_in(void);

/* Logs out: when the last session is closed. */
void login_forget(void);

#endif
