/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/proxy_address.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "valux/bytes.h"
#include "valux/text.h"

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

static bool has_known_scheme(const char *address)
{
    static const char *const schemes[] = {"http",    "https",  "socks",  "socks4",
                                          "socks4a", "socks5", "socks5h"};
    const char *mark = strstr(address, "://");
    size_t length = mark == NULL ? 0 : (size_t)(mark - address);

    for (size_t i = 0; mark != NULL && i < sizeof schemes / sizeof schemes[0]; i++)
        if (strlen(schemes[i]) == length && strncasecmp(schemes[i], address, length) == 0)
            return true;
    return mark == NULL;
}

/* The colon before the port, or NULL. The colons of an IPv6 address are in brackets. */
static const char *port_of(const char *host)
{
    const char *bracket = strchr(host, ']');

    return strchr(bracket == NULL ? host : bracket, ':');
}

static bool is_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    long port = strtol(text, NULL, 10);

    return digits > 0 && (text[digits] == '\0' || strcmp(text + digits, "/") == 0) && port >= 1 &&
           port <= UINT16_MAX;
}

bool valux_proxy_address_is_valid(const char *address)
{
    const char *login = login_end(address);
    const char *host = login == NULL ? authority_of(address) : login + 1;
    const char *port = port_of(host);
    size_t length = port == NULL ? strcspn(host, "/") : (size_t)(port - host);

    return !valux_text_has_blank(address) && has_known_scheme(address) && length > 0 &&
           strcspn(host, "/?#") >= length && (port == NULL || is_port(port + 1));
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
