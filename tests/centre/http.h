/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_HTTP_H
#define VALUX_TESTS_CENTRE_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "centre.h"

/* The HTTPS server on 127.0.0.1, by libmicrohttpd, in one thread of its own. */

struct http_server;

/* Starts to serve. *port becomes the bound port. NULL: failed. */
struct http_server *http_start(struct centre *centre, uint16_t *port);

/* Ends all connections and the thread. NULL is allowed. */
void http_stop(struct http_server *server);

#endif
