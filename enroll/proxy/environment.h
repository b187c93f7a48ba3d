/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_PROXY_ENVIRONMENT_H
#define VALUX_ENROLL_PROXY_ENVIRONMENT_H

#include <stdbool.h>

#include "proxy/settings.h"

/*
 * Reads the proxy for HTTPS from the environment as curl does: https_proxy, HTTPS_PROXY, all_proxy,
 * ALL_PROXY, the first that is set and not empty; and no_proxy or NO_PROXY. *variable becomes the
 * name of the one that counts, static, or NULL where none is set. False if what it says is too
 * long.
 */
bool proxy_environment_read(struct proxy_settings *settings, const char **variable);

#endif
