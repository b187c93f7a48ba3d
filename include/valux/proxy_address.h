/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROXY_ADDRESS_H
#define VALUX_PROXY_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A proxy's address as people and programs write it: [scheme://][user[:password]@]host[:port]. The
 * user and the password in it are a login that is shown nowhere.
 */

#define VALUX_PROXY_ADDRESS_SIZE 1024 /* bytes, with the terminating zero */
#define VALUX_PROXY_LOGIN_SIZE 256    /* likewise, of a user and of a password */

/*
 * Whether it can be a proxy's address: a scheme of http, https or socks, or none; a host; a port of
 * 1 to 65535, or none; no blanks and no control characters.
 */
bool valux_proxy_address_is_valid(const char *address);

/* Whether the address has a user or a password in it. */
bool valux_proxy_address_has_login(const char *address);

/* Writes the address without its login to `shown`, which has `size` bytes. False: too long. */
bool valux_proxy_address_show(const char *address, char *shown, size_t size);

/*
 * Writes the address's user and password with their percent escapes (RFC 3986, section 2.1)
 * resolved; "" for what it does not have. False if one of them is too long or has a zero byte.
 */
bool valux_proxy_address_login(const char *address, char user[static VALUX_PROXY_LOGIN_SIZE],
                               char password[static VALUX_PROXY_LOGIN_SIZE]);

#endif
