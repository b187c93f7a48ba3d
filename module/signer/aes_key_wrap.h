/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SIGNER_AES_KEY_WRAP_H
#define VALUX_SIGNER_AES_KEY_WRAP_H

#include <stddef.h>
#include <stdint.h>

#include "valux/signer_protocol.h"

/*
 * Unwraps a key by AES key wrap (RFC 3394, section 2.2.2). The AES key is at the beginning of the
 * payload: the module has it from an earlier derivation. No private key is used; the signer does
 * this only because the module has no AES.
 *
 * Writes the unwrapped key to `answer`, which has VALUX_SIGNER_PAYLOAD_MAX bytes, and its length to
 * *length. Returns VALUX_SIGNER_OK; VALUX_SIGNER_BAD_DATA where something else was wrapped, or with
 * another key; VALUX_SIGNER_FAILED.
 */
enum valux_signer_status key_wrap_unwrap(const struct valux_signer_request *request,
                                         uint8_t *answer, size_t *length);

#endif
