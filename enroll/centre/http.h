/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_HTTP_H
#define VALUX_ENROLL_CENTRE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "centre/client.h"
#include "centre/secrets.h"
#include "valux/bytes.h"
#include "valux/configuration.h"
#include "valux/error.h"

/*
 * One HTTPS exchange with the centre, by libcurl: TLS 1.2 or later, the centre's CA pinned by the
 * configuration, sizes and times bounded, no redirect followed.
 */

#define HTTP_ANSWER_MAX ((size_t)1 << 20) /* bytes of an answer's body */

/*
 * How long a whole exchange may take. A GET can be repeated; the answer to a POST is worth the
 * wait.
 */
#define HTTP_GET_SECONDS 20
#define HTTP_POST_SECONDS 60

struct http_request {
    const char *method;                 /* "GET" or "POST" */
    const char *url;                    /* https://… */
    const char *accept;                 /* the Accept header's value */
    const char *content_type;           /* of the body, or NULL */
    const struct valux_bytes *body;     /* or NULL */
    const struct centre_client *client; /* for TLS, or NULL */
    const char *user;                   /* HTTP authentication, or NULL */
    char *password;
    /* What is overwritten, with the body, as soon as the request has been sent; or NULL. */
    const struct centre_secrets *secrets;
    const char *binding; /* of a session: sent over the connection with it alone; NULL: any */
    unsigned seconds;    /* the exchange may take so long; 0: HTTP_GET_SECONDS, HTTP_POST_SECONDS */
};

struct http_answer {
    long status;             /* 100 to 599 */
    char content_type[128];  /* without parameters, in small letters; "" for none */
    long retry_after;        /* seconds that the centre asks to wait; -1 for none */
    bool login_sent;         /* user and password went to the centre */
    struct valux_bytes body; /* the caller frees it; a zero byte that does not count follows */
};

enum http_failure {
    HTTP_NOT_SENT, /* no TLS connection to the right centre came about: nothing has left */
    HTTP_LOST,     /* the request may have arrived, and the answer did not */
};

/*
 * Does the exchange. On false *failure tells whether the request may have arrived; *error is of
 * VALUX_ERROR_NETWORK, or VALUX_ERROR_ANSWER for an answer that is too large.
 */
bool http_exchange(const struct valux_configuration *configuration,
                   const struct http_request *request, struct http_answer *answer,
                   enum http_failure *failure, struct valux_error *error);

/*
 * Several exchanges over one connection, as long as the centre keeps it. The configuration has to
 * outlive the session.
 */
struct http_session;

#define HTTP_BINDING_SIZE 128 /* bytes of a channel binding in base64 with its terminating zero */

/* The caller closes it. NULL: it can't be set up. */
struct http_session *http_session_open(const struct valux_configuration *configuration,
                                       struct valux_error *error);

/* As http_exchange. */
bool http_session_exchange(struct http_session *session, const struct http_request *request,
                           struct http_answer *answer, enum http_failure *failure,
                           struct valux_error *error);

/*
 * The channel binding of the connection of the last exchange, in base64: tls-unique (RFC 5929) with
 * TLS 1.2, tls-exporter (RFC 9266) with TLS 1.3. NULL where libcurl does not tell it. The text is
 * the session's, and the next exchange's connection may have another.
 */
const char *http_session_binding(const struct http_session *session);

/* NULL is allowed. */
void http_session_close(struct http_session *session);

#endif
