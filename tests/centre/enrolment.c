/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "enrolment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "authority_check.h"
#include "record.h"
#include "state.h"
#include "text.h"

static bool key_is_accepted(const struct centre *centre, const EVP_PKEY *key)
{
    for (size_t i = 0; i < centre->options.key_type_count; i++) {
        if (key_type_matches(centre->options.key_types[i], key))
            return true;
    }
    return false;
}

X509_REQ *enrolment_read_request(const struct centre *centre, const unsigned char *der,
                                 size_t length, char detail[static DETAIL_SIZE])
{
    const unsigned char *end = der;
    X509_REQ *request = d2i_X509_REQ(NULL, &end, (long)length);
    EVP_PKEY *key = request == NULL ? NULL : X509_REQ_get0_pubkey(request);
    const char *reason = NULL;

    if (request == NULL || end != der + length)
        reason = "the request is not PKCS#10 in DER";
    else if (key == NULL || !key_is_accepted(centre, key))
        reason = "keys of this kind are not accepted";
    else if (X509_REQ_verify(request, key) != 1)
        reason = "the request's signature is wrong";
    if (reason == NULL)
        return request;
    snprintf(detail, DETAIL_SIZE, "%s", reason);
    X509_REQ_free(request);
    return NULL;
}

static struct record_period service_period(const struct centre_options *options, int64_t now,
                                           int64_t not_before, int64_t not_after)
{
    const int64_t margin = CENTRE_SERVICE_MARGIN_DAYS * AUTHORITY_DAY;
    struct record_period period = {
        .told = !options->no_service_period,
        .from = not_before,
        .to = not_after - not_before > margin ? not_after - margin : not_after,
    };

    if (options->service_start_given)
        period.from = now + options->service_start;
    if (options->service_end_given)
        period.to = now + options->service_end;
    return period;
}

/* Issues a certificate, records it and commits. From then on the request has this answer. */
static enum problem issue(const struct centre *centre, struct state *state,
                          const struct record_origin *origin, X509_REQ *request,
                          struct grant **grant)
{
    const struct centre_options *options = &centre->options;
    int64_t now = (int64_t)time(NULL);
    int64_t not_before = now + options->not_before;
    int64_t not_after = not_before + options->validity;
    struct record_period period = service_period(options, now, not_before, not_after);
    X509 *certificate =
        authority_issue_client(&centre->authority, X509_REQ_get0_pubkey(request),
                               origin->company_id, origin->certificate_id, not_before, not_after);
    cJSON *record = NULL;
    enum problem problem = PROBLEM_INTERNAL;

    record = certificate == NULL ? NULL : record_add(state, origin, certificate, &period);
    if (record == NULL || !state_commit(state))
        goto done;
    *grant = record_to_grant(centre, record);
    if (*grant != NULL)
        problem = PROBLEM_NONE;
done:
    X509_free(certificate);
    return problem;
}

/* The earlier answer, if the request is the same as one that was answered before. */
static enum problem repeat(const struct centre *centre, const cJSON *record,
                           const struct record_origin *origin, struct grant **grant,
                           char detail[static DETAIL_SIZE])
{
    if (!record_has_origin(record, origin)) {
        snprintf(detail, DETAIL_SIZE, "another request has had this request ID");
        return PROBLEM_REQUEST;
    }
    *grant = record_to_grant(centre, record);
    return *grant == NULL ? PROBLEM_INTERNAL : PROBLEM_NONE;
}

enum problem enrolment_new(const struct centre *centre, const char *request_id,
                           const struct credentials *credentials, X509_REQ *request,
                           struct grant **grant, char detail[static DETAIL_SIZE])
{
    struct record_origin origin = {
        .request_id = request_id,
        .company_id = credentials->company_id,
        .certificate_id = credentials->certificate_id,
    };
    struct state state;
    const cJSON *known;
    enum problem problem = PROBLEM_INTERNAL;

    if (!state_begin(&state, centre->directory) ||
        !text_digest(credentials->otp, strlen(credentials->otp), origin.otp) ||
        !record_digest_request(request, origin.csr))
        goto done;
    problem = otp_check(centre, &state, credentials);
    known = state_request_by_id(&state, request_id);
    if (known != NULL && record_has_origin(known, &origin) &&
        (problem == PROBLEM_OTP_EXPIRED || problem == PROBLEM_LOCKED))
        problem = PROBLEM_NONE;
    if (problem != PROBLEM_NONE)
        goto done;
    if (known != NULL)
        problem = repeat(centre, known, &origin, grant, detail);
    else if (state_request_by_otp(&state, origin.company_id, origin.certificate_id, origin.otp))
        problem = PROBLEM_OTP_USED;
    else if (!state_set_failures(&state, origin.company_id, origin.certificate_id, 0))
        problem = PROBLEM_INTERNAL;
    else
        problem = issue(centre, &state, &origin, request, grant);
done:
    state_end(&state);
    return problem;
}

/* The record of the presented certificate; NULL: the centre did not issue it. */
static cJSON *record_of(const struct centre *centre, const struct state *state, X509 *presented)
{
    char *serial = authority_serial(presented);
    cJSON *record = serial == NULL ? NULL : state_request_by_serial(state, serial);

    OPENSSL_free(serial);
    if (record == NULL || !record_is_of(record, presented) ||
        !authority_verify_client(&centre->authority, presented))
        return NULL;
    return record;
}

/* Why the certificate can't be renewed now; NULL: it can. */
static const char *renewal_obstacle(const struct centre *centre, const cJSON *record, X509 *old)
{
    int64_t now = (int64_t)time(NULL);
    int64_t not_after;
    int64_t service_to;

    if (strcmp(state_string(record, "state"), "active") != 0)
        return "the certificate is revoked or suspended";
    if (!authority_not_after(old, &not_after) || now > not_after)
        return "the certificate has expired; acquire a new one";
    if (!text_parse_time(state_string(record, "serviceTo"), &service_to) ||
        now < service_to - centre->options.renewal_window)
        return "it is too early for a renewal";
    return NULL;
}

enum problem enrolment_renew(const struct centre *centre, const char *request_id, X509 *old,
                             X509_REQ *request, struct grant **grant,
                             char detail[static DETAIL_SIZE])
{
    struct record_origin origin = {.request_id = request_id};
    struct state state;
    const cJSON *record;
    const cJSON *known;
    const char *obstacle;
    enum problem problem = PROBLEM_INTERNAL;

    if (!state_begin(&state, centre->directory) || !record_digest_request(request, origin.csr))
        goto done;
    record = old == NULL ? NULL : record_of(centre, &state, old);
    problem = PROBLEM_CERTIFICATE_REQUIRED;
    if (record == NULL)
        goto done;
    origin.company_id = state_string(record, "companyId");
    origin.certificate_id = state_string(record, "certificateId");
    origin.renews = state_string(record, "serial");
    known = state_request_by_id(&state, request_id);
    obstacle = renewal_obstacle(centre, record, old);
    if (known != NULL) {
        problem = repeat(centre, known, &origin, grant, detail);
    } else if (obstacle != NULL) {
        snprintf(detail, DETAIL_SIZE, "%s", obstacle);
        problem = PROBLEM_NOT_RENEWABLE;
    } else {
        problem = issue(centre, &state, &origin, request, grant);
    }
done:
    state_end(&state);
    return problem;
}

enum problem enrolment_fetch(const struct centre *centre, const char *request_id,
                             struct grant **grant)
{
    struct state state;
    const cJSON *record;
    enum problem problem = PROBLEM_INTERNAL;

    if (!state_begin(&state, centre->directory))
        goto done;
    record = state_request_by_id(&state, request_id);
    problem = PROBLEM_NOT_FOUND;
    if (record == NULL)
        goto done;
    *grant = record_to_grant(centre, record);
    problem = *grant == NULL ? PROBLEM_INTERNAL : PROBLEM_NONE;
done:
    state_end(&state);
    return problem;
}

enum problem enrolment_status(const struct centre *centre, X509 *presented, struct grant **grant)
{
    struct state state;
    const cJSON *record;
    enum problem problem = PROBLEM_INTERNAL;

    if (!state_begin(&state, centre->directory))
        goto done;
    record = presented == NULL ? NULL : record_of(centre, &state, presented);
    problem = PROBLEM_CERTIFICATE_REQUIRED;
    if (record == NULL)
        goto done;
    *grant = record_to_grant(centre, record);
    problem = *grant == NULL ? PROBLEM_INTERNAL : PROBLEM_NONE;
done:
    state_end(&state);
    return problem;
}
