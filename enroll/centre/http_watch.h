/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_HTTP_WATCH_H
#define VALUX_ENROLL_CENTRE_HTTP_WATCH_H

#include <curl/curl.h>
#include <stdbool.h>

#include "centre/http.h"
#include "centre/peer.h"
#include "centre/sending.h"

/*
 * What is seen of an exchange while libcurl does it, which may take several requests: one without a
 * login, and one with it.
 */

#define HTTP_HOST_SIZE 256

struct http_watch {
    /* Set by the caller. */
    const char *binding_wanted; /* requests go over the connection with it alone; NULL: any */
    char host[HTTP_HOST_SIZE];  /* the centre's, without brackets; "": not known */

    const struct centre_client *client; /* whose key a TPM has; set by http_watch_set, or NULL */
    CURL *curl;                         /* set by http_watch_set */
    struct sending sending;             /* likewise */

    /* Seen. */
    unsigned requests;     /* that were begun to be sent */
    unsigned answers;      /* whose status has come */
    bool login_sent;       /* one of the requests had an Authorization header */
    bool repeated;         /* libcurl was about to send a request again that may have arrived */
    bool other_connection; /* a request was held back, since the connection was another one */
    /*
     * The connection's channel binding in base64: tls-unique (RFC 5929) with TLS 1.2, tls-exporter
     * (RFC 9266) with TLS 1.3; "" where libcurl does not use OpenSSL.
     */
    char binding[HTTP_BINDING_SIZE];
    struct peer peer; /* the certificate of the server that answered */
};

/* Sets the host of the watch to that of the address, as far as it can be told. */
void http_watch_name_host(struct http_watch *watch, const char *url);

/*
 * Watches the next exchange of the handle, which does `request`. False: it can't be set up. The
 * caller calls sending_end for watch->sending after the exchange.
 */
bool http_watch_set(CURL *curl, struct http_watch *watch, const struct http_request *request);

#endif
