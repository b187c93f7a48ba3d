/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_ROUTE_NAME_H
#define VALUX_TESTS_CENTRE_ROUTE_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The names of the kinds of requests, by which a fault is limited to one kind. */
enum route_name {
    ROUTE_CERTIFICATES,
    ROUTE_FETCH,
    ROUTE_RENEWALS,
    ROUTE_STATUS,
    ROUTE_PROFILE,
    ROUTE_CACERTS,
    ROUTE_CSRATTRS,
    ROUTE_SIMPLEENROLL,
    ROUTE_SIMPLEREENROLL,
    ROUTE_COUNT,
};

/* The name's text. Static. */
const char *route_name_text(enum route_name name);

/* Whether a route has this name, of `length` characters. */
bool route_name_exists(const char *name, size_t length);

#endif
