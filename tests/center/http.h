/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef CENTER_HTTP_H
#define CENTER_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "center.h"

/* The HTTPS server on 127.0.0.1, by libmicrohttpd, in one thread of its own. */

struct http_server;

/* Starts to serve. *port becomes the bound port. NULL: failed. */
struct http_server *http_start(struct center *center, uint16_t *port);

/* Ends all connections and the thread. NULL is allowed. */
void http_stop(struct http_server *server);

#endif
