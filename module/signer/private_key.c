/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Why this does not use libcrypto's decoders. A program's first signature waits until the keys are
 * parsed. libcrypto finds the kind of a key by setting up a decoder of each kind, which takes a
 * millisecond. The kind is known from the PrivateKeyInfo, so the numbers are taken out of its DER
 * here and given to EVP_PKEY_fromdata.
 */
#include "signer/private_key.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdbool.h>

/* The members of RSAPrivateKey that follow its version, in their order. */
static const char *const rsa_members[] = {
    OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
    OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
    OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
    OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

#define RSA_MEMBERS ((int)(sizeof rsa_members / sizeof *rsa_members))

/* The builder keeps pointers to the numbers, so the caller frees them after the builder. */
static bool push_rsa(const ASN1_SEQUENCE_ANY *sequence, OSSL_PARAM_BLD *builder,
                     BIGNUM *numbers[static RSA_MEMBERS])
{
    if (sk_ASN1_TYPE_num(sequence) != RSA_MEMBERS + 1)
        return false;
    for (int i = 0; i < RSA_MEMBERS; i++) {
        const ASN1_TYPE *member = sk_ASN1_TYPE_value(sequence, i + 1);
        if (ASN1_TYPE_get(member) != V_ASN1_INTEGER)
            return false;
        numbers[i] = ASN1_INTEGER_to_BN(member->value.integer, NULL);
        if (numbers[i] == NULL || BN_is_negative(numbers[i]) ||
            OSSL_PARAM_BLD_push_BN(builder, rsa_members[i], numbers[i]) != 1)
            return false;
    }
    return true;
}

/*
 * ECPrivateKey has a version, the private key, and optional members. The curve is taken from the
 * algorithm of the PrivateKeyInfo.
 */
static bool push_ec(const ASN1_SEQUENCE_ANY *sequence, const X509_ALGOR *algorithm,
                    OSSL_PARAM_BLD *builder, BIGNUM **number)
{
    int type;
    const void *curve;

    X509_ALGOR_get0(NULL, &type, &curve, algorithm);
    if (type != V_ASN1_OBJECT || OBJ_obj2nid(curve) == NID_undef ||
        sk_ASN1_TYPE_num(sequence) < 2 ||
        ASN1_TYPE_get(sk_ASN1_TYPE_value(sequence, 1)) != V_ASN1_OCTET_STRING)
        return false;
    const ASN1_OCTET_STRING *octets = sk_ASN1_TYPE_value(sequence, 1)->value.octet_string;
    *number = BN_bin2bn(ASN1_STRING_get0_data(octets), ASN1_STRING_length(octets), NULL);
    return *number != NULL &&
           OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME,
                                           OBJ_nid2sn(OBJ_obj2nid(curve)), 0) == 1 &&
           OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, *number) == 1;
}

static EVP_PKEY *build(const char *type, OSSL_PARAM_BLD *builder)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);

    if (parameters != NULL && context != NULL && EVP_PKEY_fromdata_init(context) == 1)
        (void)EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    return key;
}

static EVP_PKEY *parse_content(const PKCS8_PRIV_KEY_INFO *information)
{
    const ASN1_OBJECT *kind;
    const unsigned char *content;
    int length;
    const X509_ALGOR *algorithm;
    EVP_PKEY *key = NULL;
    BIGNUM *numbers[RSA_MEMBERS] = {NULL};

    if (PKCS8_pkey_get0(&kind, &content, &length, &algorithm, information) != 1)
        return NULL;
    ASN1_SEQUENCE_ANY *sequence = d2i_ASN1_SEQUENCE_ANY(NULL, &content, length);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (sequence == NULL || builder == NULL)
        goto done;
    if (OBJ_obj2nid(kind) == NID_rsaEncryption && push_rsa(sequence, builder, numbers))
        key = build("RSA", builder);
    if (OBJ_obj2nid(kind) == NID_X9_62_id_ecPublicKey &&
        push_ec(sequence, algorithm, builder, &numbers[0]))
        key = build("EC", builder);
done:
    OSSL_PARAM_BLD_free(builder);
    for (int i = 0; i < RSA_MEMBERS; i++)
        BN_clear_free(numbers[i]);
    sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free);
    return key;
}

EVP_PKEY *private_key_parse(const uint8_t *der, size_t length)
{
    PKCS8_PRIV_KEY_INFO *information = d2i_PKCS8_PRIV_KEY_INFO(NULL, &der, (long)length);
    EVP_PKEY *key = information == NULL ? NULL : parse_content(information);

    PKCS8_PRIV_KEY_INFO_free(information);
    ERR_clear_error();
    return key;
}
