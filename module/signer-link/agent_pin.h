/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_AGENT_PIN_H
#define VALUX_MODULE_SIGNER_LINK_AGENT_PIN_H

#include <stddef.h>

/* What the agent says of a PIN. */
enum agent_pin {
    AGENT_PIN_RIGHT, /* or the keys are under none */
    AGENT_PIN_WRONG,
    AGENT_PIN_FAILED,        /* there is no agent, or it could not find out */
    AGENT_PIN_UNKNOWN_TO_IT, /* it does not know such a message: an older agent */
};

/*
 * Gives a PIN of `length` bytes to the agent of a published copy of the module, if this user
 * listens there. The agent says within 5 seconds that it has it, and within 30 more whether it is
 * right. Thread-safe.
 */
enum agent_pin agent_pin_ask(const unsigned char *pin, size_t length);

#endif
