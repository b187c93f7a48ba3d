/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "verify.h"

/* RSA decryption: libcrypto encrypts, the module decrypts. */

#define KEY_BYTES 256

static const char message[] = "the content key of a mail";
static CK_SESSION_HANDLE session;
static CK_OBJECT_HANDLE rsa;

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "2", "--key-types", "rsa-2048,ec-p256", "--exposure", "usable");
    return 0;
}

static int open_session(void **state)
{
    if (token_initialize(state) != 0)
        return -1;
    session = token_open();
    rsa = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    return 0;
}

/* How libcrypto is to encrypt; `oaep` NULL for PKCS#1 v1.5. */
struct padding {
    const EVP_MD *oaep;
    const EVP_MD *mgf;
    const char *label;
};

static void encrypt(struct padding padding, const void *data, size_t length, CK_BYTE *ciphertext)
{
    EVP_PKEY *key = verify_public_key(session, "valuxtest1");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t ciphertext_length = KEY_BYTES;

    assert_non_null(context);
    assert_int_equal(EVP_PKEY_encrypt_init(context), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, padding.oaep == NULL
                                                               ? RSA_PKCS1_PADDING
                                                               : RSA_PKCS1_OAEP_PADDING),
                     1);
    if (padding.oaep != NULL) {
        assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(context, padding.oaep), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(context, padding.mgf), 1);
    }
    if (padding.label != NULL)
        assert_int_equal(EVP_PKEY_CTX_set0_rsa_oaep_label(context, OPENSSL_strdup(padding.label),
                                                          (int)strlen(padding.label)),
                         1);
    assert_int_equal(EVP_PKEY_encrypt(context, ciphertext, &ciphertext_length, data, length), 1);
    assert_int_equal(ciphertext_length, KEY_BYTES);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
}

static void check(CK_MECHANISM *mechanism, struct padding padding)
{
    CK_BYTE ciphertext[KEY_BYTES];
    CK_BYTE plaintext[KEY_BYTES];
    CK_ULONG length = sizeof plaintext;

    encrypt(padding, message, sizeof message, ciphertext);
    assert_ck(p11->C_DecryptInit(session, mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Decrypt(session, ciphertext, sizeof ciphertext, plaintext, &length), CKR_OK);
    assert_int_equal(length, sizeof message);
    assert_memory_equal(plaintext, message, sizeof message);
}

static void pkcs1_decrypts_what_libcrypto_encrypted(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};

    (void)state;
    check(&mechanism, (struct padding){NULL, NULL, NULL});
}

static void oaep_decrypts_what_libcrypto_encrypted(void **state)
{
    CK_RSA_PKCS_OAEP_PARAMS parameter = {CKM_SHA_1, CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, NULL, 0};
    CK_MECHANISM mechanism = {CKM_RSA_PKCS_OAEP, &parameter, sizeof parameter};

    (void)state;
    check(&mechanism, (struct padding){EVP_sha1(), EVP_sha1(), NULL});
    parameter.hashAlg = CKM_SHA256;
    parameter.mgf = CKG_MGF1_SHA256;
    check(&mechanism, (struct padding){EVP_sha256(), EVP_sha256(), NULL});
    parameter.mgf = CKG_MGF1_SHA1;
    check(&mechanism, (struct padding){EVP_sha256(), EVP_sha1(), NULL});
}

static void oaep_with_a_label_decrypts(void **state)
{
    char label[] = "label";
    CK_RSA_PKCS_OAEP_PARAMS parameter = {CKM_SHA256, CKG_MGF1_SHA256, CKZ_DATA_SPECIFIED, label,
                                         sizeof label - 1};
    CK_MECHANISM mechanism = {CKM_RSA_PKCS_OAEP, &parameter, sizeof parameter};

    (void)state;
    check(&mechanism, (struct padding){EVP_sha256(), EVP_sha256(), label});
}

static void the_length_is_told_before_decryption(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE ciphertext[KEY_BYTES];
    CK_ULONG length = 0;

    (void)state;
    encrypt((struct padding){NULL, NULL, NULL}, message, sizeof message, ciphertext);
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Decrypt(session, ciphertext, sizeof ciphertext, NULL, &length), CKR_OK);
    assert_true(length >= sizeof message);
}

static void a_buffer_of_exactly_the_plaintext_is_enough(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE ciphertext[KEY_BYTES];
    CK_BYTE plaintext[sizeof message];
    CK_ULONG length = sizeof message - 1;

    (void)state;
    encrypt((struct padding){NULL, NULL, NULL}, message, sizeof message, ciphertext);
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Decrypt(session, ciphertext, sizeof ciphertext, plaintext, &length),
              CKR_BUFFER_TOO_SMALL);
    assert_int_equal(length, sizeof message);
    assert_ck(p11->C_Decrypt(session, ciphertext, sizeof ciphertext, NULL, &length), CKR_OK);
    assert_int_equal(length, sizeof message);
    assert_ck(p11->C_Decrypt(session, ciphertext, sizeof ciphertext, plaintext, &length), CKR_OK);
    assert_memory_equal(plaintext, message, sizeof message);
    assert_ck(p11->C_Decrypt(session, ciphertext, sizeof ciphertext, plaintext, &length),
              CKR_OPERATION_NOT_INITIALIZED);
}

static void a_ciphertext_of_the_wrong_length_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE ciphertext[KEY_BYTES] = {0};
    CK_BYTE plaintext[KEY_BYTES];
    CK_ULONG length = sizeof plaintext;

    (void)state;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Decrypt(session, ciphertext, KEY_BYTES - 1, plaintext, &length),
              CKR_ENCRYPTED_DATA_LEN_RANGE);
    assert_ck(p11->C_Decrypt(session, ciphertext, KEY_BYTES, plaintext, &length),
              CKR_OPERATION_NOT_INITIALIZED);
}

static void a_ciphertext_that_is_none_is_refused(void **state)
{
    CK_RSA_PKCS_OAEP_PARAMS parameter = {CKM_SHA256, CKG_MGF1_SHA256, CKZ_DATA_SPECIFIED, NULL, 0};
    CK_MECHANISM mechanism = {CKM_RSA_PKCS_OAEP, &parameter, sizeof parameter};
    CK_BYTE ciphertext[KEY_BYTES] = {0, 1, 2, 3};
    CK_BYTE plaintext[KEY_BYTES];
    CK_ULONG length = sizeof plaintext;

    (void)state;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Decrypt(session, ciphertext, KEY_BYTES, plaintext, &length),
              CKR_ENCRYPTED_DATA_INVALID);
}

/* An error would help those who try out ciphertexts (Bleichenbacher's attack). */
static void a_wrong_pkcs1_padding_gives_the_same_made_up_plaintext_each_time(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE ciphertext[KEY_BYTES] = {0};

    (void)state;
    for (CK_BYTE number = 2; number < 40; number++) {
        CK_BYTE plaintexts[2][KEY_BYTES];
        CK_ULONG lengths[2] = {KEY_BYTES, KEY_BYTES};
        ciphertext[KEY_BYTES - 1] = number;
        for (int i = 0; i < 2; i++) {
            assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
            assert_ck(p11->C_Decrypt(session, ciphertext, KEY_BYTES, plaintexts[i], &lengths[i]),
                      CKR_OK);
        }
        assert_true(lengths[0] <= KEY_BYTES - 11);
        assert_int_equal(lengths[0], lengths[1]);
        assert_memory_equal(plaintexts[0], plaintexts[1], lengths[0]);
    }
}

static void decryption_with_bad_arguments_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE ciphertext[KEY_BYTES] = {0};
    CK_BYTE plaintext[KEY_BYTES];
    CK_ULONG length = sizeof plaintext;

    (void)state;
    assert_ck(p11->C_Decrypt(session, ciphertext, KEY_BYTES, plaintext, &length),
              CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_DecryptInit(session, NULL, rsa), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OPERATION_ACTIVE);
    assert_ck(p11->C_Decrypt(session, ciphertext, KEY_BYTES, plaintext, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Decrypt(session, NULL, KEY_BYTES, plaintext, &length), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_DecryptInit(session, NULL, rsa), CKR_OK);
    assert_ck(p11->C_Decrypt(session, ciphertext, KEY_BYTES, plaintext, &length),
              CKR_OPERATION_NOT_INITIALIZED);
}

static void keys_and_mechanisms_that_do_not_decrypt_are_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_MECHANISM pss = {CKM_RSA_PKCS_PSS, NULL, 0};
    CK_OBJECT_HANDLE ec = token_object(session, CKO_PRIVATE_KEY, "valuxtest2");

    (void)state;
    assert_ck(p11->C_DecryptInit(session, &mechanism, ec), CKR_KEY_TYPE_INCONSISTENT);
    assert_ck(p11->C_DecryptInit(session, &mechanism, TOKEN_UNKNOWN_OBJECT),
              CKR_KEY_HANDLE_INVALID);
    assert_ck(p11->C_DecryptInit(session, &pss, rsa), CKR_MECHANISM_INVALID);
}

static void bad_parameters_of_oaep_are_refused(void **state)
{
    char label[] = "label";
    CK_RSA_PKCS_OAEP_PARAMS parameter = {CKM_MD5, CKG_MGF1_SHA256, CKZ_DATA_SPECIFIED, NULL, 0};
    CK_MECHANISM mechanism = {CKM_RSA_PKCS_OAEP, &parameter, sizeof parameter};

    (void)state;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.hashAlg = CKM_SHA256;
    parameter.mgf = 99;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.mgf = CKG_MGF1_SHA256;
    parameter.source = 99;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.source = CKZ_DATA_SPECIFIED;
    parameter.ulSourceDataLen = 5;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.pSourceData = label;
    parameter.ulSourceDataLen = CK_UNAVAILABLE_INFORMATION;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.ulSourceDataLen = 5;
    mechanism.ulParameterLen--;
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_MECHANISM_PARAM_INVALID);
    mechanism = (CK_MECHANISM){CKM_RSA_PKCS, &parameter, sizeof parameter};
    assert_ck(p11->C_DecryptInit(session, &mechanism, rsa), CKR_MECHANISM_PARAM_INVALID);
}

#define with_session(test) cmocka_unit_test_setup_teardown(test, open_session, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_session(pkcs1_decrypts_what_libcrypto_encrypted),
        with_session(oaep_decrypts_what_libcrypto_encrypted),
        with_session(oaep_with_a_label_decrypts),
        with_session(the_length_is_told_before_decryption),
        with_session(a_buffer_of_exactly_the_plaintext_is_enough),
        with_session(a_ciphertext_of_the_wrong_length_is_refused),
        with_session(a_ciphertext_that_is_none_is_refused),
        with_session(a_wrong_pkcs1_padding_gives_the_same_made_up_plaintext_each_time),
        with_session(decryption_with_bad_arguments_is_refused),
        with_session(keys_and_mechanisms_that_do_not_decrypt_are_refused),
        with_session(bad_parameters_of_oaep_are_refused),
    };

    return cmocka_run_group_tests_name("decrypt", tests, make, token_unload);
}
