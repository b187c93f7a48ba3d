/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "verify.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>

#define DIGEST_SIZE 32
#define DER_SIGNATURE_MAX 160

EVP_PKEY *verify_read_key(const char *path)
{
    FILE *file = fopen(path, "rbe");
    X509 *certificate = file == NULL ? NULL : d2i_X509_fp(file, NULL);
    EVP_PKEY *key = certificate == NULL ? NULL : X509_get_pubkey(certificate);

    if (key == NULL)
        fprintf(stderr, "%s is not a certificate in DER\n", path);
    X509_free(certificate);
    if (file != NULL)
        fclose(file);
    return key;
}

/* PKCS#11's r and s, each as long as the order, become DER's SEQUENCE of two INTEGERs. */
static size_t encode_signature(const struct program_record *record,
                               unsigned char der[static DER_SIGNATURE_MAX])
{
    int half = (int)record->signature_length / 2;
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(record->signature, half, NULL);
    BIGNUM *s = BN_bin2bn(record->signature + half, half, NULL);
    int length = 0;

    if (signature == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(signature, r, s) != 1) {
        BN_free(r);
        BN_free(s);
    } else if (i2d_ECDSA_SIG(signature, NULL) <= DER_SIGNATURE_MAX) {
        length = i2d_ECDSA_SIG(signature, &der);
    }
    ECDSA_SIG_free(signature);
    return length < 0 ? 0 : (size_t)length;
}

bool verify_record(EVP_PKEY *key, const struct program_record *record)
{
    unsigned char der[DER_SIGNATURE_MAX];
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    const unsigned char *digest = record->data + record->data_length - DIGEST_SIZE;
    bool result = false;

    if (context == NULL || record->data_length < DIGEST_SIZE ||
        record->data_length > sizeof record->data ||
        record->signature_length > sizeof record->signature || EVP_PKEY_verify_init(context) != 1)
        goto done;
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        size_t length = encode_signature(record, der);
        result = record->signature_length == 2 * (((size_t)EVP_PKEY_get_bits(key) + 7) / 8) &&
                 EVP_PKEY_verify(context, der, length, digest, DIGEST_SIZE) == 1;
    } else {
        result = record->signature_length == (size_t)EVP_PKEY_get_size(key) &&
                 EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
                 EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
                 EVP_PKEY_verify(context, record->signature, record->signature_length, digest,
                                 DIGEST_SIZE) == 1;
    }
done:
    EVP_PKEY_CTX_free(context);
    return result;
}
