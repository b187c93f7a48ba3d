/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_CHANNEL_H
#define VALUX_MODULE_SIGNER_LINK_CHANNEL_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The module's side of a channel, which is one socket to the signer, and what tells it from another
 * file that the program gave the same number: a program may close descriptors that it does not
 * know.
 */
struct signer_channel {
    int descriptor; /* close-on-exec, never 0 to 2; 0: none */
    dev_t device;
    ino_t inode;
};

/*
 * Makes *channel the channel of a new socket: a receive on it looks at its deadline four times a
 * second. False where the system refuses it.
 */
bool signer_channel_prepare(int socket, struct signer_channel *channel);

/* Whether the descriptor still is this channel. */
bool signer_channel_is_ours(const struct signer_channel *channel);

/* Closes the channel if it still is ours. Async-signal-safe. */
void signer_channel_close(const struct signer_channel *channel);

#endif
