/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_REQUEST_H
#define VALUX_MODULE_SIGNER_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/signer_protocol.h"

/*
 * signer_client_request, with the reason written where debugging is on and the signer can't do it.
 * Called without the state's mutex.
 */
CK_RV signer_request(const struct valux_signer_request *request, uint8_t *answer,
                     size_t *answer_length);

#endif
