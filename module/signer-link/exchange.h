/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_EXCHANGE_H
#define VALUX_MODULE_SIGNER_LINK_EXCHANGE_H

#include <stdint.h>

#include "signer-link/channel.h"
#include "valux/signer_protocol.h"

/* Sends one request on one channel and receives its response, within a deadline. */

/* How one try to have a request done ended. */
enum signer_exchange_outcome {
    SIGNER_EXCHANGE_ANSWERED,
    SIGNER_EXCHANGE_IMPOSSIBLE, /* the protocol has no such request; nothing was sent */
    SIGNER_EXCHANGE_STALE,      /* the store has changed: another signer is needed */
    SIGNER_EXCHANGE_NO_STORE,   /* the signer can't open the store */
    SIGNER_EXCHANGE_DIED,       /* end of file, or what is no answer of the protocol */
    SIGNER_EXCHANGE_TIMED_OUT,
    SIGNER_EXCHANGE_LOST, /* the program has closed the channel or given its number to a file */
    SIGNER_EXCHANGE_UNAVAILABLE, /* no signer or no free channel: said by the client alone */
};

/*
 * Sends `request` in as many frames as its payload takes, and receives the answer into `frame`,
 * which has VALUX_SIGNER_FRAME_MAX bytes. Where the outcome is ANSWERED, *response is the answer,
 * and its payload lies in `frame`. `deadline` is a time of valux_clock_milliseconds; the function
 * returns a quarter of a second after it at the latest.
 */
enum signer_exchange_outcome signer_exchange(const struct signer_channel *channel, int64_t deadline,
                                             const struct valux_signer_request *request,
                                             uint8_t *frame,
                                             struct valux_signer_response *response);

#endif
