/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_DERIVATION_H
#define VALUX_MODULE_SIGNER_DERIVATION_H

#include <stddef.h>
#include <stdint.h>

#include "signer/keys.h"
#include "valux/signer_protocol.h"

/*
 * Derives a secret from an EC key and the other side's point (ECDH, SP 800-56A). Without a digest
 * the secret is the x coordinate, as long as an element of the field. With one it is
 * request->output_length bytes that the KDF of X9.63 makes of the coordinate (SEC 1, 3.6.1), and
 * the coordinate does not leave this process.
 *
 * Writes the secret to `answer`, which has VALUX_SIGNER_PAYLOAD_MAX bytes, and its length to
 * *length. Returns VALUX_SIGNER_OK, or the status that tells the program what is wrong.
 */
enum valux_signer_status derivation_compute(const struct key *key,
                                            const struct valux_signer_request *request,
                                            uint8_t *answer, size_t *length);

#endif
