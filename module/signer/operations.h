/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_OPERATIONS_H
#define VALUX_MODULE_SIGNER_OPERATIONS_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "signer/keys.h"
#include "valux/signer_protocol.h"

/*
 * What a private key does. Each function writes its answer to `answer` of VALUX_SIGNER_PAYLOAD_MAX
 * bytes and its length to *length, and returns VALUX_SIGNER_OK, or the status that tells the
 * program what is wrong.
 */

/* Contexts that are ready to sign, kept by a thread: making one costs more than a P-256 signature.
 */
#define SIGNING_CONTEXTS 8

struct signing_context {
    const struct key *key;
    enum valux_signer_scheme scheme;
    enum valux_signer_digest digest;
    enum valux_signer_digest mgf_digest;
    uint32_t salt_length;
    EVP_PKEY_CTX *context;
};

struct signing_contexts {
    struct signing_context contexts[SIGNING_CONTEXTS];
    size_t oldest;
};

/*
 * Signs `data`: the digest where request->hash is set, else the payload. RSA PKCS#1 v1.5 and PSS
 * as RFC 8017, sections 8.2.1 and 8.1.1, have them; ECDSA as r and s (PKCS#11, 2.3.1).
 */
enum valux_signer_status operation_sign(struct signing_contexts *contexts, const struct key *key,
                                        const struct valux_signer_request *request,
                                        const uint8_t *data, size_t data_length, uint8_t *answer,
                                        size_t *length);

/* RFC 8017, sections 7.1.2 and 7.2.2. Whatever is wrong with a ciphertext has one answer. */
enum valux_signer_status operation_decrypt(const struct key *key,
                                           const struct valux_signer_request *request,
                                           uint8_t *answer, size_t *length);

/*
 * ECDH (SP 800-56A): the x coordinate, as long as the field's elements; or, with a digest,
 * request->output_length bytes of X9.63's KDF (SEC 1, 3.6.1), and the x coordinate stays here.
 */
enum valux_signer_status operation_derive(const struct key *key,
                                          const struct valux_signer_request *request,
                                          uint8_t *answer, size_t *length);

/*
 * AES key wrap (RFC 3394, section 2.2.2) with the AES key that the payload begins with. No private
 * key is used: the module, which has derived that key, can't compute AES.
 */
enum valux_signer_status operation_unwrap(const struct valux_signer_request *request,
                                          uint8_t *answer, size_t *length);

#endif
