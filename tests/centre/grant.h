/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_GRANT_H
#define VALUX_TESTS_CENTRE_GRANT_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#include "centre.h"
#include "otp.h"

#define REQUEST_ID_SIZE 65 /* bytes with the terminating zero */

/* An issued certificate, with all that an answer says about it. */
struct grant {
    char request_id[REQUEST_ID_SIZE];
    char company_id[COMPANY_ID_LENGTH + 1];
    char certificate_id[CERTIFICATE_ID_LENGTH + 1];
    X509 *certificate;
    STACK_OF(X509) * chain; /* the issuing CA, then the root */
    bool tells_chain;       /* EST's answer has the chain as well */
    bool tells_service_period;
    int64_t service_from; /* seconds */
    int64_t service_to;   /* seconds; the last usable one */
    char state[16];       /* active, suspended or revoked */
};

/* Frees the grant and what it owns. NULL is allowed. */
void grant_free(struct grant *grant);

#endif
