/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PIN_UNLOCKING_H
#define VALUX_ENROLL_PIN_UNLOCKING_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Runs `valux-enroll unlock` with this PIN, which it is given through a pipe. What stays behind to
 * lock the store again is a child of that process, not a copy of this one: NSS was open here, and
 * may have left something of the secret in memory. VALUX_ERROR_LOCKED, with what to do.
 */
bool unlocking_run(const char *pin, struct valux_error *error);

#endif
