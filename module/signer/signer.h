/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SIGNER_H
#define VALUX_MODULE_SIGNER_SIGNER_H

#include "signer/channel_threads.h"

/*
 * The whole life of the process `valux-signer STORE CHANNELS [MANNER]`. STORE is the store's path;
 * CHANNELS is the number of channels, which are the descriptors from VALUX_SIGNER_FIRST_CHANNEL on.
 * MANNER is VALUX_SIGNER_UNBOUND or VALUX_SIGNER_WARM. `serve` is what the thread of each channel
 * does; tests have another one. Returns the exit status where something fails, and else not at all.
 */
int signer_main(int argument_count, char *arguments[], channel_thread_main *serve);

#endif
