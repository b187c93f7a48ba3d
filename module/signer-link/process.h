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
#include "valux/signer_way.h"

/*
 * The signer's process: how it is come by, watched and ended. It is one that valux-agent had ready,
 * or else a child of the program. Not thread-safe: the client's lock guards it. A structure that is
 * all zeros has no process.
 */

/* Whether the agent is asked for the next signer. */
enum agent_distrust {
    AGENT_TRUSTED = 0,
    AGENT_PASSED_OVER_ONCE, /* its last signer died */
    AGENT_DISTRUSTED,       /* its last signer did not answer */
};

struct signer_process {
    bool runs;
    pid_t pid;    /* of a child; 0: the agent has started it */
    pid_t parent; /* the process that uses it */
    enum valux_signer_way way;
    enum agent_distrust distrust;
    bool unbound; /* a child is not to bind its threads to processors, nor are the next ones */
    enum valux_signer_failure failure; /* how it ended; set when it has been waited for */
    pid_t lingering;   /* an earlier one that was killed and is not gone yet; 0: none */
    size_t processors; /* of the machine */
    size_t channel_count;
    struct signer_channel channels[VALUX_SIGNER_CHANNELS_MAX];
    int pairs[VALUX_SIGNER_CHANNELS_MAX][2]; /* ours and its end, during the start; 0: none */
};

/*
 * Takes a signer for the user's store from the agent, which is waited for a few milliseconds, or
 * starts valux-signer and returns at once; process->way says which. A request that is sent before
 * the signer is ready waits in its channel. False where it can't be started; nothing is left behind
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

/*
 * Says of a signer that runs that it has failed. Where it is the agent's, the next one is not taken
 * from the agent, nor with `for_good` any later one.
 */
void signer_process_distrust_agent(struct signer_process *process, bool for_good);

enum signer_process_end {
    SIGNER_PROCESS_ASK, /* it ends by itself, at the end of file of its channels */
    SIGNER_PROCESS_KILL,
};

/*
 * Ends the process; process->failure then says how it has ended. It is given 2 seconds to end by
 * itself, unless it is killed at once; after them it is killed, and given 1 second more. One that
 * is still there then becomes the lingering one: it is waited for when another process is started
 * or ended. One of the agent is not waited for: it ends at the end of its channels.
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
