/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "proxy/exceptions.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SEPARATORS ", \t\r\n;"
#define ENTRY_SIZE 300 /* bytes; a host's name has 253 at most */

struct address {
    uint8_t bytes[16];
    unsigned bits; /* 32 or 128 */
};

static bool read_address(const char *text, struct address *address)
{
    address->bits = strchr(text, ':') == NULL ? 32 : 128;
    return inet_pton(address->bits == 32 ? AF_INET : AF_INET6, text, address->bytes) == 1;
}

static bool begin_alike(const struct address *a, const struct address *b, unsigned bits)
{
    if (a->bits != b->bits || bits > a->bits || memcmp(a->bytes, b->bytes, bits / 8) != 0)
        return false;
    unsigned rest = bits % 8;
    uint8_t mask = (uint8_t)(0xff00U >> rest);
    return rest == 0 || ((a->bytes[bits / 8] ^ b->bytes[bits / 8]) & mask) == 0;
}

/* Takes "/BITS" off the entry; `bits` where there is none. A wrong one matches nothing. */
static unsigned take_bits(char *entry, unsigned bits)
{
    char *slash = strchr(entry, '/');
    char *end;

    if (slash == NULL)
        return bits;
    *slash = '\0';
    unsigned long value = strtoul(slash + 1, &end, 10);
    return *end == '\0' && end > slash + 1 && value <= 128 ? (unsigned)value : 129;
}

static void take_brackets(char *entry)
{
    char *close = entry[0] == '[' ? strchr(entry, ']') : NULL;

    if (close == NULL)
        return;
    memmove(close, close + 1, strlen(close));
    memmove(entry, entry + 1, strlen(entry));
}

static bool matches_address(const char *entry, const struct address *host)
{
    char text[ENTRY_SIZE];
    struct address address;

    memcpy(text, entry, strlen(entry) + 1);
    unsigned bits = take_bits(text, host->bits);
    take_brackets(text);
    return read_address(text, &address) && begin_alike(&address, host, bits);
}

/* Takes ":PORT" off the entry. False if it is there and not this port. */
static bool take_port(char *entry, unsigned port)
{
    char *end;
    char *colon = strrchr(entry, ':');

    if (colon == NULL || strchr(entry, ':') != colon)
        return true;
    *colon = '\0';
    return strtoul(colon + 1, &end, 10) == port && *end == '\0';
}

static bool matches_name(const char *entry, const char *host, unsigned port)
{
    char text[ENTRY_SIZE];
    size_t host_length = strlen(host);

    memcpy(text, entry, strlen(entry) + 1);
    if (!take_port(text, port))
        return false;
    const char *name = text + strspn(text, "*");
    name += *name == '.';
    size_t length = strlen(name);
    if (length == 0)
        return text[0] == '*';
    if (length > host_length || strcasecmp(host + host_length - length, name) != 0)
        return false;
    return length == host_length || host[host_length - length - 1] == '.';
}

bool proxy_exceptions_match(const char *list, const char *host, unsigned port)
{
    char entry[ENTRY_SIZE];
    struct address address;
    bool numeric = read_address(host, &address);

    for (const char *next = list + strspn(list, SEPARATORS); *next != '\0';
         next += strspn(next, SEPARATORS)) {
        size_t length = strcspn(next, SEPARATORS);
        if (length < sizeof entry) {
            memcpy(entry, next, length);
            entry[length] = '\0';
            if ((numeric && matches_address(entry, &address)) || matches_name(entry, host, port))
                return true;
        }
        next += length;
    }
    return false;
}
