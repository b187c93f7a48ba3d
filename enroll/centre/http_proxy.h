/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_HTTP_PROXY_H
#define VALUX_ENROLL_CENTRE_HTTP_PROXY_H

#include <curl/curl.h>
#include <stdbool.h>

#include "proxy/proxy.h"
#include "valux/error.h"

/*
 * The way of an exchange through a proxy, and who one is to it. A proxy that asks does so before it
 * opens the way to the centre, so nothing has been sent to the centre by then, and a question may
 * be repeated.
 */

struct http_proxy {
    struct proxy proxy;
    unsigned long methods; /* how to log in to it: CURLAUTH_…; 0: not at all */
    bool asked;            /* the person has given the credentials */
    bool given_up;         /* the person was asked, and did not answer */
};

/* Finds the proxy, as proxy_find. The caller calls http_proxy_wipe. */
bool http_proxy_find(const struct valux_configuration *configuration, struct http_proxy *way,
                     struct valux_error *error);

void http_proxy_wipe(struct http_proxy *way);

/* Sets the handle up for this way. */
bool http_proxy_set(CURL *curl, const struct http_proxy *way);

/*
 * Whether the exchange that has just failed is worth another try, since the proxy asks for a login
 * and there is one that it has not seen yet. *way is then set for it. The order: what is known of
 * user and password, in the strongest way that the proxy takes; the person's Kerberos ticket
 * (Negotiate); what the person answers.
 */
bool http_proxy_try_again(CURL *curl, struct http_proxy *way);

/*
 * Says what is wrong with the proxy where an exchange failed with `code` because of it, and what to
 * do. False where the proxy was not the reason; *error is set otherwise.
 */
bool http_proxy_error_set(CURL *curl, CURLcode code, const char *detail,
                          const struct http_proxy *way, struct valux_error *error);

#endif
