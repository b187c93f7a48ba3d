/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_AWAITED_CHANNELS_H
#define VALUX_MODULE_SIGNER_AWAITED_CHANNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/signer_protocol.h"

/*
 * The channels of a warm signer, which is started before there is a program for it. The agent sends
 * them when there is one. All of this works in a sealed process.
 */

struct awaited_channels {
    size_t count;
    int descriptors[VALUX_SIGNER_CHANNELS_MAX];
};

/* Tells the agent on its socket that the signer is ready. False where the agent is gone. */
bool awaited_channels_say_ready(int agent);

/*
 * Waits until the channels come, for `idle_seconds` at most; 0 is for ever. False where they don't
 * come: the agent has ended, or the time has passed, or it has sent something else.
 */
bool awaited_channels_receive(int agent, unsigned idle_seconds, struct awaited_channels *channels);

/* Tells the program on its first channel that they are open. False where the program is gone. */
bool awaited_channels_welcome(const struct awaited_channels *channels);

#endif
