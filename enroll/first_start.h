/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_FIRST_START_H
#define VALUX_ENROLL_FIRST_START_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Asks on the terminal for what nobody has configured yet: the centre's address and its CA file. It
 * shows the CA's fingerprint, to be compared with what the centre has told, and tries the
 * connection, before a one-time password is asked for. Does nothing where both are configured. A
 * person who says no, or a centre that can't be reached, leaves the configuration as it was, and
 * the menu goes on without it. False where the configuration can't be read or written.
 */
bool first_start_configure(struct valux_error *error);

#endif
