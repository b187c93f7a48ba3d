/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/agent_protocol.h"

#include <string.h>

#include "valux/signer_protocol.h"

static const char magic[8] = {'V', 'A', 'L', 'U', 'X', 'A', 'G', 'T'};

#define FLAG_WAITS 1
#define VERB_PIN 4 /* after those of a control */

struct greeting_frame {
    char magic[8];
    uint16_t version;
    uint16_t flags;
    uint16_t channel;
    uint16_t channels;
    uint64_t program[2];
    uint64_t store[2];
};

struct control_frame {
    char magic[8];
    uint32_t version;
    uint32_t verb;
    uint64_t store[2];
    uint8_t secret[VALUX_SEAL_SECRET_SIZE];
};

struct pin_frame {
    char magic[8];
    uint32_t version;
    uint32_t verb;
    uint32_t length;
    uint8_t bytes[VALUX_AGENT_PIN_MAX];
};

struct answer_frame {
    char magic[8];
    uint32_t version;
    uint32_t status;
};

_Static_assert(sizeof(struct greeting_frame) == VALUX_AGENT_GREETING_SIZE, "no padding");
_Static_assert(sizeof(struct control_frame) == VALUX_AGENT_CONTROL_SIZE, "no padding");
_Static_assert(sizeof(struct pin_frame) == VALUX_AGENT_PIN_SIZE, "no padding");
_Static_assert(sizeof(struct answer_frame) == VALUX_AGENT_ANSWER_SIZE, "no padding");

void valux_agent_greeting_encode(const struct valux_agent_greeting *greeting,
                                 uint8_t frame[static VALUX_AGENT_GREETING_SIZE])
{
    struct greeting_frame written = {
        .version = VALUX_AGENT_VERSION,
        .flags = greeting->waits ? FLAG_WAITS : 0,
        .channel = (uint16_t)greeting->channel,
        .channels = (uint16_t)greeting->channels,
        .program = {greeting->program[0], greeting->program[1]},
        .store = {greeting->store[0], greeting->store[1]},
    };

    memcpy(written.magic, magic, sizeof magic);
    memcpy(frame, &written, sizeof written);
}

bool valux_agent_greeting_decode(const uint8_t *frame, size_t length,
                                 struct valux_agent_greeting *greeting)
{
    struct greeting_frame read;

    if (length != sizeof read)
        return false;
    memcpy(&read, frame, sizeof read);
    *greeting = (struct valux_agent_greeting){
        .program = {read.program[0], read.program[1]},
        .channel = read.channel,
        .channels = read.channels,
        .store = {read.store[0], read.store[1]},
        .waits = (read.flags & FLAG_WAITS) != 0,
    };
    return memcmp(read.magic, magic, sizeof magic) == 0 && read.version == VALUX_AGENT_VERSION &&
           (read.flags & ~FLAG_WAITS) == 0 && read.channel < read.channels &&
           read.channels <= VALUX_SIGNER_CHANNELS_MAX &&
           (read.program[0] != 0 || read.program[1] != 0);
}

void valux_agent_control_encode(const struct valux_agent_control *control,
                                uint8_t frame[static VALUX_AGENT_CONTROL_SIZE])
{
    struct control_frame written = {
        .version = VALUX_AGENT_VERSION,
        .verb = control->verb,
        .store = {control->store[0], control->store[1]},
    };

    memcpy(written.magic, magic, sizeof magic);
    memcpy(written.secret, control->secret, sizeof written.secret);
    memcpy(frame, &written, sizeof written);
    explicit_bzero(&written, sizeof written);
}

bool valux_agent_control_decode(const uint8_t *frame, size_t length,
                                struct valux_agent_control *control)
{
    struct control_frame read;

    if (length != sizeof read)
        return false;
    memcpy(&read, frame, sizeof read);
    *control = (struct valux_agent_control){
        .verb = (enum valux_agent_verb)read.verb,
        .store = {read.store[0], read.store[1]},
    };
    memcpy(control->secret, read.secret, sizeof read.secret);
    explicit_bzero(read.secret, sizeof read.secret);
    return memcmp(read.magic, magic, sizeof magic) == 0 && read.version == VALUX_AGENT_VERSION &&
           read.verb >= VALUX_AGENT_UNLOCK && read.verb <= VALUX_AGENT_STATE &&
           (read.store[0] != 0 || read.store[1] != 0 || read.verb == VALUX_AGENT_STATE);
}

void valux_agent_pin_encode(const struct valux_agent_pin *pin,
                            uint8_t frame[static VALUX_AGENT_PIN_SIZE])
{
    struct pin_frame written = {
        .version = VALUX_AGENT_VERSION,
        .verb = VERB_PIN,
        .length = (uint32_t)pin->length,
    };

    memcpy(written.magic, magic, sizeof magic);
    memcpy(written.bytes, pin->bytes, sizeof written.bytes);
    memcpy(frame, &written, sizeof written);
    explicit_bzero(&written, sizeof written);
}

static bool is_zero(const uint8_t *bytes, size_t count)
{
    uint8_t seen = 0;

    for (size_t i = 0; i < count; i++)
        seen |= bytes[i];
    return seen == 0;
}

bool valux_agent_pin_decode(const uint8_t *frame, size_t length, struct valux_agent_pin *pin)
{
    struct pin_frame read;
    bool allowed;

    if (length != sizeof read)
        return false;
    memcpy(&read, frame, sizeof read);
    allowed = memcmp(read.magic, magic, sizeof magic) == 0 && read.version == VALUX_AGENT_VERSION &&
              read.verb == VERB_PIN && read.length <= VALUX_AGENT_PIN_MAX &&
              is_zero(read.bytes + read.length, VALUX_AGENT_PIN_MAX - read.length);
    if (allowed) {
        pin->length = read.length;
        memcpy(pin->bytes, read.bytes, sizeof pin->bytes);
    }
    explicit_bzero(&read, sizeof read);
    return allowed;
}

void valux_agent_answer_encode(const struct valux_agent_answer *answer,
                               uint8_t frame[static VALUX_AGENT_ANSWER_SIZE])
{
    struct answer_frame written = {.version = VALUX_AGENT_VERSION, .status = answer->status};

    memcpy(written.magic, magic, sizeof magic);
    memcpy(frame, &written, sizeof written);
}

bool valux_agent_answer_decode(const uint8_t *frame, size_t length,
                               struct valux_agent_answer *answer)
{
    struct answer_frame read;

    if (length != sizeof read)
        return false;
    memcpy(&read, frame, sizeof read);
    answer->status = read.status;
    return memcmp(read.magic, magic, sizeof magic) == 0 && read.version == VALUX_AGENT_VERSION &&
           read.status <= VALUX_AGENT_PIN_FAILED;
}
