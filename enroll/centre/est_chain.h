/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_EST_CHAIN_H
#define VALUX_ENROLL_CENTRE_EST_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "centre/centre.h"
#include "valux/bytes.h"
#include "valux/error.h"

/* The certificates that EST gives, in no order. */
struct est_messages {
    struct valux_bytes *authorities; /* of cacerts */
    size_t authority_count;
    struct valux_bytes *issued; /* of the enrolment */
    size_t issued_count;
};

/*
 * Puts them in order: the one certificate of the enrolment that is no CA's, and the chain from its
 * issuer upwards, without the self-signed end, as far as certificates of both messages go.
 * VALUX_ERROR_ANSWER where the enrolment has none or several. The caller frees *issued with
 * centre_issued_free, after a failure too.
 */
bool est_chain(const struct est_messages *messages, struct centre_issued *issued,
               struct valux_error *error);

#endif
