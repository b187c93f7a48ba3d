/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "signer_fixture.h"

/* What the signer computes, in every scheme; libcrypto with the public keys judges. */

static const EVP_MD *digest_named(enum valux_signer_digest digest)
{
    switch (digest) {
    case VALUX_SIGNER_SHA1:
        return EVP_sha1();
    case VALUX_SIGNER_SHA224:
        return EVP_sha224();
    case VALUX_SIGNER_SHA256:
        return EVP_sha256();
    case VALUX_SIGNER_SHA384:
        return EVP_sha384();
    case VALUX_SIGNER_SHA512:
        return EVP_sha512();
    case VALUX_SIGNER_NO_DIGEST:
        break;
    }
    return NULL;
}

/* The answer as DER, where it is r and s. */
static size_t signature_for_libcrypto(enum which which, uint8_t der[static 256])
{
    size_t half = ((size_t)EVP_PKEY_get_bits(public_keys[which]) + 7) / 8;
    ECDSA_SIG *signature = ECDSA_SIG_new();
    uint8_t *end = der;

    if (EVP_PKEY_get_base_id(public_keys[which]) == EVP_PKEY_RSA) {
        ECDSA_SIG_free(signature);
        return 0;
    }
    assert_int_equal(answer_length, 2 * half);
    assert_int_equal(ECDSA_SIG_set0(signature, BN_bin2bn(answer, (int)half, NULL),
                                    BN_bin2bn(answer + half, (int)half, NULL)),
                     1);
    int length = i2d_ECDSA_SIG(signature, &end);
    ECDSA_SIG_free(signature);
    assert_true(length > 0);
    return (size_t)length;
}

static void set_verification(EVP_PKEY_CTX *context, const struct valux_signer_request *request)
{
    if (request->scheme == VALUX_SIGNER_ECDSA)
        return;
    bool pss = request->scheme == VALUX_SIGNER_RSA_PSS;
    assert_true(EVP_PKEY_CTX_set_rsa_padding(context,
                                             pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) == 1);
    if (pss) {
        assert_true(EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_named(request->mgf_digest)) == 1);
        assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, (int)request->salt_length) == 1);
    }
}

/* Verifies the answer as a signature of `data`, which is a message where request->hash is set. */
static bool verifies(const struct valux_signer_request *request, enum which which, const void *data,
                     size_t length)
{
    uint8_t der[256];
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned digest_length = 0;
    size_t der_length = signature_for_libcrypto(which, der);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(public_keys[which], NULL);

    assert_int_equal(EVP_PKEY_verify_init(context), 1);
    set_verification(context, request);
    if (request->digest != VALUX_SIGNER_NO_DIGEST)
        assert_int_equal(EVP_PKEY_CTX_set_signature_md(context, digest_named(request->digest)), 1);
    if (request->hash) {
        assert_int_equal(
            EVP_Digest(data, length, digest, &digest_length, digest_named(request->digest), NULL),
            1);
        data = digest;
        length = digest_length;
    }
    bool result = EVP_PKEY_verify(context, der_length > 0 ? der : answer,
                                  der_length > 0 ? der_length : answer_length, data, length) == 1;
    EVP_PKEY_CTX_free(context);
    return result;
}

static void test_every_scheme_gives_signatures_that_verify(void **state)
{
    static const enum which rsa_keys[] = {RSA_2048, RSA_3072};
    static const enum which ec_keys[] = {EC_P256, EC_P384};
    int verified = 0;

    (void)state;
    for (int key = 0; key < 2; key++) {
        struct valux_signer_request raw = {.verb = VALUX_SIGNER_SIGN,
                                           .scheme = VALUX_SIGNER_RSA_PKCS1};
        assert_int_equal(ask(raw, rsa_keys[key], text, sizeof text), CKR_OK);
        assert_true(verifies(&raw, rsa_keys[key], text, sizeof text));
        raw.scheme = VALUX_SIGNER_ECDSA;
        assert_int_equal(ask(raw, ec_keys[key], text, 32), CKR_OK);
        assert_true(verifies(&raw, ec_keys[key], text, 32));
        for (int digest = VALUX_SIGNER_SHA1; digest <= VALUX_SIGNER_SHA512; digest++) {
            struct valux_signer_request request = {.verb = VALUX_SIGNER_SIGN,
                                                   .scheme = VALUX_SIGNER_RSA_PKCS1,
                                                   .digest = (enum valux_signer_digest)digest,
                                                   .hash = true};
            assert_int_equal(ask(request, rsa_keys[key], text, sizeof text), CKR_OK);
            assert_true(verifies(&request, rsa_keys[key], text, sizeof text));
            request.scheme = VALUX_SIGNER_ECDSA;
            assert_int_equal(ask(request, ec_keys[key], text, sizeof text), CKR_OK);
            assert_true(verifies(&request, ec_keys[key], text, sizeof text));
            request.scheme = VALUX_SIGNER_RSA_PSS;
            request.mgf_digest = VALUX_SIGNER_SHA256;
            request.salt_length = (uint32_t)digest * 10;
            assert_int_equal(ask(request, rsa_keys[key], text, sizeof text), CKR_OK);
            assert_true(verifies(&request, rsa_keys[key], text, sizeof text));
            request.hash = false;
            size_t size = (size_t)EVP_MD_get_size(digest_named(request.digest));
            assert_int_equal(ask(request, rsa_keys[key], text, size), CKR_OK);
            assert_true(verifies(&request, rsa_keys[key], text, size));
            verified += 4;
        }
    }
    print_message("%d signatures with digests verified\n", verified);
}

static void test_a_message_of_many_frames_is_hashed_and_signed(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_SIGN,
                                           .scheme = VALUX_SIGNER_RSA_PKCS1,
                                           .digest = VALUX_SIGNER_SHA256,
                                           .hash = true};

    (void)state;
    assert_int_equal(ask(request, RSA_2048, long_message, sizeof long_message), CKR_OK);
    assert_true(verifies(&request, RSA_2048, long_message, sizeof long_message));
    long_message[sizeof long_message / 2] ^= 1;
    assert_false(verifies(&request, RSA_2048, long_message, sizeof long_message));
    assert_int_equal(ask(request, RSA_2048, "", 0), CKR_OK);
    assert_true(verifies(&request, RSA_2048, "", 0));
}

static size_t encrypt(const struct valux_signer_request *request, const char *label,
                      uint8_t *ciphertext, size_t size)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(public_keys[RSA_2048], NULL);

    assert_int_equal(EVP_PKEY_encrypt_init(context), 1);
    if (request->scheme == VALUX_SIGNER_RSA_PKCS1) {
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING), 1);
    } else {
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(context, digest_named(request->digest)), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_named(request->mgf_digest)),
                         1);
        if (label != NULL)
            assert_int_equal(EVP_PKEY_CTX_set0_rsa_oaep_label(context, OPENSSL_strdup(label),
                                                              (int)strlen(label)),
                             1);
    }
    assert_int_equal(EVP_PKEY_encrypt(context, ciphertext, &size, text, sizeof text), 1);
    EVP_PKEY_CTX_free(context);
    return size;
}

static void test_pkcs1_and_oaep_ciphertexts_are_decrypted(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_DECRYPT,
                                           .scheme = VALUX_SIGNER_RSA_PKCS1};
    uint8_t payload[1024] = "label";
    size_t length = encrypt(&request, NULL, payload, sizeof payload);

    (void)state;
    assert_int_equal(ask(request, RSA_2048, payload, length), CKR_OK);
    assert_int_equal(answer_length, sizeof text);
    assert_memory_equal(answer, text, sizeof text);
    request.scheme = VALUX_SIGNER_RSA_OAEP;
    request.digest = VALUX_SIGNER_SHA256;
    request.mgf_digest = VALUX_SIGNER_SHA1;
    for (uint32_t label = 0; label <= 5; label += 5) {
        request.label_length = label;
        memcpy(payload, "label", 5);
        length =
            encrypt(&request, label == 0 ? NULL : "label", payload + label, sizeof payload - label);
        assert_int_equal(ask(request, RSA_2048, payload, label + length), CKR_OK);
        assert_int_equal(answer_length, sizeof text);
        assert_memory_equal(answer, text, sizeof text);
    }
    payload[0] = 'L';
    assert_int_equal(ask(request, RSA_2048, payload, 5 + length), CKR_ENCRYPTED_DATA_INVALID);
    assert_int_equal(ask(request, RSA_2048, payload, length), CKR_ENCRYPTED_DATA_LEN_RANGE);
}

static void test_both_sides_derive_the_same_secret(void **state)
{
    static const enum which keys[] = {EC_P256, EC_P384};
    struct valux_signer_request request = {.verb = VALUX_SIGNER_DERIVE,
                                           .scheme = VALUX_SIGNER_ECDH};

    (void)state;
    for (int i = 0; i < 2; i++) {
        uint8_t point[160];
        uint8_t secret[64];
        size_t point_length;
        size_t secret_length = sizeof secret;
        EVP_PKEY *own = EVP_EC_gen(keys[i] == EC_P256 ? "P-256" : "P-384");
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(own, NULL);
        assert_int_equal(EVP_PKEY_derive_init(context), 1);
        assert_int_equal(EVP_PKEY_derive_set_peer(context, public_keys[keys[i]]), 1);
        assert_int_equal(EVP_PKEY_derive(context, secret, &secret_length), 1);
        assert_int_equal(EVP_PKEY_get_octet_string_param(own, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                         sizeof point, &point_length),
                         1);
        assert_int_equal(ask(request, keys[i], point, point_length), CKR_OK);
        assert_int_equal(answer_length, secret_length);
        assert_memory_equal(answer, secret, secret_length);
        point[point_length - 1] ^= 1;
        assert_int_equal(ask(request, keys[i], point, point_length), CKR_MECHANISM_PARAM_INVALID);
        assert_int_equal(ask(request, keys[i], point, point_length - 1),
                         CKR_MECHANISM_PARAM_INVALID);
        assert_int_equal(ask(request, keys[i], point, 0), CKR_MECHANISM_PARAM_INVALID);
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_free(own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scheme_gives_signatures_that_verify),
        cmocka_unit_test(test_a_message_of_many_frames_is_hashed_and_signed),
        cmocka_unit_test(test_pkcs1_and_oaep_ciphertexts_are_decrypted),
        cmocka_unit_test(test_both_sides_derive_the_same_secret),
    };

    return cmocka_run_group_tests(tests, signer_fixture_setup, signer_fixture_teardown);
}
