/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/warm_up.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#define DER_SIGNATURE_MAX 72 /* bytes of an ECDSA signature over P-256's order */

void warm_up(void)
{
    static const unsigned char digest[32];
    unsigned char signature[DER_SIGNATURE_MAX];
    size_t length = sizeof signature;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    EVP_PKEY_CTX *context = key == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

    if (context != NULL && EVP_PKEY_sign_init(context) == 1)
        (void)EVP_PKEY_sign(context, signature, &length, digest, sizeof digest);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
}
