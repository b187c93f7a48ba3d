/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_PROXY_FORM_H
#define VALUX_ENROLL_SCREEN_PROXY_FORM_H

#include <stdbool.h>

#include "proxy/credentials.h"

/* Asks on the terminal who one is to the proxy; a proxy_credentials_prompt. */
bool proxy_form_ask(const char *address, bool refused, struct proxy_credentials *credentials,
                    struct valux_error *error);

#endif
