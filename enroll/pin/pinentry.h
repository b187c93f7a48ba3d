/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PIN_PINENTRY_H
#define VALUX_ENROLL_PIN_PINENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"

/*
 * Asks for a PIN in a window of the program `pinentry`, by the Assuan protocol (GnuPG's
 * documentation of pinentry, "Implementor information").
 */

/* Whether there is a desktop on which it could show a window. */
bool pinentry_is_possible(void);

/*
 * Shows `question`, which is UTF-8, and writes the answer to `pin` of `size` bytes.
 * VALUX_ERROR_LOCKED where pinentry is missing or fails, VALUX_ERROR_CANCELLED, VALUX_ERROR_INPUT
 * for a longer one.
 */
bool pinentry_ask(const char *question, char *pin, size_t size, struct valux_error *error);

#endif
