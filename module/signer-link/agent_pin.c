/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/agent_pin.h"

#include <stdbool.h>
#include <string.h>

#include "signer-link/agent_connection.h"
#include "signer-link/unlock_run.h"
#include "valux/agent_protocol.h"

static enum valux_signer_way give(const struct signer_channel *channel, const unsigned char *pin,
                                  size_t length)
{
    struct valux_agent_pin given = {.length = length > VALUX_AGENT_PIN_MAX ? 0 : length};
    uint8_t frame[VALUX_AGENT_PIN_SIZE];
    enum valux_signer_way way;

    if (given.length > 0)
        memcpy(given.bytes, pin, given.length);
    valux_agent_pin_encode(&given, frame);
    way = agent_connection_send(channel, frame, sizeof frame);
    explicit_bzero(&given, sizeof given);
    explicit_bzero(frame, sizeof frame);
    return way;
}

static enum agent_pin meaning_of(enum valux_agent_status status)
{
    switch (status) {
    case VALUX_AGENT_PIN_RIGHT:
        return AGENT_PIN_RIGHT;
    case VALUX_AGENT_PIN_WRONG:
        return AGENT_PIN_WRONG;
    default:
        return AGENT_PIN_FAILED;
    }
}

/* An older agent closes the connection without a word; so does any that ends just then. */
static enum agent_pin receive(const struct signer_channel *channel)
{
    struct valux_agent_answer answer;
    enum valux_signer_way way =
        agent_connection_receive(channel, AGENT_CONNECTION_ONLY_MILLISECONDS, &answer);

    if (way == VALUX_SIGNER_AGENT_NOT_READY)
        return AGENT_PIN_UNKNOWN_TO_IT;
    if (way == VALUX_SIGNER_BY_AGENT && answer.status == VALUX_AGENT_PIN_TAKEN)
        way = agent_connection_receive(channel, UNLOCK_RUN_MILLISECONDS, &answer);
    return way == VALUX_SIGNER_BY_AGENT ? meaning_of(answer.status) : AGENT_PIN_FAILED;
}

static enum agent_pin ask(const unsigned char *pin, size_t length)
{
    struct signer_channel channel = {0};
    struct agent_address address;
    enum agent_pin result = AGENT_PIN_FAILED;

    if (agent_connection_begin(&channel, &address) == VALUX_SIGNER_BY_AGENT &&
        give(&channel, pin, length) == VALUX_SIGNER_BY_AGENT)
        result = receive(&channel);
    signer_channel_close(&channel);
    return result;
}

/* Asked twice: what looks like an older agent may have been one that ended, or that had no room. */
enum agent_pin agent_pin_ask(const unsigned char *pin, size_t length)
{
    enum agent_pin said = ask(pin, length);

    return said == AGENT_PIN_UNKNOWN_TO_IT ? ask(pin, length) : said;
}
