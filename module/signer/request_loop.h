/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_REQUEST_LOOP_H
#define VALUX_MODULE_SIGNER_REQUEST_LOOP_H

#include "signer/service.h"

/* Serves one channel, as service.h wants it: reads requests and answers them. */
service_channel request_loop_run;

#endif
