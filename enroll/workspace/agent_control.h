/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_AGENT_CONTROL_H
#define VALUX_ENROLL_WORKSPACE_AGENT_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/error.h"
#include "valux/paths.h"
#include "valux/store.h"

/* What valux-enroll asks of valux-agent for a store whose seal is under a PIN. */

/* Whether an agent runs that has this store unlocked. */
bool agent_control_is_unlocked(const struct valux_store *store);

/*
 * Gives the agent the seal's secret; one is started where none listens. The store stays unlocked
 * until *keeper, which the caller closes, is closed. *keeper is -1 where it was unlocked already.
 * VALUX_ERROR_SYSTEM.
 */
bool agent_control_unlock(const struct valux_store *store,
                          const uint8_t secret[static VALUX_SEAL_SECRET_SIZE], int *keeper,
                          struct valux_error *error);

/*
 * Makes the agent forget the secret, and waits until it has ended with its signers. Where no agent
 * runs there is nothing to do. VALUX_ERROR_SYSTEM where it does not answer.
 */
bool agent_control_lock(const struct valux_store *store, struct valux_error *error);

#endif
