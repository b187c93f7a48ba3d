/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* Covers private_key_parse, and what libcrypto makes of the key: it signs once. */
#include "signer/private_key.h"

#define SIGNATURE_MAX 8192
#define MODULUS_BITS_MAX 4096 /* longer ones are slow, and nothing else */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void sign(EVP_PKEY *key)
{
    static const unsigned char digest[32];
    unsigned char signature[SIGNATURE_MAX];
    size_t length = sizeof signature;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

    if (context != NULL && EVP_PKEY_sign_init(context) == 1)
        (void)EVP_PKEY_sign(context, signature, &length, digest, sizeof digest);
    EVP_PKEY_CTX_free(context);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    EVP_PKEY *key = private_key_parse(data, size);

    if (key != NULL && EVP_PKEY_get_bits(key) <= MODULUS_BITS_MAX)
        sign(key);
    EVP_PKEY_free(key);
    return 0;
}
