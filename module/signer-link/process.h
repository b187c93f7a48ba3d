/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_PROCESS_H
#define VALUX_MODULE_SIGNER_LINK_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "signer-link/channel.h"
#include "valux/signer_failure.h"
#include "valux/signer_protocol.h"

/*
 * The signer as a child process of the program: how it is started, watched and ended. Not
 * thread-safe: the client's lock guards it. A structure that is all zeros has no process.
 */

struct signer_process {
    pid_t pid;    /* 0: none runs */
    pid_t parent; /* the process that has started it */
    bool unbound; /* it is not to bind its threads to processors, nor are the next ones */
    enum valux_signer_failure failure; /* how it ended; set when it has been waited for */
    pid_t lingering; /* an earlier one that was killed and is not gone yet; 0: none */
    size_t channel_count;
    struct signer_channel channels[VALUX_SIGNER_CHANNELS_MAX];
    int pairs[VALUX_SIGNER_CHANNELS_MAX][2]; /* ours and its end, during the start; 0: none */
};

/*
 * Starts valux-signer for the user's store and returns at once. A request that is sent before the
 * signer is ready waits in its channel. False where it can't be started; nothing is left behind
 * then.
 */
bool signer_process_start(struct signer_process *process);

/*
 * Whether the process has ended, even where the program itself has waited for it. No zombie is
 * left.
 */
bool signer_process_ended(struct signer_process *process);

/*
 * Whether one runs that this very process has started. A child that was made by a bare clone(2)
 * has a copy of the structure, without having passed the handlers of pthread_atfork(3).
 */
bool signer_process_is_own(const struct signer_process *process);

enum signer_process_end {
    SIGNER_PROCESS_ASK, /* it ends by itself, at the end of file of its channels */
    SIGNER_PROCESS_KILL,
};

/*
 * Ends the process; process->failure then says how it has ended. It is given 2 seconds to end by
 * itself, unless it is killed at once; after them it is killed, and given 1 second more. One that
 * is still there then becomes the lingering one: it is waited for when another process is started
 * or ended.
 *
 * All channels are shut down, and those whose `keep` is false are closed. A channel that is kept is
 * in use by a thread, which closes it later by signer_channel_close.
 */
void signer_process_end(struct signer_process *process, enum signer_process_end how,
                        const bool keep[static VALUX_SIGNER_CHANNELS_MAX]);

/*
 * For a forked child: closes its copies of the sockets and leaves the process to the parent.
 * Async-signal-safe.
 */
void signer_process_forget(struct signer_process *process);

#endif
