/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_HTTP_ERROR_H
#define VALUX_ENROLL_CENTRE_HTTP_ERROR_H

#include <curl/curl.h>
#include <stdbool.h>

#include "centre/http_proxy.h"
#include "centre/http_watch.h"
#include "valux/error.h"

/* An exchange that has failed. */
struct http_failed {
    CURL *curl;
    CURLcode code;
    const char *detail; /* libcurl's text, or "" */
    const char *url;    /* the centre's */
    const struct http_watch *watch;
    const struct http_proxy *way;
};

/*
 * Says why it failed and what to do: a proxy on the way, a server that is not the centre, a network
 * that wants a login first. Returns false always.
 */
bool http_error_set(const struct http_failed *failed, struct valux_error *error);

#endif
