/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_PRIVATE_KEY_H
#define VALUX_MODULE_SIGNER_PRIVATE_KEY_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A private key from `length` bytes of PrivateKeyInfo (RFC 5208, DER): RSA (RFC 8017, A.1.2), or EC
 * on a named curve (RFC 5915), which then has no public half. The caller frees it; NULL where it is
 * none of these.
 *
 * libcrypto's own decoders are not used: to set up one of each kind takes a millisecond of the time
 * to a program's first signature.
 */
EVP_PKEY *private_key_parse(const uint8_t *der, size_t length);

#endif
