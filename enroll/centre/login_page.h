/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_LOGIN_PAGE_H
#define VALUX_ENROLL_CENTRE_LOGIN_PAGE_H

#include <stdbool.h>

/*
 * Networks in hotels and trains answer every question themselves until the person has logged in on
 * a page of theirs (a captive portal).
 */

#define LOGIN_PAGE_HOST_SIZE 128

struct login_page {
    bool certain;                    /* the network said so: a redirection away, or status 511 */
    bool possible;                   /* a page of HTML came in place of the host's */
    char host[LOGIN_PAGE_HOST_SIZE]; /* where the page is; "": not told */
};

/*
 * Asks the host of the https address `url` a question by plain HTTP on port 80, with nothing in it,
 * and looks who answers. Takes at most 5 seconds. For a host to which no TLS connection came about.
 */
void login_page_look(const char *url, struct login_page *page);

#endif
