/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "software_tpm.h"

static const uint8_t salt[VALUX_TPM_SALT_SIZE] = "salt";
static const uint8_t authorization[VALUX_TPM_AUTHORIZATION_SIZE] = "authorization";

/* A key in a TPM, its connection and its public half. */
struct held_key {
    struct valux_tpm *tpm;
    struct valux_bytes file;
    struct valux_key_id key_id;
    EVP_PKEY *private_key;
    EVP_PKEY *public_key;
};

static struct valux_tpm *open_tpm(const struct software_tpm *software)
{
    struct valux_error error = {0};
    struct valux_tpm *tpm = NULL;

    if (!valux_tpm_open(software->name, &tpm, &error))
        fail_msg("%s", error.message);
    return tpm;
}

static void make_key(const struct software_tpm *software, enum valux_key_type type,
                     struct held_key *key)
{
    struct valux_error error = {0};
    struct valux_bytes information;

    key->tpm = open_tpm(software);
    if (!valux_tpm_make_key(key->tpm, type, salt, authorization, &key->file, &key->key_id, &error))
        fail_msg("%s", error.message);
    assert_true(valux_tpm_public_key(key->file.data, key->file.length, &information, &error));
    const unsigned char *der = information.data;
    key->public_key = d2i_PUBKEY(NULL, &der, (long)information.length);
    valux_bytes_free(&information);
    key->private_key =
        valux_tpm_private_key(key->tpm, key->file.data, key->file.length, authorization);
    assert_non_null(key->public_key);
    assert_non_null(key->private_key);
    assert_int_equal(EVP_PKEY_eq(key->private_key, key->public_key), 1);
}

static void free_key(struct held_key *key)
{
    EVP_PKEY_free(key->private_key);
    EVP_PKEY_free(key->public_key);
    valux_bytes_free(&key->file);
    valux_tpm_close(key->tpm);
}

/* padding: 0 for ECDSA. */
static void sign_and_verify(const struct held_key *key, const EVP_MD *digest, int padding)
{
    static const uint8_t message[] = "message";
    uint8_t signature[512];
    size_t length = sizeof signature;
    EVP_PKEY_CTX *options;
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    assert_int_equal(EVP_DigestSignInit(context, &options, digest, NULL, key->private_key), 1);
    if (padding != 0)
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(options, padding), 1);
    assert_int_equal(EVP_DigestSign(context, signature, &length, message, sizeof message), 1);
    EVP_MD_CTX_free(context);
    context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestVerifyInit(context, &options, digest, NULL, key->public_key), 1);
    if (padding != 0)
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(options, padding), 1);
    assert_int_equal(EVP_DigestVerify(context, signature, length, message, sizeof message), 1);
    EVP_MD_CTX_free(context);
}

static void p256_signs_every_digest(void **state)
{
    struct software_tpm software;
    struct held_key key;
    const EVP_MD *digests[] = {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &key);
    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++)
        sign_and_verify(&key, digests[i], 0);
    free_key(&key);
    software_tpm_end(&software);
}

static void p256_derives(void **state)
{
    struct software_tpm software;
    struct held_key key;
    uint8_t ours[64];
    uint8_t theirs[64];
    size_t our_length = sizeof ours;
    size_t their_length = sizeof theirs;

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &key);
    EVP_PKEY *other = EVP_EC_gen("P-256");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key.private_key, NULL);
    assert_int_equal(EVP_PKEY_derive_init(context), 1);
    assert_int_equal(EVP_PKEY_derive_set_peer(context, other), 1);
    assert_int_equal(EVP_PKEY_derive(context, ours, &our_length), 1);
    EVP_PKEY_CTX_free(context);
    context = EVP_PKEY_CTX_new(other, NULL);
    assert_int_equal(EVP_PKEY_derive_init(context), 1);
    assert_int_equal(EVP_PKEY_derive_set_peer(context, key.public_key), 1);
    assert_int_equal(EVP_PKEY_derive(context, theirs, &their_length), 1);
    EVP_PKEY_CTX_free(context);
    assert_int_equal(our_length, 32);
    assert_int_equal(their_length, our_length);
    assert_memory_equal(ours, theirs, our_length);
    EVP_PKEY_free(other);
    free_key(&key);
    software_tpm_end(&software);
}

static void rsa_signs_both_paddings(void **state)
{
    struct software_tpm software;
    struct held_key key;

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_RSA_2048, &key);
    sign_and_verify(&key, EVP_sha256(), RSA_PKCS1_PADDING);
    sign_and_verify(&key, EVP_sha512(), RSA_PKCS1_PADDING);
    sign_and_verify(&key, EVP_sha1(), RSA_PKCS1_PADDING);
    sign_and_verify(&key, EVP_sha256(), RSA_PKCS1_PSS_PADDING);
    sign_and_verify(&key, EVP_sha512(), RSA_PKCS1_PSS_PADDING);
    free_key(&key);
    software_tpm_end(&software);
}

static void rsa_decrypts_oaep(void **state)
{
    static const uint8_t message[] = "message";
    struct software_tpm software;
    struct held_key key;
    uint8_t encrypted[256];
    uint8_t decrypted[256];
    size_t encrypted_length = sizeof encrypted;
    size_t length = sizeof decrypted;

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_RSA_2048, &key);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key.public_key, NULL);
    assert_int_equal(EVP_PKEY_encrypt_init(context), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), 1);
    assert_int_equal(
        EVP_PKEY_encrypt(context, encrypted, &encrypted_length, message, sizeof message), 1);
    EVP_PKEY_CTX_free(context);
    context = EVP_PKEY_CTX_new(key.private_key, NULL);
    assert_int_equal(EVP_PKEY_decrypt_init(context), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), 1);
    assert_int_equal(EVP_PKEY_decrypt(context, decrypted, &length, encrypted, encrypted_length), 1);
    EVP_PKEY_CTX_free(context);
    assert_int_equal(length, sizeof message);
    assert_memory_equal(decrypted, message, length);
    free_key(&key);
    software_tpm_end(&software);
}

static bool signs(EVP_PKEY *key)
{
    uint8_t digest[32] = {1};
    uint8_t signature[128];
    size_t length = sizeof signature;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);

    assert_int_equal(EVP_PKEY_sign_init(context), 1);
    bool result = EVP_PKEY_sign(context, signature, &length, digest, sizeof digest) == 1;
    EVP_PKEY_CTX_free(context);
    return result;
}

/* More keys than a TPM has room for take turns. */
static void many_keys_take_turns(void **state)
{
    enum { KEYS = 5 };
    struct software_tpm software;
    struct held_key first;
    struct valux_error error = {0};
    struct valux_bytes file;
    struct valux_key_id key_id;
    EVP_PKEY *keys[KEYS];

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &first);
    for (int i = 0; i < KEYS; i++) {
        assert_true(valux_tpm_make_key(first.tpm, VALUX_KEY_EC_P256, salt, authorization, &file,
                                       &key_id, &error));
        keys[i] = valux_tpm_private_key(first.tpm, file.data, file.length, authorization);
        valux_bytes_free(&file);
    }
    for (int i = 0; i < 2 * KEYS; i++)
        assert_true(signs(keys[i % KEYS]));
    for (int i = 0; i < KEYS; i++)
        EVP_PKEY_free(keys[i]);
    free_key(&first);
    software_tpm_end(&software);
}

static void wrong_authorization_does_not_sign_and_locks_nothing(void **state)
{
    static const uint8_t wrong[VALUX_TPM_AUTHORIZATION_SIZE] = "wrong";
    struct software_tpm software;
    struct held_key key;

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &key);
    EVP_PKEY *guess = valux_tpm_private_key(key.tpm, key.file.data, key.file.length, wrong);
    for (int i = 0; i < 40; i++)
        assert_false(signs(guess));
    EVP_PKEY_free(guess);
    assert_true(signs(key.private_key));
    free_key(&key);
    software_tpm_end(&software);
}

static void expect_foreign_key(const struct software_tpm *software, const struct valux_bytes *file)
{
    struct valux_error error = {0};
    struct valux_tpm *tpm = open_tpm(software);
    EVP_PKEY *private_key = valux_tpm_private_key(tpm, file->data, file->length, authorization);

    assert_false(signs(private_key));
    assert_false(valux_tpm_is_lost(tpm));
    valux_tpm_explain(tpm, &error);
    print_message("%s\n", error.message);
    assert_non_null(strstr(error.message, "does not open this key"));
    EVP_PKEY_free(private_key);
    valux_tpm_close(tpm);
}

static void a_cleared_tpm_is_told(void **state)
{
    struct software_tpm software;
    struct held_key key;

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &key);
    struct valux_bytes file = key.file;
    key.file = (struct valux_bytes){NULL, 0};
    free_key(&key);
    software_tpm_clear(&software);
    expect_foreign_key(&software, &file);
    valux_bytes_free(&file);
    software_tpm_end(&software);
}

static void another_tpm_does_not_open_the_key_and_is_told(void **state)
{
    struct software_tpm software;
    struct held_key key;

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &key);
    struct valux_bytes file = key.file;
    key.file = (struct valux_bytes){NULL, 0};
    free_key(&key);
    software_tpm_end(&software);

    software_tpm_start(&software);
    expect_foreign_key(&software, &file);
    valux_bytes_free(&file);
    software_tpm_end(&software);
}

static void a_tpm_that_goes_away_is_lost(void **state)
{
    struct software_tpm software;
    struct held_key key;
    struct valux_error error = {0};

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &key);
    assert_true(signs(key.private_key));
    software_tpm_end(&software);
    assert_false(signs(key.private_key));
    assert_true(valux_tpm_is_lost(key.tpm));
    assert_false(signs(key.private_key));
    valux_tpm_explain(key.tpm, &error);
    print_message("%s\n", error.message);
    assert_non_null(strstr(error.message, "broke"));
    free_key(&key);
}

static void other_key_types_are_refused(void **state)
{
    struct software_tpm software;
    struct valux_bytes file;
    struct valux_key_id key_id;
    struct valux_error error = {0};

    (void)state;
    software_tpm_start(&software);
    struct valux_tpm *tpm = open_tpm(&software);
    assert_false(
        valux_tpm_make_key(tpm, VALUX_KEY_RSA_3072, salt, authorization, &file, &key_id, &error));
    assert_int_equal(error.domain, VALUX_ERROR_CONFIGURATION);
    assert_false(
        valux_tpm_make_key(tpm, VALUX_KEY_EC_P384, salt, authorization, &file, &key_id, &error));
    valux_tpm_close(tpm);
    software_tpm_end(&software);
}

static void damaged_files_are_refused(void **state)
{
    struct software_tpm software;
    struct held_key key;
    uint8_t read_salt[VALUX_TPM_SALT_SIZE];

    (void)state;
    software_tpm_start(&software);
    make_key(&software, VALUX_KEY_EC_P256, &key);
    assert_true(valux_tpm_key_file_salt(key.file.data, key.file.length, read_salt));
    assert_memory_equal(read_salt, salt, sizeof salt);
    for (size_t length = 0; length < key.file.length; length++) {
        uint8_t *cut = malloc(length + 1);
        memcpy(cut, key.file.data, length);
        assert_false(valux_tpm_key_file_salt(cut, length, read_salt));
        cut = realloc(cut, key.file.length + 1);
        memcpy(cut, key.file.data, key.file.length);
        assert_false(valux_tpm_key_file_salt(cut, key.file.length + 1, read_salt));
        free(cut);
    }
    free_key(&key);
    software_tpm_end(&software);
}

static void a_password_of_the_hierarchy_is_told(void **state)
{
    struct software_tpm software;
    struct valux_error error = {0};
    struct valux_bytes file;
    struct valux_key_id key_id;

    (void)state;
    software_tpm_start(&software);
    software_tpm_set_owner_password(&software);
    struct valux_tpm *tpm = open_tpm(&software);
    assert_false(
        valux_tpm_make_key(tpm, VALUX_KEY_EC_P256, salt, authorization, &file, &key_id, &error));
    print_message("%s\n", error.message);
    assert_non_null(strstr(error.message, "password for its storage hierarchy"));
    valux_tpm_close(tpm);
    software_tpm_end(&software);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(p256_signs_every_digest),
        cmocka_unit_test(p256_derives),
        cmocka_unit_test(rsa_signs_both_paddings),
        cmocka_unit_test(rsa_decrypts_oaep),
        cmocka_unit_test(many_keys_take_turns),
        cmocka_unit_test(wrong_authorization_does_not_sign_and_locks_nothing),
        cmocka_unit_test(a_cleared_tpm_is_told),
        cmocka_unit_test(another_tpm_does_not_open_the_key_and_is_told),
        cmocka_unit_test(a_tpm_that_goes_away_is_lost),
        cmocka_unit_test(other_key_types_are_refused),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(a_password_of_the_hierarchy_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
