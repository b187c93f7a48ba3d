/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_REGISTRATION_AGENT_SOCKETS_H
#define VALUX_ENROLL_REGISTRATION_AGENT_SOCKETS_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/store.h"

/*
 * The agent's sockets for sandboxed programs. The unit valux-agent.socket has the one in the
 * runtime directory; the others are added to it by a file of our own beside it, of systemd's kind
 * that is called drop-in (systemd.unit(5)).
 */

/*
 * Makes the user's drop-in name exactly the sockets of the store's record, and the user manager
 * listen on them; without any, the drop-in is removed. Nothing where that is so already, or where
 * user_units_available is false. VALUX_ERROR_SYSTEM or what the record gives.
 */
bool agent_sockets_update(const struct valux_store *store, struct valux_error *error);

#endif
