/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "tpm/public_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <string.h>

#include "tpm/key_file.h"
#include "valux/text.h"

#define COORDINATE_SIZE ((TPM_POINT_SIZE - 1) / 2)

void tpm_public_key_point(const TPMS_ECC_POINT *key, uint8_t point[static TPM_POINT_SIZE])
{
    memset(point, 0, TPM_POINT_SIZE);
    point[0] = 4;
    memcpy(point + 1 + COORDINATE_SIZE - key->x.size, key->x.buffer, key->x.size);
    memcpy(point + TPM_POINT_SIZE - key->y.size, key->y.buffer, key->y.size);
}

static bool push_rsa(OSSL_PARAM_BLD *builder, const TPMT_PUBLIC *key, BIGNUM **modulus)
{
    *modulus = BN_bin2bn(key->unique.rsa.buffer, key->unique.rsa.size, NULL);
    return *modulus != NULL &&
           OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, *modulus) == 1 &&
           OSSL_PARAM_BLD_push_uint(builder, OSSL_PKEY_PARAM_RSA_E, TPM_RSA_EXPONENT) == 1;
}

static bool push_ec(OSSL_PARAM_BLD *builder, const uint8_t point[static TPM_POINT_SIZE])
{
    return OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
           OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point,
                                            TPM_POINT_SIZE) == 1;
}

EVP_PKEY *tpm_public_key_make(const TPMT_PUBLIC *key)
{
    bool rsa = key->type == TPM2_ALG_RSA;
    uint8_t point[TPM_POINT_SIZE];
    BIGNUM *modulus = NULL;
    EVP_PKEY *made = NULL;
    OSSL_PARAM *parameters = NULL;
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, rsa ? "RSA" : "EC", NULL);

    if (!rsa)
        tpm_public_key_point(&key->unique.ecc, point);
    if (builder != NULL && (rsa ? push_rsa(builder, key, &modulus) : push_ec(builder, point)))
        parameters = OSSL_PARAM_BLD_to_param(builder);
    if (parameters == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        made = NULL;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    return made;
}

bool tpm_public_key_id(const TPMT_PUBLIC *key, struct valux_key_id *key_id)
{
    uint8_t point[TPM_POINT_SIZE];
    const uint8_t *data = point;
    size_t length = sizeof point;

    if (key->type == TPM2_ALG_RSA) {
        data = key->unique.rsa.buffer;
        length = key->unique.rsa.size;
    } else {
        tpm_public_key_point(&key->unique.ecc, point);
    }
    return EVP_Digest(data, length, key_id->bytes, NULL, EVP_sha1(), NULL) == 1;
}

bool valux_tpm_public_key(const uint8_t *data, size_t length, struct valux_bytes *information,
                          struct valux_error *error)
{
    struct tpm_key_parts parts;
    unsigned char *der = NULL;
    EVP_PKEY *key = NULL;

    if (!tpm_key_file_read(data, length, &parts))
        return valux_error_set(error, VALUX_ERROR_STORE, "%s",
                               _("The file of a key in the TPM is damaged."));
    key = tpm_public_key_make(&parts.public_part.publicArea);
    int size = key == NULL ? -1 : i2d_PUBKEY(key, &der);
    bool result = size > 0 && valux_bytes_copy(information, der, (size_t)size);
    OPENSSL_free(der);
    EVP_PKEY_free(key);
    return result || valux_error_set_memory(error);
}
