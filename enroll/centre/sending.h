/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_SENDING_H
#define VALUX_ENROLL_CENTRE_SENDING_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "centre/http.h"

/*
 * Watches one exchange of libcurl for the moment when a request with secrets has been sent, and
 * overwrites them then, while the answer is waited for: the secrets, the body, and libcurl's copies
 * of both. libcurl sends a request again by itself in some cases; after that moment it does not:
 * whoever has the secrets sends it again.
 */

struct sending {
    const struct http_request *request;
    size_t sent;     /* bytes of the body, in this try: a centre may first ask for a password */
    bool authorised; /* this try has the password in it */
    bool forgotten;  /* the secrets have been overwritten */
};

/*
 * Sets the exchange up to be watched. Does nothing for a request without secrets. *sending stays
 * valid until sending_end. False if libcurl does not take an option.
 */
bool sending_watch(struct sending *sending, CURL *curl, const struct http_request *request);

/*
 * libcurl is about to send the request: for the first time, with a password that the centre has
 * asked for, or again. False if the secrets have been overwritten: then it would be a wrong try,
 * and must not be sent.
 */
bool sending_begin(struct sending *sending);

/* libcurl has sent this; of CURLOPT_DEBUGFUNCTION's arguments. */
void sending_note(struct sending *sending, curl_infotype type, const char *data, size_t size);

/* Overwrites the secrets if that has not been done yet: the exchange is over, however it ended. */
void sending_end(struct sending *sending);

#endif
