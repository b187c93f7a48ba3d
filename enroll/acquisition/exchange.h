/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_EXCHANGE_H
#define VALUX_ENROLL_ACQUISITION_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "centre/centre.h"
#include "valux/bytes.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "workspace/journal.h"

/*
 * The part of an acquisition or renewal that talks to the centre. A one-time password works once,
 * so what counts is what is certain: a request of which nothing is known may have been granted,
 * and then its key must not go. The same request again is always safe, since the centre answers it
 * alike.
 */

enum acquisition_fate {
    ACQUISITION_ANSWERED,  /* the centre's answer is there, unread */
    ACQUISITION_REFUSED,   /* the centre said no, and *error says why */
    ACQUISITION_NOTHING,   /* it came to nothing: the centre has issued nothing and will not */
    ACQUISITION_UNCERTAIN, /* it may have, or may yet: the journal and the key stay */
};

struct acquisition_exchange {
    const struct valux_configuration *configuration;
    const struct journal *journal;
    const struct centre_request *request; /* NULL: only ask what became of it */
    const struct centre_client *client;   /* the old certificate of a renewal, or NULL */
    unsigned wait_seconds;                /* ask and wait at most so long; a sending is not cut */
    bool uncertain;                       /* the request may have been sent before */
};

/*
 * Sends the request, or asks what became of it, until its fate is known, three failures have come
 * together, or the wait is over; a wait that the centre asks for and that is longer is not begun.
 * *error is set unless the fate is ACQUISITION_ANSWERED. *repeat tells whether only the same
 * request again can bring the answer: the centre does not know it, or the profile can't tell. The
 * caller frees *answer.
 */
enum acquisition_fate acquisition_exchange(const struct acquisition_exchange *exchange,
                                           struct valux_bytes *answer, bool *repeat,
                                           struct valux_error *error);

#endif
