/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/agent_channels.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/random.h>

#include "signer-link/agent_address.h"
#include "signer-link/agent_connection.h"
#include "valux/agent_protocol.h"

/*
 * How long the answer is waited for. A signer that is ready answers in a tenth of this; where none
 * is, the program is better off with one that it starts itself, if it can.
 */
#define ANSWER_MILLISECONDS 5
/* The store may change once more after the agent has chosen a signer. */
#define ONLY_TRIES 3

/*
 * The first channel tells for all who listens: nobody else can put another socket into the user's
 * own directory meanwhile.
 */
static enum valux_signer_way connect_channel(struct signer_channel *channel,
                                             const struct agent_address *address,
                                             const struct valux_agent_greeting *greeting)
{
    uint8_t frame[VALUX_AGENT_GREETING_SIZE];
    enum valux_signer_way way = agent_connection_open(channel, &address->socket);

    if (way == VALUX_SIGNER_BY_AGENT && greeting->channel == 0)
        way = agent_connection_check(channel);
    if (way != VALUX_SIGNER_BY_AGENT)
        return way;
    valux_agent_greeting_encode(greeting, frame);
    return agent_connection_send(channel, frame, sizeof frame);
}

static enum valux_signer_way receive_answer(const struct signer_channel *channel, bool only_way)
{
    struct valux_agent_answer answer;
    enum valux_signer_way way = agent_connection_receive(
        channel, only_way ? AGENT_CONNECTION_ONLY_MILLISECONDS : ANSWER_MILLISECONDS, &answer);

    if (way != VALUX_SIGNER_BY_AGENT)
        return way;
    switch (answer.status) {
    case VALUX_AGENT_READY:
        return VALUX_SIGNER_BY_AGENT;
    case VALUX_AGENT_OTHER_STORE:
        return VALUX_SIGNER_AGENT_OF_OTHER_STORE;
    case VALUX_AGENT_NONE_READY:
    case VALUX_AGENT_UNLOCKED:
    case VALUX_AGENT_LOCKED:
    case VALUX_AGENT_KEPT:
    case VALUX_AGENT_NO_MEMORY:
    case VALUX_AGENT_PIN_TAKEN:
    case VALUX_AGENT_PIN_RIGHT:
    case VALUX_AGENT_PIN_WRONG:
    case VALUX_AGENT_PIN_FAILED:
        break;
    }
    return VALUX_SIGNER_AGENT_NOT_READY;
}

/* Channels are sockets that wait. */
static bool let_wait(const struct signer_channel *channels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fcntl(channels[i].descriptor, F_SETFL, 0) != 0)
            return false;
    return true;
}

static enum valux_signer_way open_once(const struct agent_address *address,
                                       struct signer_channel *channels, size_t count)
{
    struct valux_agent_greeting greeting = {.channels = (uint32_t)count};
    enum valux_signer_way way = VALUX_SIGNER_BY_AGENT;

    greeting.waits = address->only_way;
    greeting.store[0] = address->store[0];
    greeting.store[1] = address->store[1];
    if (getrandom(greeting.program, sizeof greeting.program, GRND_NONBLOCK) !=
        (ssize_t)sizeof greeting.program)
        return VALUX_SIGNER_SOCKET_DENIED;
    for (size_t i = 0; i < count && way == VALUX_SIGNER_BY_AGENT; i++) {
        greeting.channel = (uint32_t)i;
        way = connect_channel(&channels[i], address, &greeting);
    }
    if (way == VALUX_SIGNER_BY_AGENT)
        way = receive_answer(&channels[0], address->only_way);
    if (way == VALUX_SIGNER_BY_AGENT && !let_wait(channels, count))
        way = VALUX_SIGNER_SOCKET_DENIED;
    if (way != VALUX_SIGNER_BY_AGENT)
        for (size_t i = 0; i < count; i++) {
            signer_channel_close(&channels[i]);
            channels[i] = (struct signer_channel){0};
        }
    return way;
}

enum valux_signer_way agent_channels_open(struct signer_channel *channels, size_t count)
{
    struct agent_address address;
    enum valux_signer_way way = agent_address_choose(&address);
    int tries = 0;

    if (way != VALUX_SIGNER_BY_AGENT)
        return way;
    do
        way = open_once(&address, channels, count);
    while (way == VALUX_SIGNER_AGENT_NOT_READY && address.only_way && ++tries < ONLY_TRIES);
    return way;
}
