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
#include <openssl/kdf.h>
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
        request.prefix_length = label;
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

/* The other side's key pair: its point, and the x coordinate that both sides come to. */
struct other_side {
    uint8_t point[160];
    size_t point_length;
    uint8_t secret[64];
    size_t secret_length;
};

static void make_other_side(enum which which, struct other_side *other)
{
    EVP_PKEY *own = EVP_EC_gen(which == EC_P256 ? "P-256" : "P-384");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(own, NULL);

    other->secret_length = sizeof other->secret;
    assert_int_equal(EVP_PKEY_derive_init(context), 1);
    assert_int_equal(EVP_PKEY_derive_set_peer(context, public_keys[which]), 1);
    assert_int_equal(EVP_PKEY_derive(context, other->secret, &other->secret_length), 1);
    assert_int_equal(EVP_PKEY_get_octet_string_param(own, OSSL_PKEY_PARAM_PUB_KEY, other->point,
                                                     sizeof other->point, &other->point_length),
                     1);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(own);
}

static void test_both_sides_derive_the_same_secret(void **state)
{
    static const enum which keys[] = {EC_P256, EC_P384};
    struct valux_signer_request request = {.verb = VALUX_SIGNER_DERIVE,
                                           .scheme = VALUX_SIGNER_ECDH};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct other_side other;
        make_other_side(keys[i], &other);
        assert_int_equal(ask(request, keys[i], other.point, other.point_length), CKR_OK);
        assert_int_equal(answer_length, other.secret_length);
        assert_memory_equal(answer, other.secret, other.secret_length);
        other.point[other.point_length - 1] ^= 1;
        assert_int_equal(ask(request, keys[i], other.point, other.point_length),
                         CKR_MECHANISM_PARAM_INVALID);
        assert_int_equal(ask(request, keys[i], other.point, other.point_length - 1),
                         CKR_MECHANISM_PARAM_INVALID);
        assert_int_equal(ask(request, keys[i], other.point, 0), CKR_MECHANISM_PARAM_INVALID);
    }
}

/* Libcrypto's KDF of ANSI X9.63, of the x coordinate that the test has. */
static void compute_kdf(const struct other_side *other, enum valux_signer_digest digest,
                        const uint8_t *shared_data, size_t shared_data_length, uint8_t *secret,
                        size_t length)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_X963KDF, NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST,
                               (char *)(uintptr_t)EVP_MD_get0_name(digest_named(digest)), 0),
        OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)other->secret,
                                other->secret_length),
        OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, (void *)(uintptr_t)shared_data,
                                shared_data_length),
        OSSL_PARAM_END,
    };

    assert_int_equal(EVP_KDF_derive(context, secret, length, parameters), 1);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
}

static void assert_derives(enum which which, enum valux_signer_digest digest,
                           uint32_t shared_data_length, uint32_t length)
{
    uint8_t payload[VALUX_SIGNER_SHARED_DATA_MAX + sizeof(struct other_side)];
    uint8_t expected[VALUX_SIGNER_SECRET_MAX];
    struct other_side other;
    struct valux_signer_request request = {.verb = VALUX_SIGNER_DERIVE,
                                           .scheme = VALUX_SIGNER_ECDH,
                                           .digest = digest,
                                           .prefix_length = shared_data_length,
                                           .output_length = length};

    make_other_side(which, &other);
    memcpy(payload, long_message, shared_data_length);
    memcpy(payload + shared_data_length, other.point, other.point_length);
    compute_kdf(&other, digest, payload, shared_data_length, expected, length);
    assert_int_equal(ask(request, which, payload, shared_data_length + other.point_length), CKR_OK);
    assert_int_equal(answer_length, length);
    assert_memory_equal(answer, expected, length);
    payload[shared_data_length] ^= 1;
    assert_int_equal(ask(request, which, payload, shared_data_length + other.point_length),
                     CKR_MECHANISM_PARAM_INVALID);
    assert_int_equal(ask(request, which, payload, shared_data_length), CKR_MECHANISM_PARAM_INVALID);
}

static void test_a_kdf_gives_as_many_bytes_as_are_wanted(void **state)
{
    int compared = 0;

    (void)state;
    for (int digest = VALUX_SIGNER_SHA1; digest <= VALUX_SIGNER_SHA512; digest++) {
        for (int key = EC_P256; key <= EC_P384; key++, compared += 4) {
            assert_derives((enum which)key, (enum valux_signer_digest)digest, 0, 1);
            assert_derives((enum which)key, (enum valux_signer_digest)digest, 23, 32);
            assert_derives((enum which)key, (enum valux_signer_digest)digest, 1, 65);
            assert_derives((enum which)key, (enum valux_signer_digest)digest,
                           VALUX_SIGNER_SHARED_DATA_MAX, VALUX_SIGNER_SECRET_MAX);
        }
    }
    print_message("%d secrets\n", compared);
}

/* RFC 3394, 4.1, 4.2 and 4.6. */
static const struct {
    uint32_t key_length;
    size_t length;
    uint8_t wrapped[40];
} wrapped_keys[] = {
    {16, 16, {0x1f, 0xa6, 0x8b, 0x0a, 0x81, 0x12, 0xb4, 0x47, 0xae, 0xf3, 0x4b, 0xd8,
              0xfb, 0x5a, 0x7b, 0x82, 0x9d, 0x3e, 0x86, 0x23, 0x71, 0xd2, 0xcf, 0xe5}},
    {24, 16, {0x96, 0x77, 0x8b, 0x25, 0xae, 0x6c, 0xa4, 0x35, 0xf9, 0x2b, 0x5b, 0x97,
              0xc0, 0x50, 0xae, 0xd2, 0x46, 0x8a, 0xb8, 0xa1, 0x7a, 0xd8, 0x4e, 0x5d}},
    {32, 32, {0x28, 0xc9, 0xf4, 0x04, 0xc4, 0xb8, 0x10, 0xf4, 0xcb, 0xcc, 0xb3, 0x5c, 0xfb, 0x87,
              0xf8, 0x26, 0x3f, 0x57, 0x86, 0xe2, 0xd8, 0x0e, 0xd3, 0x26, 0xcb, 0xc7, 0xf0, 0xe7,
              0x1a, 0x99, 0xf4, 0x3b, 0xfb, 0x98, 0x8b, 0x9b, 0x7a, 0x02, 0xdd, 0x21}},
};

/* Unwrapping needs no key of the store. */
static CK_RV ask_without_key(struct valux_signer_request request, const uint8_t *payload,
                             size_t length)
{
    request.payload = payload;
    request.payload_length = length;
    answer_length = sizeof answer;
    return signer_client_request(&request, answer, &answer_length);
}

static void test_the_examples_of_rfc_3394_are_unwrapped(void **state)
{
    struct valux_signer_request request = {.verb = VALUX_SIGNER_UNWRAP,
                                           .scheme = VALUX_SIGNER_AES_KEY_WRAP};

    (void)state;
    for (size_t i = 0; i < sizeof wrapped_keys / sizeof *wrapped_keys; i++) {
        uint8_t payload[32 + 40];
        size_t length = wrapped_keys[i].key_length + wrapped_keys[i].length + 8;
        request.prefix_length = wrapped_keys[i].key_length;
        for (uint8_t k = 0; k < request.prefix_length; k++)
            payload[k] = k;
        memcpy(payload + request.prefix_length, wrapped_keys[i].wrapped,
               wrapped_keys[i].length + 8);
        assert_int_equal(ask_without_key(request, payload, length), CKR_OK);
        assert_int_equal(answer_length, wrapped_keys[i].length);
        for (size_t k = 0; k < answer_length; k++)
            assert_int_equal(answer[k], k < 16 ? k * 0x11 : k - 16);
        payload[length - 1] ^= 1;
        assert_int_not_equal(ask_without_key(request, payload, length), CKR_OK);
        payload[length - 1] ^= 1;
        payload[0] ^= 1;
        assert_int_not_equal(ask_without_key(request, payload, length), CKR_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scheme_gives_signatures_that_verify),
        cmocka_unit_test(test_a_message_of_many_frames_is_hashed_and_signed),
        cmocka_unit_test(test_pkcs1_and_oaep_ciphertexts_are_decrypted),
        cmocka_unit_test(test_both_sides_derive_the_same_secret),
        cmocka_unit_test(test_a_kdf_gives_as_many_bytes_as_are_wanted),
        cmocka_unit_test(test_the_examples_of_rfc_3394_are_unwrapped),
    };

    return cmocka_run_group_tests(tests, signer_fixture_setup, signer_fixture_teardown);
}
