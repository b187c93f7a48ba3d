/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PROXY_SETTINGS_H
#define VALUX_ENROLL_PROXY_SETTINGS_H

#include <stdbool.h>

#include "valux/proxy_address.h"

/* What a place where proxies are set says of the proxy for HTTPS. */

#define PROXY_EXCEPTIONS_SIZE 4096

struct proxy_settings {
    char address[VALUX_PROXY_ADDRESS_SIZE]; /* without user and password; "": none */
    char user[VALUX_PROXY_LOGIN_SIZE];      /* "": none */
    char password[VALUX_PROXY_LOGIN_SIZE];  /* secret */
    char exceptions[PROXY_EXCEPTIONS_SIZE]; /* for proxy_exceptions_match; "": none */
    bool exceptions_alone;                  /* the proxy is for those hosts, and for no other */
    bool script; /* a script (PAC) or a search in the network (WPAD) decides: nobody here runs it */
};

/* Sets the address, and the user and password where it has them. False: one of them is too long. */
bool proxy_settings_set_address(struct proxy_settings *settings, const char *address);

/* Overwrites and empties the settings. */
void proxy_settings_wipe(struct proxy_settings *settings);

#endif
