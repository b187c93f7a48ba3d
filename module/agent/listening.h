/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_AGENT_LISTENING_H
#define VALUX_MODULE_AGENT_LISTENING_H

#include <stdbool.h>
#include <stddef.h>

/* The sockets on which the agent listens: SOCK_SEQPACKET sockets of AF_UNIX. */

#define LISTENING_MAX 32

struct listening {
    size_t count;
    int sockets[LISTENING_MAX]; /* close-on-exec; accept(2) on them does not wait */
};

/*
 * Takes the sockets that systemd has opened, as sd_listen_fds(3) describes its protocol. One that
 * is of another kind is named on standard error and closed.
 */
void listening_take(struct listening *listening);

/*
 * Listens at `path`, for this user alone. The directory is made where it is missing. A socket that
 * is there and on which nobody listens any more is replaced. False, with the reason on standard
 * error, where it can't listen there.
 */
bool listening_add(struct listening *listening, const char *path);

#endif
