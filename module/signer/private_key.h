/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_PRIVATE_KEY_H
#define VALUX_MODULE_SIGNER_PRIVATE_KEY_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Makes a private key from `length` bytes of PrivateKeyInfo (RFC 5208, DER). It is an RSA key (RFC
 * 8017, A.1.2), or an EC key on a named curve (RFC 5915), whose public half is left out. The caller
 * frees it with EVP_PKEY_free. NULL where the bytes are none of these.
 */
EVP_PKEY *private_key_parse(const uint8_t *der, size_t length);

#endif
