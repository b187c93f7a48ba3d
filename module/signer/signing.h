/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_SIGNING_H
#define VALUX_MODULE_SIGNER_SIGNING_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "signer/keys.h"
#include "valux/signer_protocol.h"

/* Signatures with a private key. */

/*
 * libcrypto's contexts that are ready to sign. Each thread keeps those that it used last, because
 * to make one takes longer than a P-256 signature.
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

/* All zeros at the beginning. */
struct signing_contexts {
    struct signing_context contexts[SIGNING_CONTEXTS];
    size_t oldest; /* the index of the one that is replaced next */
};

/*
 * Signs `data_length` bytes of `data`: the message's digest where request->hash is set, else the
 * request's payload. RSA signatures are those of RFC 8017, sections 8.2.1 (PKCS#1 v1.5) and 8.1.1
 * (PSS); an ECDSA signature is r and s (PKCS#11 3.0 Current Mechanisms, 2.3.1).
 *
 * Writes the signature to `answer`, which has VALUX_SIGNER_PAYLOAD_MAX bytes, and its length to
 * *length. Returns VALUX_SIGNER_OK, or the status that tells the program what is wrong.
 */
enum valux_signer_status signing_compute(struct signing_contexts *contexts, const struct key *key,
                                         const struct valux_signer_request *request,
                                         const uint8_t *data, size_t data_length, uint8_t *answer,
                                         size_t *length);

#endif
