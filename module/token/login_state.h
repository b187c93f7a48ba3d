/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_LOGIN_STATE_H
#define VALUX_MODULE_TOKEN_LOGIN_STATE_H

#include <stdbool.h>

/*
 * Whether the program has logged in, which all sessions share (PKCS#11 3.0, 5.6). The token needs
 * no login. Some programs log in all the same, and see their login in C_GetSessionInfo. Called with
 * the state's mutex held.
 */

bool login_state_is_in(void);

/* True by C_Login; false by C_Logout and when the last session is closed. */
void login_state_set(bool in);

#endif
