/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_GIVEN_SECRET_H
#define VALUX_MODULE_SIGNER_GIVEN_SECRET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The seal's secret of a store under a PIN, which the agent gives to a signer that it starts while
 * the store is unlocked.
 */

/*
 * Takes the secret from the agent's socket, if there is one, into locked memory. *secret is then
 * VALUX_SEAL_SECRET_SIZE bytes, and the signer ends when the agent does: that is how a store is
 * locked. Otherwise *secret is NULL. False where the system denies one of this.
 */
bool given_secret_take(int agent, uint8_t **secret);

/* Wipes it, once the process that reads the keys has its own. NULL is allowed. */
void given_secret_wipe(uint8_t *secret);

#endif
