/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_CHANNEL_THREADS_H
#define VALUX_MODULE_SIGNER_CHANNEL_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signer/keys.h"
#include "signer/sandbox.h"

/*
 * A thread for each channel. All threads are sealed together, and none of them reads a request
 * before that.
 */

/*
 * What the thread of a channel does; `keys` are those of channel_threads_prepare. It gets itself
 * ready, then calls channel_threads_wait_for_channel exactly once, and then serves. When it
 * returns, the process ends.
 */
typedef void channel_thread_main(const struct keys *keys);

/*
 * Makes the threads, which get themselves ready. They do not look into `keys` before
 * channel_threads_serve. With `bound`, each thread stays on the processors of its channel, where
 * the system allows that. With `warm`, each signs once with a key that is thrown away, which takes
 * a processor 0.2 ms: the first signature that is asked of it then comes 0.1 ms sooner. False where
 * the system refuses to make a thread.
 */
bool channel_threads_prepare(size_t channels, bool bound, bool warm, channel_thread_main *serve,
                             const struct keys *keys);

/* Waits until the threads are ready, and seals the process. False where that is denied. */
bool channel_threads_seal(const struct sandbox *sandbox);

/*
 * Lets the threads of a sealed process serve: the first `count` of them, each its channel of
 * `channels`. The others stay without one.
 */
void channel_threads_serve(const int *channels, size_t count);

/* The clock of channel_threads_last_used, in seconds. */
int64_t channel_threads_seconds(void);

/* When the last request of all channels began; 0 where there was none. */
int64_t channel_threads_last_used(void);

/*
 * Called by the thread of a channel: returns the channel's descriptor when the process is sealed
 * and there is a channel for the thread.
 */
int channel_threads_wait_for_channel(void);

/*
 * Called by the thread of a channel before and after it works on a request. In between the process
 * does not end. The first one also notes the time, for the end of an idle process.
 */
void channel_threads_begin_work(void);
void channel_threads_end_work(void);

/* Waits until the other threads have done their work, wipes the keys, and ends the process. */
_Noreturn void channel_threads_end(void);

#endif
