/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_DECRYPTION_H
#define VALUX_MODULE_SIGNER_DECRYPTION_H

#include <stddef.h>
#include <stdint.h>

#include "signer/keys.h"
#include "valux/signer_protocol.h"

/*
 * Decrypts the request's ciphertext with an RSA key (RFC 8017, sections 7.1.2 and 7.2.2). Whatever
 * is wrong with an OAEP ciphertext of the right length, the status is VALUX_SIGNER_BAD_DATA: more
 * would help those who try out ciphertexts. With PKCS #1 v1.5 even that would help them, so a wrong
 * padding gives a made-up plaintext (implicit_rejection.h).
 *
 * Writes the plaintext to `answer`, which has VALUX_SIGNER_PAYLOAD_MAX bytes, and its length to
 * *length. Returns VALUX_SIGNER_OK, or the status that tells the program what is wrong.
 */
enum valux_signer_status decryption_compute(const struct key *key,
                                            const struct valux_signer_request *request,
                                            uint8_t *answer, size_t *length);

#endif
