/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_CENTRE_SEND_H
#define VALUX_TESTS_CENTRE_SEND_H

#include <microhttpd.h>
#include <stdint.h>

#include "message.h"

/* Sends a reply as its `ending` says. The reply's body is taken over. */

#define SEND_REALM "VALUX"
#define SEND_FLOOD_SIZE UINT64_C(100000000) /* bytes of REPLY_FLOOD's body */

enum MHD_Result send_reply(struct MHD_Connection *connection, struct reply *reply);

#endif
