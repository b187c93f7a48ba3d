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
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signer/private_key.h"

#define SIGNATURE_MAX 2048

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

static bool sign(EVP_PKEY *key, uint8_t signature[static SIGNATURE_MAX], size_t *length)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

    *length = SIGNATURE_MAX;
    bool result = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
                  EVP_PKEY_sign(context, signature, length, digest, sizeof digest) == 1;
    EVP_PKEY_CTX_free(context);
    return result;
}

static void check_signs(EVP_PKEY *signer, EVP_PKEY *verifier)
{
    uint8_t signature[SIGNATURE_MAX];
    size_t length;
    EVP_PKEY_CTX *context;

    assert_true(sign(signer, signature, &length));
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
static void check_cut(EVP_PKEY *made)
{
    size_t length;
    uint8_t *der = encode(made, &length);

    for (size_t cut = 1; cut < length; cut++) {
        uint8_t *copy = malloc(cut);
        memcpy(copy, der, cut);
        assert_null(private_key_parse(copy, cut));
        free(copy);
    }
    assert_null(private_key_parse(der, 0));
    EVP_PKEY_free(made);
    OPENSSL_free(der);
}

/*
 * Takes `made` over. Whatever a flipped bit makes of a key, it is none, or libcrypto can be asked
 * to sign with it; returns how often it did.
 */
static size_t flip_each_bit(EVP_PKEY *made)
{
    size_t length;
    uint8_t *der = encode(made, &length);
    size_t signatures = 0;

    for (size_t bit = 0; bit < 8 * length; bit++) {
        uint8_t signature[SIGNATURE_MAX];
        size_t signature_length;
        der[bit / 8] ^= (uint8_t)(1u << bit % 8);
        EVP_PKEY *parsed = private_key_parse(der, length);
        signatures += parsed != NULL && sign(parsed, signature, &signature_length);
        EVP_PKEY_free(parsed);
        der[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    EVP_PKEY_free(made);
    OPENSSL_free(der);
    return signatures;
}

static void test_cut_keys_are_none(void **state)
{
    (void)state;
    check_cut(EVP_RSA_gen(1024));
    check_cut(EVP_EC_gen("P-256"));
}

/* Another EC scalar is a key as well, and most bits are the scalar's or the public half's. */
static void test_keys_with_a_flipped_bit_do_no_harm(void **state)
{
    size_t signatures = flip_each_bit(EVP_EC_gen("P-256"));

    (void)state;
    assert_in_range(signatures, 256, 8 * 138 - 1);
    (void)flip_each_bit(EVP_RSA_gen(1024));
}

static void test_every_seed_of_the_fuzz_target_is_a_key(void **state)
{
    static const char *const names[] = {"rsa", "p256", "p384"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[512];
        uint8_t der[2048];
        snprintf(path, sizeof path, "%s/%s", SEEDS, names[i]);
        FILE *file = fopen(path, "re");
        assert_non_null(file);
        EVP_PKEY *key = private_key_parse(der, fread(der, 1, sizeof der, file));
        assert_non_null(key);
        EVP_PKEY_free(key);
        fclose(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa_keys_sign_as_their_public_keys_verify),
        cmocka_unit_test(test_ec_keys_sign_as_their_public_keys_verify),
        cmocka_unit_test(test_keys_of_other_kinds_are_none),
        cmocka_unit_test(test_a_curve_without_a_name_is_none),
        cmocka_unit_test(test_cut_keys_are_none),
        cmocka_unit_test(test_keys_with_a_flipped_bit_do_no_harm),
        cmocka_unit_test(test_every_seed_of_the_fuzz_target_is_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
