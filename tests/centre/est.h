/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_EST_H
#define VALUX_TESTS_CENTRE_EST_H

#include "centre.h"
#include "message.h"

/*
 * Enrollment over Secure Transport (RFC 7030). The client proves itself by HTTP authentication
 * (user companyId/certificateId, password the one-time password) with the passphrase as the
 * request's challengePassword, or by its old certificate.
 */

/* GET /cacerts (4.1): the issuing CA and the root. */
void est_cacerts(struct centre *centre, const struct request *request, struct reply *reply);

/* GET /csrattrs (4.5): challengePassword and the accepted kinds of keys. */
void est_csrattrs(struct centre *centre, const struct request *request, struct reply *reply);

/* POST /simpleenroll (4.2.1) */
void est_simpleenroll(struct centre *centre, const struct request *request, struct reply *reply);

/* POST /simplereenroll (4.2.2): the request's subject must be the old certificate's. */
void est_simplereenroll(struct centre *centre, const struct request *request, struct reply *reply);

/* The answer to both (4.2.3): 200 with the certificate alone. */
void est_write_grant(struct reply *reply);

#endif
