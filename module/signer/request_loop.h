/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_REQUEST_LOOP_H
#define VALUX_MODULE_SIGNER_REQUEST_LOOP_H

#include "signer/channel_threads.h"

/* Serves one channel, as channel_threads.h wants it: reads requests and answers them. */
channel_thread_main request_loop_run;

#endif
