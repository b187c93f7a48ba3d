/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CUSTODY_PIN_ATTEMPTS_H
#define VALUX_CUSTODY_PIN_ATTEMPTS_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * How often in a row a wrong PIN was given, in a file of the store. A file that can't be read or
 * written holds nobody up: whoever could take it away could as well copy the store.
 */

/*
 * Counts one more attempt, before the PIN is looked at, so that whoever ends the program has still
 * made it. *failures is the number before it. VALUX_ERROR_LOCKED where it is too early: then
 * nothing is counted.
 */
bool pin_attempts_begin(int store, int *failures, struct valux_error *error);

/* The PIN was right: the count begins anew. */
void pin_attempts_forget(int store);

#endif
