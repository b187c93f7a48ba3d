/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers kioslaverc_parse, kioslaverc_settings and proxy_exceptions_match. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/exceptions.h"
#include "proxy/kioslaverc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kioslaverc file = {.type = KIOSLAVERC_NONE};
    struct proxy_settings settings;

    kioslaverc_parse((const char *)data, size, &file);
    if (!kioslaverc_settings(&file, &settings))
        return 0;
    /* What messages show has no login in it. */
    if (valux_proxy_address_has_login(settings.address) ||
        (settings.script && settings.address[0] != '\0'))
        abort();
    (void)proxy_exceptions_match(settings.exceptions, "centre.example.com", 443);
    (void)proxy_exceptions_match(settings.exceptions, "192.0.2.1", 443);
    (void)proxy_exceptions_match(settings.exceptions, "2001:db8::1", 443);
    return 0;
}
