/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/agent_lock.h"

#include "signer-link/agent_connection.h"
#include "valux/agent_protocol.h"

static enum valux_signer_way ask(struct signer_channel *channel, struct valux_agent_answer *answer)
{
    struct agent_address address;
    uint8_t frame[VALUX_AGENT_CONTROL_SIZE];
    enum valux_signer_way way = agent_connection_begin(channel, &address);

    if (way != VALUX_SIGNER_BY_AGENT)
        return way;
    const struct valux_agent_control control = {
        .verb = VALUX_AGENT_STATE,
        .store = {address.store[0], address.store[1]},
    };
    valux_agent_control_encode(&control, frame);
    way = agent_connection_send(channel, frame, sizeof frame);
    return way != VALUX_SIGNER_BY_AGENT
               ? way
               : agent_connection_receive(channel, AGENT_CONNECTION_ONLY_MILLISECONDS, answer);
}

enum agent_lock agent_lock_ask(void)
{
    struct signer_channel channel = {0};
    struct valux_agent_answer answer;
    enum valux_signer_way way = ask(&channel, &answer);

    signer_channel_close(&channel);
    if (way == VALUX_SIGNER_BY_AGENT && answer.status == VALUX_AGENT_UNLOCKED)
        return AGENT_LOCK_OPEN;
    return way == VALUX_SIGNER_BY_AGENT && answer.status == VALUX_AGENT_LOCKED ? AGENT_LOCK_LOCKED
                                                                               : AGENT_LOCK_UNKNOWN;
}
