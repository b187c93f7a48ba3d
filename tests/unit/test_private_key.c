/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "private_key.h"

static const uint8_t digest[32] = "a digest of thirty-two bytes....";

/* PrivateKeyInfo; the caller frees it. */
static uint8_t *encode(const EVP_PKEY *key, size_t *length)
{
    uint8_t *der = NULL;
    PKCS8_PRIV_KEY_INFO *information = EVP_PKEY2PKCS8(key);
    int encoded = i2d_PKCS8_PRIV_KEY_INFO(information, &der);

    assert_true(encoded > 0);
    PKCS8_PRIV_KEY_INFO_free(information);
    *length = (size_t)encoded;
    return der;
}

static void check_signs(EVP_PKEY *signer, EVP_PKEY *verifier)
{
    uint8_t signature[512];
    size_t length = sizeof signature;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, signer, NULL);

    assert_int_equal(EVP_PKEY_sign_init(context), 1);
    assert_int_equal(EVP_PKEY_sign(context, signature, &length, digest, sizeof digest), 1);
    EVP_PKEY_CTX_free(context);
    context = EVP_PKEY_CTX_new_from_pkey(NULL, verifier, NULL);
    assert_int_equal(EVP_PKEY_verify_init(context), 1);
    assert_int_equal(EVP_PKEY_verify(context, signature, length, digest, sizeof digest), 1);
    EVP_PKEY_CTX_free(context);
}

/* Takes `made` over. */
static void check_parses(EVP_PKEY *made, int type)
{
    size_t length;
    uint8_t *der = encode(made, &length);
    EVP_PKEY *parsed = private_key_parse(der, length);

    assert_non_null(parsed);
    assert_int_equal(EVP_PKEY_get_base_id(parsed), type);
    assert_int_equal(EVP_PKEY_get_bits(parsed), EVP_PKEY_get_bits(made));
    check_signs(parsed, made);
    EVP_PKEY_free(parsed);
    EVP_PKEY_free(made);
    OPENSSL_free(der);
}

static void test_rsa_keys_sign_as_their_public_keys_verify(void **state)
{
    (void)state;
    check_parses(EVP_RSA_gen(2048), EVP_PKEY_RSA);
    check_parses(EVP_RSA_gen(3072), EVP_PKEY_RSA);
}

static void test_ec_keys_sign_as_their_public_keys_verify(void **state)
{
    (void)state;
    check_parses(EVP_EC_gen("P-256"), EVP_PKEY_EC);
    check_parses(EVP_EC_gen("P-384"), EVP_PKEY_EC);
    check_parses(EVP_EC_gen("P-521"), EVP_PKEY_EC);
}

static void test_keys_of_other_kinds_are_none(void **state)
{
    static const char *const kinds[] = {"ED25519", "X25519"};
    size_t length;

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        EVP_PKEY *made = EVP_PKEY_Q_keygen(NULL, NULL, kinds[i]);
        uint8_t *der = encode(made, &length);
        assert_null(private_key_parse(der, length));
        OPENSSL_free(der);
        EVP_PKEY_free(made);
    }
}

static void test_a_curve_without_a_name_is_none(void **state)
{
    size_t length;
    EVP_PKEY *made = EVP_EC_gen("P-256");

    (void)state;
    assert_int_equal(EVP_PKEY_set_utf8_string_param(made, OSSL_PKEY_PARAM_EC_ENCODING,
                                                    OSSL_PKEY_EC_ENCODING_EXPLICIT),
                     1);
    uint8_t *der = encode(made, &length);
    assert_null(private_key_parse(der, length));
    OPENSSL_free(der);
    EVP_PKEY_free(made);
}

/* Takes `made` over. Copies without slack behind them, so that a sanitizer sees what is too far. */
static void check_damaged(EVP_PKEY *made)
{
    size_t length;
    uint8_t *der = encode(made, &length);

    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = malloc(cut + 1);
        memcpy(copy, der, cut);
        uint8_t *exact = realloc(copy, cut == 0 ? 1 : cut);
        assert_null(private_key_parse(exact, cut));
        free(exact);
    }
    for (size_t bit = 0; bit < 8 * length; bit++) {
        der[bit / 8] ^= (uint8_t)(1u << bit % 8);
        EVP_PKEY *parsed = private_key_parse(der, length);
        if (parsed != NULL)
            assert_true(EVP_PKEY_get_base_id(parsed) == EVP_PKEY_RSA ||
                        EVP_PKEY_get_base_id(parsed) == EVP_PKEY_EC);
        EVP_PKEY_free(parsed);
        der[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    EVP_PKEY_free(made);
    OPENSSL_free(der);
}

static void test_cut_keys_are_none_and_flipped_bits_do_no_harm(void **state)
{
    (void)state;
    check_damaged(EVP_RSA_gen(1024));
    check_damaged(EVP_EC_gen("P-256"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa_keys_sign_as_their_public_keys_verify),
        cmocka_unit_test(test_ec_keys_sign_as_their_public_keys_verify),
        cmocka_unit_test(test_keys_of_other_kinds_are_none),
        cmocka_unit_test(test_a_curve_without_a_name_is_none),
        cmocka_unit_test(test_cut_keys_are_none_and_flipped_bits_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
