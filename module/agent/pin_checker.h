/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_PIN_CHECKER_H
#define VALUX_MODULE_AGENT_PIN_CHECKER_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/agent_protocol.h"

/*
 * The process that has PINs checked, for programs in a sandbox. It is made before the agent gives
 * up writing, because `valux-enroll unlock`, which it runs with each PIN, writes the store. It has
 * no socket but the one to the agent, by which PINs come and nothing else, checks one PIN after the
 * other, and ends with the agent.
 */

#define PIN_CHECKER_WAITING_MAX 4 /* PINs that are being checked or wait for it */

struct pin_checker {
    int socket; /* to the process; -1: it has ended */
    size_t count;
    int waiting[PIN_CHECKER_WAITING_MAX]; /* connections of programs, in the order of their PINs */
};

/*
 * Starts the process, which is no child of the caller's, and waits until it runs. `enroll` is the
 * path of valux-enroll. False, with errno set, where the system does not start it.
 */
bool pin_checker_start(struct pin_checker *checker, const char *enroll);

/*
 * Has a PIN checked for the program at `connection`, which is the checker's then. False where as
 * many wait as may, or where the process has ended; `connection` is the caller's still.
 */
bool pin_checker_give(struct pin_checker *checker, const struct valux_agent_pin *pin,
                      int connection);

/*
 * Takes an answer out that has come: *connection is the caller's then, and *status is what it is
 * told. False where there is none.
 */
bool pin_checker_take(struct pin_checker *checker, int *connection,
                      enum valux_agent_status *status);

#endif
