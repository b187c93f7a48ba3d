/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/est_question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centre/est_address.h"
#include "centre/est_encoding.h"
#include "centre/problem.h"
#include "valux/text.h"

#define CERTIFICATES_TYPE "application/pkcs7-mime"
#define ATTRIBUTES_TYPE "application/csrattrs"

/* The question of an operation, over TLS with the client's certificate where there is one. */
static struct http_request question(const char *accept, const struct http_request *login)
{
    struct http_request request = {.accept = accept};

    if (login != NULL)
        request.client = login->client;
    return request;
}

/* Whether the message is a list of certificates. */
static bool has_certificates(const struct valux_bytes *message)
{
    struct valux_bytes *certificates = NULL;
    size_t count = 0;
    bool result = est_certificates(message, &certificates, &count);

    est_certificates_free(certificates, count);
    return result;
}

enum centre_outcome est_fetch_authorities(struct http_session *session,
                                          const struct valux_configuration *configuration,
                                          const struct http_request *login, char **line,
                                          struct centre_answer *answer)
{
    enum centre_outcome outcome;
    struct http_request request = question(CERTIFICATES_TYPE, login);
    struct http_answer got;
    struct valux_bytes message = {NULL, 0};

    *line = NULL;
    if (!est_exchange(session, configuration, "cacerts", &request, &got, &outcome,
                      &answer->error)) {
        outcome = CENTRE_NOT_SENT;
        goto done;
    }
    answer->retry_after = got.retry_after;
    if (got.status < 200 || got.status > 299) {
        outcome = centre_problem(&got, &answer->error);
        outcome = outcome == CENTRE_BUSY || (got.status == 503 && got.retry_after > 0)
                      ? CENTRE_BUSY
                      : CENTRE_NOT_SENT;
        goto done;
    }
    if (est_decode(&got.body, &message) && has_certificates(&message))
        *line = valux_bytes_to_base64(&message);
    if (*line == NULL)
        valux_error_set(&answer->error, VALUX_ERROR_ANSWER, "%s",
                        _("The centre's CA certificates can't be read."));
    outcome = *line == NULL ? CENTRE_NOT_SENT : CENTRE_ANSWERED;
done:
    valux_bytes_free(&message);
    valux_bytes_free(&got.body);
    return outcome;
}

bool est_fetch_linking(struct http_session *session,
                       const struct valux_configuration *configuration,
                       const struct http_request *login, bool *linking, struct valux_error *error)
{
    enum centre_outcome outcome;
    struct http_request request = question(ATTRIBUTES_TYPE, login);
    struct http_answer got;
    struct valux_bytes attributes = {NULL, 0};
    bool result = est_exchange(session, configuration, "csrattrs", &request, &got, &outcome, error);

    *linking = result && got.status == 200 && est_decode(&got.body, &attributes) &&
               est_wants_linking(&attributes);
    valux_bytes_free(&attributes);
    valux_bytes_free(&got.body);
    return result;
}

/* What the answer to csrattrs says. They are optional, and may be there for others only. */
static enum est_key_wish read_wish(const struct http_answer *got, struct key_choice *choice)
{
    struct valux_bytes attributes = {NULL, 0};
    enum est_key_wish wish = EST_KEY_ANY;

    if (got->status == 200 && got->body.length > 0)
        wish = est_decode(&got->body, &attributes) ? est_key_type(&attributes, choice)
                                                   : EST_KEY_UNKNOWN;
    valux_bytes_free(&attributes);
    return wish;
}

bool est_key_wanted(const struct valux_configuration *configuration, struct key_choice *choice,
                    struct valux_error *warning, struct valux_error *error)
{
    bool result = false;
    enum centre_outcome outcome;
    struct http_request request = question(ATTRIBUTES_TYPE, NULL);
    struct http_answer got = {0};
    struct http_session *session = http_session_open(configuration, error);

    if (session == NULL ||
        !est_exchange(session, configuration, "csrattrs", &request, &got, &outcome, error))
        goto done;
    if (got.status == 429 || got.status >= 500) {
        (void)centre_problem(&got, error);
        goto done;
    }
    if (read_wish(&got, choice) == EST_KEY_UNKNOWN)
        valux_error_set(warning, VALUX_ERROR_ANSWER, "%s",
                        _("The centre does not say which key type it wants, or names none that "
                          "this program can make: it gets an RSA key of 2,048 bits. Another can "
                          "be configured (keyType)."));
    result = true;
done:
    valux_bytes_free(&got.body);
    http_session_close(session);
    return result;
}
