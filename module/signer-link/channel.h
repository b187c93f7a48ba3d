/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_CHANNEL_H
#define VALUX_MODULE_SIGNER_LINK_CHANNEL_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * A channel: the module's end of one socket pair to the signer. The program owns the numbers of its
 * descriptors: it may close one that it does not know, and open a file of its own that gets the
 * same number. So a channel remembers which file it is, and it is used only after a check that the
 * descriptor still is that file.
 */
struct signer_channel {
    int descriptor; /* close-on-exec, never 0 to 2; 0: no channel */
    dev_t device;   /* with the inode: the file that the descriptor was at the beginning */
    ino_t inode;
};

/*
 * Makes `socket`, our end of a new pair, a channel. A receive on it returns after a quarter of a
 * second, so that its caller can look at a deadline. The caller still has to close the socket where
 * the system refuses this, which is false.
 */
bool signer_channel_prepare(int socket, struct signer_channel *channel);

/*
 * Moves a new descriptor away from the numbers 0 to 2: a program that has closed its standard
 * streams would print into a socket that got one of them. *descriptor becomes its new number. False
 * where it is negative or can't be moved; it is 0 then, and nothing is open.
 */
bool signer_channel_move_from_streams(int *descriptor);

/* Whether the descriptor still is this channel. Async-signal-safe. */
bool signer_channel_is_ours(const struct signer_channel *channel);

/* Closes the channel if it still is ours. Async-signal-safe. */
void signer_channel_close(const struct signer_channel *channel);

#endif
