/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SERVICE_H
#define VALUX_MODULE_SIGNER_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "signer/keys.h"
#include "signer/sandbox.h"

/* Serving the channels: a thread for each, all of them sealed before the first request is read. */

/*
 * Serves one channel, until the process ends. `keys` is what the service was started with. It gets
 * itself ready and then, exactly once, calls service_wait_until_sealed.
 */
typedef void service_channel(int channel, const struct keys *keys);

/*
 * Gives paths up and makes the threads, which get themselves ready: the contents of `keys` are
 * looked at when the service runs. False where the system refuses it.
 */
bool service_prepare(size_t channels, service_channel *serve, const struct keys *keys);

/*
 * Seals the process and lets the threads serve. Ends the process when nothing was asked for
 * `idle_seconds` (0: never). Returns only where the seal fails.
 */
void service_run(const struct sandbox *sandbox, unsigned idle_seconds);

/* Returns when the process is sealed and the keys are there. */
void service_wait_until_sealed(void);

/*
 * Lets a channel's thread compute: between the two calls the process does not end. Marks the
 * process as used.
 */
void service_begin_work(void);
void service_end_work(void);

/* Ends the process in order: waits for the other threads' work and wipes the keys. */
_Noreturn void service_end(void);

#endif
