/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_ACQUISITION_REQUEST_FATE_H
#define VALUX_ENROLL_ACQUISITION_REQUEST_FATE_H

#include <stdbool.h>
#include <stdint.h>

#include "acquisition/secrets.h"
#include "centre/centre.h"
#include "valux/bytes.h"
#include "valux/configuration.h"
#include "valux/error.h"
#include "workspace/journal.h"

/*
 * Talks to the centre for an acquisition or a renewal. A one-time password works once. If it is not
 * certain what became of a request, the centre may have issued a certificate for it, so its key
 * must not be removed. Sending the same request again is always safe, since the centre gives it the
 * same answer.
 */

enum request_fate {
    ACQUISITION_ANSWERED,  /* the centre's answer is there, unread */
    ACQUISITION_REFUSED,   /* the centre said no, and *error says why */
    ACQUISITION_NOTHING,   /* the centre has issued nothing and will not do so */
    ACQUISITION_UNCERTAIN, /* the centre may have issued, or may yet: key and journal stay */
};

struct fate_question {
    const struct valux_configuration *configuration;
    const struct journal *journal;
    const struct centre_request *request;      /* NULL: only ask what became of it */
    const struct acquisition_secrets *secrets; /* of an acquisition's request, or NULL */
    const struct centre_client *client;        /* the old certificate of a renewal, or NULL */
    unsigned wait_seconds; /* how long to ask and to wait; sending takes its time */
    bool uncertain;        /* the request may have been sent before */
};

struct fate_finding {
    struct valux_bytes answer; /* of ACQUISITION_ANSWERED: the centre's, unread; else empty */
    /*
     * Only the same request again can bring the answer: the centre does not know the request, or
     * its profile can't ask.
     */
    bool repeat;
    long retry_after; /* the centre's last wish in seconds, or -1 */
};

/*
 * Sends the request, or asks what became of it, again and again until its fate is known, it has
 * failed three times, or the time to wait is over. If the centre asks for a longer wait than is
 * left, it ends at once. *error is set unless the fate is ACQUISITION_ANSWERED. The caller frees
 * the answer.
 */
enum request_fate acquisition_request_fate(const struct fate_question *question,
                                           struct fate_finding *finding, struct valux_error *error);

#endif
