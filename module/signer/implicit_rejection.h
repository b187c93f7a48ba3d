/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_IMPLICIT_REJECTION_H
#define VALUX_MODULE_SIGNER_IMPLICIT_REJECTION_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * RSA decryption of PKCS #1 v1.5 that does not tell whether the padding was right
 * (draft-irtf-cfrg-rsa-guidance, section 7). A ciphertext that has no right padding gives a
 * plaintext too: one that the key and the ciphertext determine, so that it is the same each time,
 * and that nobody without the key can tell from a real one. An error would help those who try out
 * ciphertexts (Bleichenbacher's attack). libcrypto does this itself from version 3.2 on; this file
 * serves all versions alike, so that one and the same code is tested.
 */

/*
 * Decrypts `size` bytes, the length of the key's modulus, at `ciphertext`. Writes the plaintext to
 * `plaintext`, which has room for `size` bytes, and its length, at most size - 11, to *length.
 * Returns false if the ciphertext is no number below the modulus, or if libcrypto fails.
 */
bool implicit_rejection_decrypt(EVP_PKEY *private_key, const uint8_t *ciphertext, size_t size,
                                uint8_t *plaintext, size_t *length);

#endif
