/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sign_fixture.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "verify.h"

/* Signing: lengths and buffers, states and misuse. */

static void the_length_is_told_without_signing(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = 0;

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, data, 4, NULL, &length), CKR_OK);
    assert_int_equal(length, 256);
    length = 255;
    assert_ck(p11->C_Sign(sign_session, data, 4, signature, &length), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 256);
    assert_ck(p11->C_Sign(sign_session, data, 4, signature, &length), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, data, 4, signature, &length),
              CKR_OPERATION_NOT_INITIALIZED);
}

static void the_length_is_told_at_the_end_of_the_parts(void **state)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = 0;

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_ec), CKR_OK);
    assert_ck(p11->C_SignUpdate(sign_session, data, 4), CKR_OK);
    assert_ck(p11->C_SignFinal(sign_session, NULL, &length), CKR_OK);
    assert_int_equal(length, 64);
    length = 1;
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 64);
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_OK);
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void signing_without_an_operation_is_refused(void **state)
{
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_Sign(sign_session, data, 4, signature, &length),
              CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_SignUpdate(sign_session, data, 4), CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void a_second_operation_in_one_session_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OPERATION_ACTIVE);
}

static void an_operation_ends_by_a_null_mechanism_and_by_session_cancel(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_SignInit(sign_session, NULL, sign_rsa), CKR_OK);
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_SessionCancel(sign_session, CKF_SIGN), CKR_OK);
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
}

static void a_whole_signature_after_parts_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_SignUpdate(sign_session, data, 4), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, data, 4, signature, &length), CKR_OPERATION_ACTIVE);
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void bad_arguments_end_the_operation(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, data, 4, signature, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, NULL, 4, signature, &length), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_SignUpdate(sign_session, NULL, 4), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_SignFinal(sign_session, signature, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void data_of_the_wrong_length_is_refused(void **state)
{
    CK_MECHANISM pkcs = {CKM_RSA_PKCS, NULL, 0};
    CK_RSA_PKCS_PSS_PARAMS parameter = {CKM_SHA256, CKG_MGF1_SHA256, 32};
    CK_MECHANISM pss = {CKM_RSA_PKCS_PSS, &parameter, sizeof parameter};
    CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
    CK_BYTE data[256] = {0};
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &pkcs, sign_rsa), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, data, 246, signature, &length), CKR_DATA_LEN_RANGE);
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, data, 31, signature, &length), CKR_DATA_LEN_RANGE);
    assert_ck(p11->C_SignInit(sign_session, &ecdsa, sign_ec), CKR_OK);
    assert_ck(p11->C_Sign(sign_session, data, 0, signature, &length), CKR_DATA_LEN_RANGE);
}

static void the_longest_data_of_raw_rsa_is_signed(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE data[245] = {1, 2, 3};
    CK_BYTE signature[SIGN_LENGTH_MAX];

    (void)state;
    assert_int_equal(sign_fixture_sign(&mechanism, sign_rsa, data, sizeof data, signature), 256);
}

static void a_message_above_the_cap_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    size_t part = (size_t)16 << 20;
    CK_BYTE *data = calloc(1, part);

    (void)state;
    assert_non_null(data);
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    for (int i = 0; i < 4; i++)
        assert_ck(p11->C_SignUpdate(sign_session, data, part), CKR_OK);
    assert_ck(p11->C_SignUpdate(sign_session, data, 1), CKR_DATA_LEN_RANGE);
    assert_ck(p11->C_SignUpdate(sign_session, data, 1), CKR_OPERATION_NOT_INITIALIZED);
    free(data);
}

static void a_mechanism_that_does_not_sign_is_refused(void **state)
{
    static const CK_MECHANISM_TYPE types[] = {CKM_RSA_X_509, CKM_SHA256, CKM_ECDH1_DERIVE,
                                              CKM_RSA_PKCS_OAEP, CKM_VENDOR_DEFINED};

    (void)state;
    for (size_t i = 0; i < COUNT(types); i++) {
        CK_MECHANISM mechanism = {types[i], NULL, 0};
        assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_MECHANISM_INVALID);
    }
    assert_ck(p11->C_SignInit(sign_session, NULL, sign_rsa), CKR_ARGUMENTS_BAD);
}

static void a_mechanism_of_another_key_type_is_refused(void **state)
{
    CK_MECHANISM rsa_mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_MECHANISM ec_mechanism = {CKM_ECDSA, NULL, 0};

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &rsa_mechanism, sign_ec), CKR_KEY_TYPE_INCONSISTENT);
    assert_ck(p11->C_SignInit(sign_session, &ec_mechanism, sign_rsa), CKR_KEY_TYPE_INCONSISTENT);
}

static void bad_parameters_of_a_mechanism_are_refused(void **state)
{
    CK_RSA_PKCS_PSS_PARAMS parameter = {CKM_SHA256, CKG_MGF1_SHA256, 32};
    CK_MECHANISM pss = {CKM_SHA256_RSA_PKCS_PSS, &parameter, sizeof parameter};
    CK_MECHANISM pkcs = {CKM_RSA_PKCS, &parameter, sizeof parameter};

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &pkcs, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.hashAlg = CKM_SHA384;
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.hashAlg = CKM_MD5;
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.hashAlg = CKM_SHA256;
    parameter.mgf = 99;
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.mgf = CKG_MGF1_SHA256;
    parameter.sLen = 223;
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.sLen = CK_UNAVAILABLE_INFORMATION;
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.sLen = 32;
    pss.ulParameterLen--;
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
    pss.pParameter = NULL;
    pss.ulParameterLen++;
    assert_ck(p11->C_SignInit(sign_session, &pss, sign_rsa), CKR_MECHANISM_PARAM_INVALID);
}

static void objects_that_are_not_private_keys_do_not_sign(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_OBJECT_HANDLE objects[] = {CK_INVALID_HANDLE, TOKEN_UNKNOWN_OBJECT,
                                  token_object(sign_session, CKO_CERTIFICATE, "valuxtest1"),
                                  token_object(sign_session, CKO_PUBLIC_KEY, "valuxtest1")};

    (void)state;
    for (size_t i = 0; i < COUNT(objects); i++)
        assert_ck(p11->C_SignInit(sign_session, &mechanism, objects[i]), CKR_KEY_HANDLE_INVALID);
}

static void sessions_sign_independently(void **state)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_SESSION_HANDLE other = token_open();
    EVP_PKEY *key = verify_public_key(sign_session, "valuxtest2");
    CK_BYTE first[] = "first sign_message";
    CK_BYTE second[] = "second sign_message";
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_ec), CKR_OK);
    assert_ck(p11->C_SignInit(other, &mechanism, sign_ec), CKR_OK);
    assert_ck(p11->C_SignUpdate(sign_session, first, sizeof first), CKR_OK);
    assert_ck(p11->C_SignUpdate(other, second, sizeof second), CKR_OK);
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_OK);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, first, sizeof first,
                     signature, length);
    length = sizeof signature;
    assert_ck(p11->C_SignFinal(other, signature, &length), CKR_OK);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, second, sizeof second,
                     signature, length);
    EVP_PKEY_free(key);
}

static void finalize_leaves_no_process_behind(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE signature[SIGN_LENGTH_MAX];

    sign_fixture_sign(&mechanism, sign_rsa, sign_message, sign_message_length, signature);
    assert_int_equal(token_child_count(), 1);
    assert_int_equal(token_finalize(state), 0);
    assert_int_equal(token_child_count(), 0);
    assert_int_equal(sign_fixture_open(state), 0);
    sign_fixture_sign(&mechanism, sign_rsa, sign_message, sign_message_length, signature);
}

#define with_session(test) cmocka_unit_test_setup_teardown(test, sign_fixture_open, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_session(the_length_is_told_without_signing),
        with_session(the_length_is_told_at_the_end_of_the_parts),
        with_session(signing_without_an_operation_is_refused),
        with_session(a_second_operation_in_one_session_is_refused),
        with_session(an_operation_ends_by_a_null_mechanism_and_by_session_cancel),
        with_session(a_whole_signature_after_parts_is_refused),
        with_session(bad_arguments_end_the_operation),
        with_session(data_of_the_wrong_length_is_refused),
        with_session(the_longest_data_of_raw_rsa_is_signed),
        with_session(a_message_above_the_cap_is_refused),
        with_session(a_mechanism_that_does_not_sign_is_refused),
        with_session(a_mechanism_of_another_key_type_is_refused),
        with_session(bad_parameters_of_a_mechanism_are_refused),
        with_session(objects_that_are_not_private_keys_do_not_sign),
        with_session(sessions_sign_independently),
        with_session(finalize_leaves_no_process_behind),
    };

    return cmocka_run_group_tests_name("sign_state", tests, sign_fixture_make, token_unload);
}
