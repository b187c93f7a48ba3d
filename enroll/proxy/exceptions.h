/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PROXY_EXCEPTIONS_H
#define VALUX_ENROLL_PROXY_EXCEPTIONS_H

#include <stdbool.h>

/*
 * Whether a list of hosts that need no proxy names this one. The list is what no_proxy and the
 * desktops have: separated by commas or blanks,
 *
 *   *                       every host
 *   example.com             the host and all below it; also as .example.com and *.example.com
 *   example.com:8443        likewise, for that port alone
 *   192.0.2.1, 2001:db8::1  an address; brackets around the latter are allowed
 *   192.0.2.0/24, fe80::/10 the addresses that begin alike
 *
 * `host` is a name or an address without brackets; letters' case does not count.
 */
bool proxy_exceptions_match(const char *list, const char *host, unsigned port);

#endif
