/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers proxy_credentials_parse, valux_proxy_address_show and valux_proxy_address_login. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/credentials.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_address(const char *address)
{
    char shown[VALUX_PROXY_ADDRESS_SIZE];
    char user[VALUX_PROXY_LOGIN_SIZE];
    char password[VALUX_PROXY_LOGIN_SIZE];

    if (valux_proxy_address_show(address, shown, sizeof shown) &&
        valux_proxy_address_has_login(shown))
        abort();
    (void)valux_proxy_address_login(address, user, password);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proxy_credentials credentials;
    char *text = malloc(size + 1);

    if (text == NULL)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    if (proxy_credentials_parse((const char *)data, size, &credentials) &&
        (credentials.user[0] == '\0' || strpbrk(credentials.password, "\r\n") != NULL))
        abort();
    check_address(text);
    free(text);
    return 0;
}
