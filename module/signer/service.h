/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SERVICE_H
#define VALUX_MODULE_SIGNER_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "signer/keys.h"
#include "signer/sandbox.h"

/*
 * A thread for each channel. All threads are sealed together, and none of them reads a request
 * before that.
 */

/*
 * What the thread of a channel does. `channel` is its descriptor; `keys` are those of
 * service_prepare. It gets itself ready, then calls service_wait_until_sealed exactly once, and
 * then serves. When it returns, the process ends.
 */
typedef void service_channel(int channel, const struct keys *keys);

/*
 * Makes the threads, which get themselves ready. They do not look into `keys` before service_run,
 * so that the keys may still be loading. With `bound`, each thread stays on the processors of its
 * channel, where the system allows that. False where the system refuses to make a thread.
 */
bool service_prepare(size_t channels, bool bound, service_channel *serve, const struct keys *keys);

/*
 * Seals the process and lets the threads serve. Ends the process when there was no request for
 * `idle_seconds`; 0 means never. Returns only where the process can't be sealed.
 */
void service_run(const struct sandbox *sandbox, unsigned idle_seconds);

/* Called by the thread of a channel: returns when the process is sealed and the keys are there. */
void service_wait_until_sealed(void);

/*
 * Called by the thread of a channel before and after it works on a request. In between the process
 * does not end. The first one also notes the time, for the end of an idle process.
 */
void service_begin_work(void);
void service_end_work(void);

/* Waits until the other threads have done their work, wipes the keys, and ends the process. */
_Noreturn void service_end(void);

#endif
