/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_AGENT_CONNECTION_H
#define VALUX_MODULE_SIGNER_LINK_AGENT_CONNECTION_H

#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

#include "signer-link/agent_address.h"
#include "signer-link/channel.h"
#include "valux/agent_protocol.h"
#include "valux/signer_way.h"

/* How long a question is worth waiting for where nobody but the agent can answer it. */
#define AGENT_CONNECTION_ONLY_MILLISECONDS 5000

/*
 * Connects to the agent's socket, without waiting. VALUX_SIGNER_BY_AGENT, or why not. The caller
 * closes the channel in any case, as soon as it has a descriptor.
 */
enum valux_signer_way agent_connection_open(struct signer_channel *channel,
                                            const struct sockaddr_un *address);

/*
 * VALUX_SIGNER_BY_AGENT if this user listens there: the agent, or systemd for it.
 * VALUX_SIGNER_SOCKET_FOREIGN for anybody else.
 */
enum valux_signer_way agent_connection_check(const struct signer_channel *channel);

/*
 * Connects to the socket where agent_address_choose finds it, and checks who listens.
 * VALUX_SIGNER_BY_AGENT with *address, or why not. The caller closes the channel in any case.
 */
enum valux_signer_way agent_connection_begin(struct signer_channel *channel,
                                             struct agent_address *address);

/* Sends a frame of `size` bytes. VALUX_SIGNER_BY_AGENT or VALUX_SIGNER_AGENT_SILENT. */
enum valux_signer_way agent_connection_send(const struct signer_channel *channel,
                                            const uint8_t *frame, size_t size);

/* Waits for the answer. VALUX_SIGNER_BY_AGENT with *answer, or why there is none. */
enum valux_signer_way agent_connection_receive(const struct signer_channel *channel,
                                               int64_t milliseconds,
                                               struct valux_agent_answer *answer);

#endif
