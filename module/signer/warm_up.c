/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "warm_up.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#define DER_SIGNATURE_MAX 72 /* bytes of an ECDSA signature over P-256's order */

static EVP_PKEY *pass_through_pkcs8(const EVP_PKEY *key)
{
    PKCS8_PRIV_KEY_INFO *information = EVP_PKEY2PKCS8(key);
    EVP_PKEY *parsed = information == NULL ? NULL : EVP_PKCS82PKEY(information);

    PKCS8_PRIV_KEY_INFO_free(information);
    return parsed;
}

void warm_up(void)
{
    static const unsigned char digest[32];
    unsigned char signature[DER_SIGNATURE_MAX];
    size_t length = sizeof signature;
    EVP_PKEY *made = EVP_EC_gen("P-256");
    EVP_PKEY *key = made == NULL ? NULL : pass_through_pkcs8(made);
    EVP_PKEY_CTX *context = key == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

    if (context != NULL && EVP_PKEY_sign_init(context) == 1)
        (void)EVP_PKEY_sign(context, signature, &length, digest, sizeof digest);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    EVP_PKEY_free(made);
    ERR_clear_error();
}
