/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_PROCESS_H
#define VALUX_MODULE_SIGNER_LINK_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "signer-link/channel.h"
#include "valux/signer_protocol.h"

/*
 * The signer as a child process of the program, and the sockets to it. Not thread-safe: the
 * client's lock guards it. A process that is all zeros is one that does not run.
 */

struct signer_process {
    pid_t pid;       /* 0: none runs */
    pid_t lingering; /* one that was killed and is not gone yet, to be waited for later; or 0 */
    size_t channel_count;
    struct signer_channel channels[VALUX_SIGNER_CHANNELS_MAX];
    int pairs[VALUX_SIGNER_CHANNELS_MAX][2]; /* while it is being started; 0: none */
};

/*
 * Starts valux-signer for the user's store and returns at once; what is sent on the channels waits
 * until it is ready. False where it can't be started; nothing is left behind then.
 */
bool signer_process_start(struct signer_process *process);

/*
 * Whether the process has ended, also where the program has reaped it; it is no zombie afterwards.
 */
bool signer_process_ended(const struct signer_process *process);

enum signer_process_end { SIGNER_PROCESS_ASK, SIGNER_PROCESS_KILL };

/*
 * Ends the process: shuts all channels, by which it sees the end of file, or kills it; waits until
 * it is gone, for at most 2 s, and then kills it and waits for 1 s more. One that is not gone then
 * is waited for when another one is started or ended. Closes the channels
 * whose `keep` is not set; those are closed later by who uses them, with signer_channel_close.
 */
void signer_process_end(struct signer_process *process, enum signer_process_end how,
                        const bool keep[static VALUX_SIGNER_CHANNELS_MAX]);

/* In a forked child: closes the child's copies of the sockets. Async-signal-safe. */
void signer_process_forget(struct signer_process *process);

#endif
