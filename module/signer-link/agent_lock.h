/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_AGENT_LOCK_H
#define VALUX_MODULE_SIGNER_LINK_AGENT_LOCK_H

/* Whether the user's keys are locked, as the agent says. */
enum agent_lock {
    AGENT_LOCK_OPEN, /* they are unlocked, or under no PIN */
    AGENT_LOCK_LOCKED,
    AGENT_LOCK_UNKNOWN, /* there is no agent, or it does not answer */
};

/* Asks the agent of a published copy of the module, for 5 seconds at most. Thread-safe. */
enum agent_lock agent_lock_ask(void);

#endif
