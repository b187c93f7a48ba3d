/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_STATUS_WORD_H
#define VALUX_ENROLL_SCREEN_STATUS_WORD_H

#include "screen/table.h"
#include "valux/status.h"

/* The manual's words and colours for the statuses. */

/* The status's word as the manual has it, in the person's language. Static. */
const char *status_word(enum valux_status status);

/* The colour that the manual gives the status. */
enum table_colour status_colour(enum valux_status status);

#endif
