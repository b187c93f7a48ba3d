/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "route_name.h"

#include <string.h>

static const char *const texts[ROUTE_COUNT] = {
    [ROUTE_CERTIFICATES] = "certificates",
    [ROUTE_FETCH] = "fetch",
    [ROUTE_RENEWALS] = "renewals",
    [ROUTE_STATUS] = "status",
    [ROUTE_PROFILE] = "profile",
    [ROUTE_CACERTS] = "cacerts",
    [ROUTE_CSRATTRS] = "csrattrs",
    [ROUTE_SIMPLEENROLL] = "simpleenroll",
    [ROUTE_SIMPLEREENROLL] = "simplereenroll",
};

const char *route_name_text(enum route_name name)
{
    return texts[name];
}

bool route_name_exists(const char *name, size_t length)
{
    for (size_t i = 0; i < ROUTE_COUNT; i++)
        if (strlen(texts[i]) == length && memcmp(texts[i], name, length) == 0)
            return true;
    return false;
}
