/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_RECORD_H
#define VALUX_TESTS_CENTRE_RECORD_H

#include <cjson/cJSON.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#include "grant.h"
#include "state.h"
#include "text.h"

/* The state's record of an issued certificate: written and read here alone. */

/* What a certificate was issued for. */
struct record_origin {
    const char *request_id;
    const char *company_id;
    const char *certificate_id;
    const char *renews;         /* serial number of the renewed certificate; NULL: a new one */
    char otp[TEXT_DIGEST_SIZE]; /* "" for a renewal */
    char csr[TEXT_DIGEST_SIZE];
};

struct record_period {
    bool told; /* answers tell it */
    int64_t from;
    int64_t to;
};

/* The digest of a certification request. */
bool record_digest_request(X509_REQ *request, char digest[static TEXT_DIGEST_SIZE]);

/* Adds a record, which the state owns; NULL: no memory. */
cJSON *record_add(struct state *state, const struct record_origin *origin, X509 *certificate,
                  const struct record_period *period);

/* Whether the record was issued for this very request. */
bool record_has_origin(const cJSON *record, const struct record_origin *origin);

/* Whether the record is of this very certificate. */
bool record_is_of(const cJSON *record, X509 *certificate);

/* The record as a grant that the caller frees; NULL: the record can't be read. */
struct grant *record_to_grant(const struct centre *centre, const cJSON *record);

#endif
