/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_UNLOCKED_H
#define VALUX_MODULE_AGENT_UNLOCKED_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The seal's secret of a store that a person has unlocked by a PIN. It is in one page of locked
 * memory, which no core file and no child gets, and goes to the signers that this agent starts and
 * to nobody else. It stays for as long as who has unlocked the store keeps its connection: that
 * process ends when the time is over, the screen is locked or the person logs out.
 */

struct unlocked {
    uint8_t *secret; /* VALUX_SEAL_SECRET_SIZE bytes; NULL: the store is locked */
    int keeper;      /* the connection; -1: the store is locked */
};

/*
 * Keeps a copy of the secret for as long as `keeper`, which becomes ours, is connected. False where
 * the system gives no locked memory; then `keeper` is the caller's still.
 */
bool unlocked_begin(struct unlocked *unlocked, const uint8_t *secret, int keeper);

/* Wipes the secret and closes the connection. */
void unlocked_end(struct unlocked *unlocked);

#endif
