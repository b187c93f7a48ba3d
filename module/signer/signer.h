/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SIGNER_H
#define VALUX_MODULE_SIGNER_SIGNER_H

#include "signer/service.h"

/*
 * The signer's life: `valux-signer STORE CHANNELS`, where STORE is the store's path and CHANNELS
 * the number of sockets from descriptor VALUX_SIGNER_FIRST_CHANNEL on. `serve` is what each
 * channel's thread does once the process is sealed. Returns the exit status where it fails.
 */
int signer_main(int argument_count, char *arguments[], service_channel *serve);

#endif
