/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/*
 * Covers valux_agent_greeting_decode, valux_agent_greeting_encode, valux_agent_control_decode,
 * valux_agent_control_encode, valux_agent_pin_decode, valux_agent_pin_encode,
 * valux_agent_answer_decode and valux_agent_answer_encode.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "valux/agent_protocol.h"
#include "valux/signer_protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_greeting(const uint8_t *data, size_t size)
{
    uint8_t again[VALUX_AGENT_GREETING_SIZE];
    struct valux_agent_greeting greeting;

    if (!valux_agent_greeting_decode(data, size, &greeting))
        return;
    if (greeting.channel >= greeting.channels || greeting.channels > VALUX_SIGNER_CHANNELS_MAX)
        abort();
    valux_agent_greeting_encode(&greeting, again);
    if (size != sizeof again || memcmp(again, data, size) != 0)
        abort();
}

static void try_control(const uint8_t *data, size_t size)
{
    uint8_t again[VALUX_AGENT_CONTROL_SIZE];
    struct valux_agent_control control;

    if (!valux_agent_control_decode(data, size, &control))
        return;
    valux_agent_control_encode(&control, again);
    if (size != sizeof again || memcmp(again, data, size) != 0)
        abort();
}

static void try_pin(const uint8_t *data, size_t size)
{
    uint8_t again[VALUX_AGENT_PIN_SIZE];
    struct valux_agent_pin pin;

    if (!valux_agent_pin_decode(data, size, &pin))
        return;
    if (pin.length > sizeof pin.bytes)
        abort();
    valux_agent_pin_encode(&pin, again);
    if (size != sizeof again || memcmp(again, data, size) != 0)
        abort();
}

static void try_answer(const uint8_t *data, size_t size)
{
    uint8_t again[VALUX_AGENT_ANSWER_SIZE];
    struct valux_agent_answer answer;

    if (!valux_agent_answer_decode(data, size, &answer))
        return;
    valux_agent_answer_encode(&answer, again);
    if (size != sizeof again || memcmp(again, data, size) != 0)
        abort();
}

/* What is taken for a message is one, and is written as the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_greeting(data, size);
    try_control(data, size);
    try_pin(data, size);
    try_answer(data, size);
    return 0;
}
