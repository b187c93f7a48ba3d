/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token/login_state.h"

static bool logged_in;

bool login_state_is_in(void)
{
    return logged_in;
}

void login_state_set(bool in)
{
    logged_in = in;
}
