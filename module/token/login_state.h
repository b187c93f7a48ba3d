/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_LOGIN_STATE_H
#define VALUX_MODULE_TOKEN_LOGIN_STATE_H

#include <stdbool.h>

/*
 * Whether the program has logged in. The token has no PIN and asks for none; a program that logs in
 * all the same is answered kindly. Called with the state's mutex held.
 */

bool login_state_is_in(void);

/* Logged in by C_Login, out by C_Logout and when the last session is closed. */
void login_state_set(bool in);

#endif
