/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PROXY_PROXY_H
#define VALUX_ENROLL_PROXY_PROXY_H

#include <stdbool.h>
#include <stddef.h>

#include "proxy/credentials.h"
#include "valux/configuration.h"
#include "valux/error.h"

/*
 * Which proxy the way to the centre takes. The first place that names one decides:
 *
 *   1. centre.proxy of the configuration; "none" there: no proxy, whatever else names one
 *   2. the environment: https_proxy and its like, without the hosts of no_proxy
 *   3. the desktop: GNOME's settings or KDE's, without the hosts that they except
 */

enum proxy_origin {
    PROXY_UNSET, /* no place names one */
    PROXY_CONFIGURATION,
    PROXY_ENVIRONMENT,
    PROXY_GNOME,
    PROXY_KDE,
};

struct proxy {
    enum proxy_origin origin;
    const char *variable;                   /* of PROXY_ENVIRONMENT: its name; static */
    char address[VALUX_PROXY_ADDRESS_SIZE]; /* without user and password; "": connect directly */
    struct proxy_credentials credentials;   /* secret; an empty user: none are known */
    bool credentials_from_file;             /* else the place that names the proxy has them */
    bool excepted; /* the origin names a proxy, but not for this host: the address is "" */
    bool script;   /* the desktop leaves it to a script, which is not run: the address is "" */
};

/*
 * Finds the proxy for the centre's address in the configuration. The caller wipes *proxy.
 * VALUX_ERROR_CONFIGURATION for a file of credentials that can't be used, and for what is too long.
 */
bool proxy_find(const struct valux_configuration *configuration, struct proxy *proxy,
                struct valux_error *error);

void proxy_wipe(struct proxy *proxy);

/*
 * Whether a proxy's address may be given on a command line, which every user of the machine can
 * read: VALUX_ERROR_CONFIGURATION for one with a user or a password in it.
 */
bool proxy_check_argument(const char *address, struct valux_error *error);

/* What names the proxy, in the person's language, for messages: "the variable https_proxy". */
void proxy_describe_origin(const struct proxy *proxy, char *text, size_t size);

#endif
