/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_AGENT_ADDRESS_H
#define VALUX_MODULE_SIGNER_LINK_AGENT_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/un.h>

#include "valux/signer_way.h"

/* Where the module looks for valux-agent. */

struct agent_address {
    struct sockaddr_un socket;
    uint64_t store[2]; /* of valux/agent_protocol.h: the store that the agent must be for */
    bool only_way;     /* the module can't start a signer itself */
};

/*
 * Whether the module can't start a signer itself: it is in a sandbox, or the store's seal is under
 * a PIN, whose secret the agent alone has. The client's lock guards it.
 */
bool agent_address_is_only_way(void);

/*
 * Chooses the socket: `agent` in the published store beside the module, if there is one; else
 * valux/agent in the directory that XDG_RUNTIME_DIR names, which must be the user's.
 * VALUX_SIGNER_BY_AGENT, or why the agent can't be asked. The client's lock guards it; a published
 * copy of the module needs none.
 */
enum valux_signer_way agent_address_choose(struct agent_address *address);

#endif
