/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SERVE_H
#define VALUX_MODULE_SIGNER_SERVE_H

#include "signer/service.h"

/* What the product's signer does on a channel: it reads requests and answers them. */
service_channel serve_channel;

#endif
