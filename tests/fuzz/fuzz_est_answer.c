/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Covers the reading of answers in the profile est: centre_est's read and key_type, and through
 * them est_decode, est_certificates and est_key_type. The input is the joined answer of an
 * enrolment, and the body of each other answer.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "centre/est.h"
#include "centre/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct valux_bytes body;

/* These take the place of the network. */
struct http_session *http_session_open(const struct valux_configuration *configuration,
                                       struct valux_error *error)
{
    static char session;

    (void)configuration;
    (void)error;
    return (struct http_session *)&session;
}

bool http_session_exchange(struct http_session *session, const struct http_request *request,
                           struct http_answer *answer, enum http_failure *failure,
                           struct valux_error *error)
{
    (void)session;
    (void)request;
    (void)failure;
    (void)error;
    *answer = (struct http_answer){
        .status = 200, .content_type = "application/csrattrs", .retry_after = -1};
    return valux_bytes_copy(&answer->body, body.data, body.length);
}

const char *http_session_binding(const struct http_session *session)
{
    (void)session;
    return NULL;
}

void http_session_close(struct http_session *session)
{
    (void)session;
}

static void read_issued(void)
{
    struct centre_issued issued = {0};
    struct valux_error error = {0};

    if (centre_est.read("id", "id", "id", &body, &issued, &error)) {
        if (issued.chain_count == 0 || issued.chain_count > CENTRE_CHAIN_MAX)
            abort();
    } else if (error.domain != VALUX_ERROR_ANSWER && error.domain != VALUX_ERROR_SYSTEM) {
        abort();
    }
    valux_bytes_free(&issued.certificate);
    for (size_t i = 0; i < issued.chain_count; i++)
        valux_bytes_free(&issued.chain[i]);
    free(issued.chain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct valux_configuration configuration = {.address = "https://centre.example"};
    struct valux_error warning = {0};
    struct valux_error error = {0};
    struct key_choice choice = {.in_tpm = size % 2 == 1};

    body = (struct valux_bytes){(uint8_t *)(uintptr_t)data, size};
    read_issued();
    if (!centre_est.key_type(&configuration, &choice, &warning, &error))
        abort();
    if (choice.type > VALUX_KEY_EC_P384)
        abort();
    return 0;
}
