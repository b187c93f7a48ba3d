/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CLOCK_H
#define VALUX_CLOCK_H

#include <stdint.h>

/* The clock for deadlines and pauses. It never goes back, and nobody can set it. */

/* Milliseconds since some moment in the past. */
int64_t valux_clock_milliseconds(void);

#endif
