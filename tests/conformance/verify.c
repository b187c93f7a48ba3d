/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "verify.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

EVP_PKEY *verify_public_key(CK_SESSION_HANDLE session, const char *label)
{
    CK_BYTE value[TOKEN_VALUE_MAX];
    const unsigned char *der = value;
    CK_ULONG length =
        token_value(session, token_object(session, CKO_CERTIFICATE, label), CKA_VALUE, value);
    X509 *certificate = d2i_X509(NULL, &der, (long)length);

    assert_non_null(certificate);
    EVP_PKEY *key = X509_get_pubkey(certificate);
    assert_non_null(key);
    X509_free(certificate);
    return key;
}

/* PKCS#11 has r and s one after the other, libcrypto a DER sequence. The caller frees *der. */
static size_t to_der(const CK_BYTE *signature, size_t length, unsigned char **der)
{
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(signature, (int)(length / 2), NULL);
    BIGNUM *s = BN_bin2bn(signature + length / 2, (int)(length / 2), NULL);

    assert_non_null(pair);
    assert_int_equal(ECDSA_SIG_set0(pair, r, s), 1);
    *der = NULL;
    int der_length = i2d_ECDSA_SIG(pair, der);
    assert_true(der_length > 0);
    ECDSA_SIG_free(pair);
    return (size_t)der_length;
}

static void set_pss(EVP_PKEY_CTX *context, struct verify_rule rule)
{
    if (rule.pss == NULL)
        return;
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(context, rule.pss), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, rule.salt_length), 1);
}

static int verify_message(EVP_PKEY *key, struct verify_rule rule, const void *message,
                          size_t length, const unsigned char *signature, size_t signature_length)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_PKEY_CTX *context;

    assert_non_null(digest);
    assert_int_equal(EVP_DigestVerifyInit(digest, &context, rule.digest, NULL, key), 1);
    set_pss(context, rule);
    int result = EVP_DigestVerify(digest, signature, signature_length, message, length);
    EVP_MD_CTX_free(digest);
    return result;
}

static int verify_raw(EVP_PKEY *key, struct verify_rule rule, const void *data, size_t length,
                      const unsigned char *signature, size_t signature_length)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);

    assert_non_null(context);
    assert_int_equal(EVP_PKEY_verify_init(context), 1);
    if (rule.pss != NULL) {
        set_pss(context, rule);
        assert_int_equal(EVP_PKEY_CTX_set_signature_md(context, rule.pss), 1);
    }
    int result = EVP_PKEY_verify(context, signature, signature_length, data, length);
    EVP_PKEY_CTX_free(context);
    return result;
}

void verify_signature(EVP_PKEY *key, struct verify_rule rule, const void *message, size_t length,
                      const CK_BYTE *signature, size_t signature_length)
{
    unsigned char *der = NULL;

    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        signature_length = to_der(signature, signature_length, &der);
        signature = der;
    }
    assert_int_equal((rule.digest != NULL ? verify_message : verify_raw)(
                         key, rule, message, length, signature, signature_length),
                     1);
    OPENSSL_free(der);
}
