/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PROXY_KIOSLAVERC_H
#define VALUX_ENROLL_PROXY_KIOSLAVERC_H

#include <stdbool.h>
#include <stddef.h>

#include "proxy/settings.h"

/*
 * KDE's proxy settings: the section [Proxy Settings] of the file kioslaverc, which is the same in
 * Plasma 5 and 6.
 */

enum kioslaverc_type {
    KIOSLAVERC_NONE = 0,
    KIOSLAVERC_MANUAL = 1,
    KIOSLAVERC_SCRIPT = 2,      /* PAC */
    KIOSLAVERC_SEARCH = 3,      /* WPAD */
    KIOSLAVERC_ENVIRONMENT = 4, /* https and exceptions name environment variables */
};

struct kioslaverc {
    enum kioslaverc_type type;
    char https[VALUX_PROXY_ADDRESS_SIZE];
    char socks[VALUX_PROXY_ADDRESS_SIZE];
    char exceptions[PROXY_EXCEPTIONS_SIZE];
    bool reversed; /* the exceptions are the hosts that need the proxy */
};

/*
 * Reads a file's text, which need not be terminated, over *file: what a file of more weight leaves
 * out stays as it was. What it does not understand is passed over.
 */
void kioslaverc_parse(const char *text, size_t length, struct kioslaverc *file);

/* What the file means. False: an address is too long. */
bool kioslaverc_settings(const struct kioslaverc *file, struct proxy_settings *settings);

/* Reads the machine's files (XDG_CONFIG_DIRS) and the user's over them, where they exist. */
bool kioslaverc_read(struct proxy_settings *settings);

#endif
