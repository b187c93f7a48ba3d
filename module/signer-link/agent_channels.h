/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_AGENT_CHANNELS_H
#define VALUX_MODULE_SIGNER_LINK_AGENT_CHANNELS_H

#include <stddef.h>

#include "signer-link/channel.h"
#include "valux/signer_way.h"

/*
 * Asks valux-agent for a signer that is ready, and makes `count` channels to it. They are
 * connections to the agent's socket, which the agent hands on: some programs may not receive
 * descriptors from outside.
 *
 * Returns after a few milliseconds in any case, or after 5 seconds where the agent is the only way.
 * VALUX_SIGNER_BY_AGENT, or why there are no channels; then none is left open. Each channel is
 * written to `channels` as soon as its socket is made, so that a child that another thread forks
 * meanwhile can close its copy.
 */
enum valux_signer_way agent_channels_open(struct signer_channel *channels, size_t count);

#endif
