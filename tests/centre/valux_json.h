/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_VALUX_JSON_H
#define VALUX_TESTS_CENTRE_VALUX_JSON_H

#include "centre.h"
#include "message.h"

/* The protocol valux-json, version 1: JSON over HTTPS. README.md lists its messages. */

/* POST /v1/certificates */
void valux_json_certificates(struct centre *centre, const struct request *request,
                             struct reply *reply);

/* GET /v1/certificates/{requestId} */
void valux_json_fetch(struct centre *centre, const struct request *request, struct reply *reply);

/* POST /v1/renewals, with the old certificate as the client's */
void valux_json_renewals(struct centre *centre, const struct request *request, struct reply *reply);

/* GET /v1/status, with the certificate as the client's */
void valux_json_status(struct centre *centre, const struct request *request, struct reply *reply);

/* GET /v1/profile */
void valux_json_profile(struct centre *centre, const struct request *request, struct reply *reply);

/* The answer to all of them that issue: 201. */
void valux_json_write_grant(struct reply *reply);

#endif
