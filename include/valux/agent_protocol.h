/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_AGENT_PROTOCOL_H
#define VALUX_AGENT_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/paths.h"

/*
 * How a program's module gets channels from valux-agent. The module connects once for each channel
 * to the agent's SOCK_SEQPACKET socket and sends a greeting on each connection. The agent hands all
 * connections of one program to a signer that is ready. That signer sends one answer, on the
 * program's first connection; from then on the connections are channels of signer_protocol.h. Where
 * the agent has no signer for the program, it sends the answer itself and closes them.
 *
 * Each message is one frame of fixed size, in the machine's byte order. Anything else is refused.
 */

#define VALUX_AGENT_VERSION 1
#define VALUX_AGENT_GREETING_SIZE 48
#define VALUX_AGENT_ANSWER_SIZE 16
#define VALUX_AGENT_CONTROL_SIZE 64
#define VALUX_AGENT_PIN_SIZE 148
#define VALUX_AGENT_PIN_MAX 128 /* bytes of a PIN; no store's is longer */

/* The agent's socket, in the user's runtime directory (XDG_RUNTIME_DIR). */
#define VALUX_AGENT_SOCKET "valux/agent"

/* The agent's socket in a directory that was published beside a copy of the module. */
#define VALUX_AGENT_PUBLISHED_SOCKET "agent"

struct valux_agent_greeting {
    uint64_t program[2]; /* random: which connections belong together; never 0, 0 */
    uint32_t channel;    /* which of them this is, from 0 on */
    uint32_t channels;   /* how many there are, VALUX_SIGNER_CHANNELS_MAX at most */
    /* The store's directory, device and inode. 0, 0: the agent's, whatever it is called here. */
    uint64_t store[2];
    bool waits; /* the program can't start a signer itself: it waits until one is ready */
};

enum valux_agent_status {
    VALUX_AGENT_READY = 0,       /* from the signer: the channels are open */
    VALUX_AGENT_NONE_READY = 1,  /* no signer is ready just now */
    VALUX_AGENT_OTHER_STORE = 2, /* the agent is for another store */
    VALUX_AGENT_UNLOCKED = 3,    /* to a control: the store is unlocked now */
    VALUX_AGENT_LOCKED = 4,      /* to a control: it is locked */
    VALUX_AGENT_KEPT = 5,        /* to UNLOCK: somebody else has unlocked it already */
    VALUX_AGENT_NO_MEMORY = 6,   /* to UNLOCK: there is no locked memory for the secret */
    VALUX_AGENT_PIN_TAKEN = 7,   /* to a PIN: it is being checked; one of the next three follows */
    VALUX_AGENT_PIN_RIGHT = 8,   /* to a PIN: it is right, and the store is unlocked */
    VALUX_AGENT_PIN_WRONG = 9,
    VALUX_AGENT_PIN_FAILED = 10, /* to a PIN: it could not be checked, or too many are just now */
};

/*
 * What valux-enroll asks of the agent for a store whose seal is under a PIN. A published copy of
 * the module asks for the state where the agent is an older one, which checks no PIN.
 */
enum valux_agent_verb {
    VALUX_AGENT_UNLOCK = 1, /* the store stays unlocked while the connection is open */
    VALUX_AGENT_LOCK = 2,   /* the agent and the signers that it has started end */
    VALUX_AGENT_STATE = 3,  /* whether it is unlocked, as a store without a PIN always is */
};

struct valux_agent_control {
    enum valux_agent_verb verb;
    uint64_t store[2];                      /* as in a greeting, but 0, 0 with STATE alone */
    uint8_t secret[VALUX_SEAL_SECRET_SIZE]; /* of UNLOCK: the seal's; else zeros */
};

/*
 * A PIN for the agent's store, which a published copy of the module has from its program. Where the
 * store's seal is under no PIN, any is right.
 */
struct valux_agent_pin {
    size_t length; /* 0: one that can't be right, since it is empty or longer than any may be */
    uint8_t bytes[VALUX_AGENT_PIN_MAX]; /* zeros behind the PIN */
};

struct valux_agent_answer {
    enum valux_agent_status status;
};

/* Write a frame. The caller wipes that of a PIN, and that of a control with a secret. */
void valux_agent_greeting_encode(const struct valux_agent_greeting *greeting,
                                 uint8_t frame[static VALUX_AGENT_GREETING_SIZE]);
void valux_agent_control_encode(const struct valux_agent_control *control,
                                uint8_t frame[static VALUX_AGENT_CONTROL_SIZE]);
void valux_agent_pin_encode(const struct valux_agent_pin *pin,
                            uint8_t frame[static VALUX_AGENT_PIN_SIZE]);
void valux_agent_answer_encode(const struct valux_agent_answer *answer,
                               uint8_t frame[static VALUX_AGENT_ANSWER_SIZE]);

/*
 * Read a frame of `length` bytes. Every field is checked. False for a frame that is not exactly
 * what the protocol allows.
 */
bool valux_agent_greeting_decode(const uint8_t *frame, size_t length,
                                 struct valux_agent_greeting *greeting);
bool valux_agent_control_decode(const uint8_t *frame, size_t length,
                                struct valux_agent_control *control);
bool valux_agent_pin_decode(const uint8_t *frame, size_t length, struct valux_agent_pin *pin);
bool valux_agent_answer_decode(const uint8_t *frame, size_t length,
                               struct valux_agent_answer *answer);

#endif
