/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PIN_KEEPER_H
#define VALUX_ENROLL_PIN_KEEPER_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * The process that keeps a store unlocked. It holds the connection to the agent, and no secret. It
 * ends when the time is over, when the screen is locked, the machine goes to sleep or the user logs
 * out, when it gets SIGTERM, and when the agent ends. Then it locks the keys, live.
 */

/*
 * Starts it. `agent` is the connection, which the caller closes; `minutes` of 0 are no limit. The
 * caller has neither threads nor NSS. VALUX_ERROR_SYSTEM.
 */
bool keeper_start(int agent, unsigned minutes, struct valux_error *error);

#endif
