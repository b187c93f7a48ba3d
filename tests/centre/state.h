/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_STATE_H
#define VALUX_TESTS_CENTRE_STATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * What the centre remembers: state.json in its directory, one JSON document that is replaced as a
 * whole. Each use is a transaction under a file lock, so that the operator's commands and the
 * running centre see each other's changes at once, and a centre that is killed forgets nothing that
 * it has answered.
 *
 *   requests[]  {requestId, kind, companyId, certificateId, otp, csr, serial, certificate, issued,
 *                serviceFrom, serviceTo, tellServicePeriod, state, renews}
 *   failures[]  {companyId, certificateId, count}
 *
 * `otp` and `csr` are SHA-256 digests. A one-time password counts as used if a request has it.
 */

struct state {
    int directory;
    int lock;
    cJSON *root;
};

/* Takes the lock and loads the document. The caller ends with state_end, after a failure too. */
bool state_begin(struct state *state, int directory);

/* Writes the document. */
bool state_commit(struct state *state);

/* Drops what was not committed, and the lock. */
void state_end(struct state *state);

/* The array of requests, oldest first. */
cJSON *state_requests(const struct state *state);

/* Requests by one member's value; by serial number without regard to case. NULL: none. */
cJSON *state_request_by_id(const struct state *state, const char *request_id);
cJSON *state_request_by_serial(const struct state *state, const char *serial);

/* The request that used up this one-time password of the IDs; NULL: none. */
cJSON *state_request_by_otp(const struct state *state, const char *company_id,
                            const char *certificate_id, const char *otp_digest);

/* Wrong tries in a row with these IDs. */
int state_failures(const struct state *state, const char *company_id, const char *certificate_id);
bool state_set_failures(struct state *state, const char *company_id, const char *certificate_id,
                        int count);

/* A string member of a record, or "". */
const char *state_string(const cJSON *record, const char *member);

#endif
