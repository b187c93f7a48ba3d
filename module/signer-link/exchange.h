/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_EXCHANGE_H
#define VALUX_MODULE_SIGNER_LINK_EXCHANGE_H

#include <stdint.h>

#include "signer-link/channel.h"
#include "valux/signer_protocol.h"

/* One request and its response on one channel, within a deadline. */

/* How one try to have a request done ended. */
enum signer_exchange_outcome {
    SIGNER_EXCHANGE_ANSWERED,
    SIGNER_EXCHANGE_IMPOSSIBLE, /* the protocol has no such request; nothing was sent */
    SIGNER_EXCHANGE_STALE,      /* the store has changed: another signer is needed */
    SIGNER_EXCHANGE_NO_STORE,   /* the signer can't open the store */
    SIGNER_EXCHANGE_DIED,       /* end of file, or an answer that is none */
    SIGNER_EXCHANGE_TIMED_OUT,
    SIGNER_EXCHANGE_LOST, /* the program has closed the channel, or it is another file by now */
    SIGNER_EXCHANGE_UNAVAILABLE, /* no signer, or no channel: the client's, not of an exchange */
};

/*
 * Sends `request` on the channel, whose socket was prepared, in as many frames as it takes, and
 * receives the answer in `frame` of VALUX_SIGNER_FRAME_MAX bytes, into which *response points when
 * it is ANSWERED. `deadline` is a time of valux_clock_milliseconds; it returns a quarter of a
 * second after it at the latest.
 */
enum signer_exchange_outcome signer_exchange(const struct signer_channel *channel, int64_t deadline,
                                             const struct valux_signer_request *request,
                                             uint8_t *frame,
                                             struct valux_signer_response *response);

#endif
