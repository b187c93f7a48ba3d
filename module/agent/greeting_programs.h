/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_GREETING_PROGRAMS_H
#define VALUX_MODULE_AGENT_GREETING_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valux/agent_protocol.h"
#include "valux/signer_protocol.h"

/*
 * The connections that the agent has accepted and not handed on yet. Each program makes one for
 * each channel and greets on each. What is incomplete does not stay: a second after it came it is
 * closed, and earlier where others need the room. A program that waits for a signer has 10 seconds.
 */

#define GREETING_CONNECTIONS_MAX 64

struct greeting_connection {
    int socket;
    int64_t deadline; /* a time of valux_clock_milliseconds */
    bool greeted;
    struct valux_agent_greeting greeting;
    bool controls; /* it is no program's, but valux-enroll's */
    struct valux_agent_control control;
    bool gives_pin; /* a published copy of the module wants a PIN checked */
    struct valux_agent_pin pin;
};

/* In the order in which they came. */
struct greeting_programs {
    size_t count;
    struct greeting_connection connections[GREETING_CONNECTIONS_MAX];
    uint8_t frame[VALUX_AGENT_PIN_SIZE]; /* what is read; it may hold a secret */
};

/* A program whose channels are all there. */
struct complete_program {
    struct valux_agent_greeting greeting;
    int channels[VALUX_SIGNER_CHANNELS_MAX]; /* in their order; whoever gets them closes them */
};

/*
 * Accepts what waits on a socket that does not block, GREETING_CONNECTIONS_MAX at most. The
 * connections of other users are closed at once, and so are those of users that this name space
 * does not know.
 */
void greeting_programs_accept(struct greeting_programs *programs, int listening);

/* Reads the greeting on a connection; closes it where that is not one, or where it has ended. */
void greeting_programs_read(struct greeting_programs *programs, int socket);

/* Whether the channels of a program are all there. */
bool greeting_programs_have_complete(const struct greeting_programs *programs);

/*
 * Takes a program out whose channels are all there; without `ready`, not one that waits for a
 * signer. False where there is none.
 */
bool greeting_programs_take(struct greeting_programs *programs, bool ready,
                            struct complete_program *complete);

/*
 * Takes a control out: *socket is the caller's then, who wipes *control. False where there is none.
 */
bool greeting_programs_take_control(struct greeting_programs *programs,
                                    struct valux_agent_control *control, int *socket);

/* Takes a PIN out: *socket is the caller's then, who wipes *pin. False where there is none. */
bool greeting_programs_take_pin(struct greeting_programs *programs, struct valux_agent_pin *pin,
                                int *socket);

/*
 * How many channels a program wants that is complete and waits for a signer; 0 where there is none.
 */
size_t greeting_programs_waiting(const struct greeting_programs *programs);

/* When the next connection's time is over: a time of valux_clock_milliseconds, or INT64_MAX. */
int64_t greeting_programs_next_end(const struct greeting_programs *programs);

/* Closes the connections whose time is over. */
void greeting_programs_expire(struct greeting_programs *programs);

#endif
