/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/proxy_address.h"

#include <stdint.h>
#include <string.h>

#include "valux/bytes.h"

/* The place behind "scheme://", where user or host begin. */
static const char *authority_of(const char *address)
{
    const char *mark = strstr(address, "://");

    return mark == NULL ? address : mark + strlen("://");
}

/* The @ behind the login, or NULL. A password may have an @ of its own, so the last one counts. */
static const char *login_end(const char *address)
{
    const char *authority = authority_of(address);

    return memrchr(authority, '@', strlen(authority));
}

bool valux_proxy_address_has_login(const char *address)
{
    return login_end(address) != NULL;
}

bool valux_proxy_address_show(const char *address, char *shown, size_t size)
{
    const char *end = login_end(address);
    size_t scheme = (size_t)(authority_of(address) - address);
    const char *rest = end == NULL ? address + scheme : end + 1;

    shown[0] = '\0';
    if (scheme + strlen(rest) >= size)
        return false;
    memcpy(shown, address, scheme);
    memcpy(shown + scheme, rest, strlen(rest) + 1);
    return true;
}

static bool decode(const char *text, size_t length, char value[static VALUX_PROXY_LOGIN_SIZE])
{
    size_t used = 0;

    for (size_t i = 0; i < length; i++) {
        char digits[3] = "";
        uint8_t byte = (uint8_t)text[i];
        if (text[i] == '%' && i + 2 < length)
            memcpy(digits, text + i + 1, 2);
        if (strlen(digits) == 2 && valux_bytes_from_hex(digits, &byte, 1))
            i += 2;
        if (byte == 0 || used + 1 >= VALUX_PROXY_LOGIN_SIZE)
            return false;
        value[used++] = (char)byte;
    }
    value[used] = '\0';
    return true;
}

bool valux_proxy_address_login(const char *address, char user[static VALUX_PROXY_LOGIN_SIZE],
                               char password[static VALUX_PROXY_LOGIN_SIZE])
{
    const char *begin = authority_of(address);
    const char *end = login_end(address);

    user[0] = '\0';
    password[0] = '\0';
    if (end == NULL)
        return true;
    const char *colon = memchr(begin, ':', (size_t)(end - begin));
    const char *user_end = colon == NULL ? end : colon;
    return decode(begin, (size_t)(user_end - begin), user) &&
           (colon == NULL || decode(colon + 1, (size_t)(end - colon - 1), password));
}
