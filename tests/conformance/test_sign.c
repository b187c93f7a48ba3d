/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "verify.h"

/* Signatures: each mechanism is checked by libcrypto; buffers, states and misuse. */

#define SIGNATURE_MAX 1024
#define LARGE ((size_t)200000)

static const char message[] = "The certificate is the company's, and so is this message.";
static CK_SESSION_HANDLE session;
static CK_OBJECT_HANDLE rsa;
static CK_OBJECT_HANDLE ec;

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "4", "--key-types", "rsa-2048,ec-p256,ec-p384,rsa-3072", "--exposure",
               "usable");
    return 0;
}

static int open_session(void **state)
{
    if (token_initialize(state) != 0)
        return -1;
    session = token_open();
    rsa = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    ec = token_object(session, CKO_PRIVATE_KEY, "valuxtest2");
    return 0;
}

static CK_ULONG sign(CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key, const void *data, size_t length,
                     CK_BYTE *signature)
{
    CK_ULONG signature_length = SIGNATURE_MAX;

    assert_ck(p11->C_SignInit(session, mechanism, key), CKR_OK);
    assert_ck(
        p11->C_Sign(session, (CK_BYTE *)(uintptr_t)data, length, signature, &signature_length),
        CKR_OK);
    return signature_length;
}

static CK_ULONG sign_in_parts(CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key, const void *data,
                              size_t length, size_t part, CK_BYTE *signature)
{
    CK_ULONG signature_length = SIGNATURE_MAX;
    CK_BYTE *next = (CK_BYTE *)(uintptr_t)data;

    assert_ck(p11->C_SignInit(session, mechanism, key), CKR_OK);
    while (length > 0) {
        size_t now = length < part ? length : part;
        assert_ck(p11->C_SignUpdate(session, next, now), CKR_OK);
        next += now;
        length -= now;
    }
    assert_ck(p11->C_SignFinal(session, signature, &signature_length), CKR_OK);
    return signature_length;
}

/* Signs whole and in parts, with the key of this label, and has libcrypto check both. */
static void check(const char *label, CK_MECHANISM *mechanism, struct verify_rule rule,
                  const void *data, size_t length)
{
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, label);
    EVP_PKEY *public_key = verify_public_key(session, label);
    CK_BYTE signature[SIGNATURE_MAX];

    CK_ULONG signature_length = sign(mechanism, key, data, length, signature);
    verify_signature(public_key, rule, data, length, signature, signature_length);
    signature_length = sign_in_parts(mechanism, key, data, length, 7, signature);
    verify_signature(public_key, rule, data, length, signature, signature_length);
    EVP_PKEY_free(public_key);
}

static void check_hashed(const char *label, CK_MECHANISM_TYPE type, const EVP_MD *digest)
{
    CK_MECHANISM mechanism = {type, NULL, 0};

    check(label, &mechanism, (struct verify_rule){.digest = digest}, message, sizeof message);
}

static void check_pss(CK_MECHANISM_TYPE type, CK_MECHANISM_TYPE hash, CK_RSA_PKCS_MGF_TYPE mgf,
                      const EVP_MD *digest)
{
    int length = EVP_MD_get_size(digest);
    CK_RSA_PKCS_PSS_PARAMS parameter = {hash, mgf, (CK_ULONG)length};
    CK_MECHANISM mechanism = {type, &parameter, sizeof parameter};
    struct verify_rule rule = {.digest = digest, .pss = digest, .salt_length = length};

    check("valuxtest1", &mechanism, rule, message, sizeof message);
    parameter.sLen = 0;
    rule.salt_length = 0;
    check("valuxtest4", &mechanism, rule, message, sizeof message);
}

static void raw_rsa_pkcs1_signs_a_digest_info(void **state)
{
    /* DigestInfo of SHA-256 (RFC 8017, 9.2), as TLS 1.2 has it. */
    CK_BYTE info[51] =
        "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE signature[SIGNATURE_MAX];

    (void)state;
    assert_int_equal(EVP_Digest(message, sizeof message, info + 19, NULL, EVP_sha256(), NULL), 1);
    CK_ULONG length = sign(&mechanism, rsa, info, sizeof info, signature);
    EVP_PKEY *key = verify_public_key(session, "valuxtest1");
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, message, sizeof message,
                     signature, length);
    EVP_PKEY_free(key);
}

static void sha1_rsa_pkcs1_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_hashed("valuxtest1", CKM_SHA1_RSA_PKCS, EVP_sha1());
}

static void sha224_rsa_pkcs1_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_hashed("valuxtest1", CKM_SHA224_RSA_PKCS, EVP_sha224());
}

static void sha256_rsa_pkcs1_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_hashed("valuxtest1", CKM_SHA256_RSA_PKCS, EVP_sha256());
    check_hashed("valuxtest4", CKM_SHA256_RSA_PKCS, EVP_sha256());
}

static void sha384_rsa_pkcs1_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_hashed("valuxtest1", CKM_SHA384_RSA_PKCS, EVP_sha384());
}

static void sha512_rsa_pkcs1_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_hashed("valuxtest1", CKM_SHA512_RSA_PKCS, EVP_sha512());
}

static void raw_pss_signs_a_digest(void **state)
{
    CK_RSA_PKCS_PSS_PARAMS parameter = {CKM_SHA256, CKG_MGF1_SHA256, 32};
    CK_MECHANISM mechanism = {CKM_RSA_PKCS_PSS, &parameter, sizeof parameter};
    unsigned char digest[32];

    (void)state;
    assert_int_equal(EVP_Digest(message, sizeof message, digest, NULL, EVP_sha256(), NULL), 1);
    check("valuxtest1", &mechanism,
          (struct verify_rule){.pss = EVP_sha256(), .salt_length = sizeof digest}, digest,
          sizeof digest);
}

static void sha256_pss_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_pss(CKM_SHA256_RSA_PKCS_PSS, CKM_SHA256, CKG_MGF1_SHA256, EVP_sha256());
}

static void sha384_pss_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_pss(CKM_SHA384_RSA_PKCS_PSS, CKM_SHA384, CKG_MGF1_SHA384, EVP_sha384());
}

static void sha512_pss_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_pss(CKM_SHA512_RSA_PKCS_PSS, CKM_SHA512, CKG_MGF1_SHA512, EVP_sha512());
}

static void raw_ecdsa_signs_a_digest(void **state)
{
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
    unsigned char digest[48];

    (void)state;
    assert_int_equal(EVP_Digest(message, sizeof message, digest, NULL, EVP_sha384(), NULL), 1);
    check("valuxtest2", &mechanism, (struct verify_rule){NULL, NULL, 0}, digest, 32);
    check("valuxtest3", &mechanism, (struct verify_rule){NULL, NULL, 0}, digest, sizeof digest);
}

static void hashed_ecdsa_is_checked_by_libcrypto(void **state)
{
    (void)state;
    check_hashed("valuxtest2", CKM_ECDSA_SHA1, EVP_sha1());
    check_hashed("valuxtest2", CKM_ECDSA_SHA224, EVP_sha224());
    check_hashed("valuxtest2", CKM_ECDSA_SHA256, EVP_sha256());
    check_hashed("valuxtest3", CKM_ECDSA_SHA384, EVP_sha384());
    check_hashed("valuxtest3", CKM_ECDSA_SHA512, EVP_sha512());
}

static void a_large_message_is_signed_whole_and_in_parts(void **state)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_BYTE *large = test_malloc(LARGE);
    EVP_PKEY *key = verify_public_key(session, "valuxtest2");
    CK_BYTE signature[SIGNATURE_MAX];

    (void)state;
    for (size_t i = 0; i < LARGE; i++)
        large[i] = (CK_BYTE)(i * 31);
    CK_ULONG length = sign(&mechanism, ec, large, LARGE, signature);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, large, LARGE, signature,
                     length);
    length = sign_in_parts(&mechanism, ec, large, LARGE, 32768, signature);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, large, LARGE, signature,
                     length);
    EVP_PKEY_free(key);
    test_free(large);
}

static void an_empty_message_is_signed(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    EVP_PKEY *key = verify_public_key(session, "valuxtest1");
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = SIGNATURE_MAX;

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OK);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, "", 0, signature, length);
    EVP_PKEY_free(key);
}

static void the_length_is_told_without_signing(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = 0;

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Sign(session, data, 4, NULL, &length), CKR_OK);
    assert_int_equal(length, 256);
    length = 255;
    assert_ck(p11->C_Sign(session, data, 4, signature, &length), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 256);
    assert_ck(p11->C_Sign(session, data, 4, signature, &length), CKR_OK);
    assert_ck(p11->C_Sign(session, data, 4, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void the_length_is_told_at_the_end_of_the_parts(void **state)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = 0;

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, ec), CKR_OK);
    assert_ck(p11->C_SignUpdate(session, data, 4), CKR_OK);
    assert_ck(p11->C_SignFinal(session, NULL, &length), CKR_OK);
    assert_int_equal(length, 64);
    length = 1;
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 64);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OK);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void signing_without_an_operation_is_refused(void **state)
{
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_Sign(session, data, 4, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_SignUpdate(session, data, 4), CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void a_second_operation_in_one_session_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OPERATION_ACTIVE);
}

static void an_operation_ends_by_a_null_mechanism_and_by_session_cancel(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_SignInit(session, NULL, rsa), CKR_OK);
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_SessionCancel(session, CKF_SIGN), CKR_OK);
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
}

static void a_whole_signature_after_parts_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_SignUpdate(session, data, 4), CKR_OK);
    assert_ck(p11->C_Sign(session, data, 4, signature, &length), CKR_OPERATION_ACTIVE);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void bad_arguments_end_the_operation(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_BYTE data[] = "data";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Sign(session, data, 4, signature, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_Sign(session, NULL, 4, signature, &length), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_SignUpdate(session, NULL, 4), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    assert_ck(p11->C_SignFinal(session, signature, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OPERATION_NOT_INITIALIZED);
}

static void data_of_the_wrong_length_is_refused(void **state)
{
    CK_MECHANISM pkcs = {CKM_RSA_PKCS, NULL, 0};
    CK_RSA_PKCS_PSS_PARAMS parameter = {CKM_SHA256, CKG_MGF1_SHA256, 32};
    CK_MECHANISM pss = {CKM_RSA_PKCS_PSS, &parameter, sizeof parameter};
    CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
    CK_BYTE data[256] = {0};
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(session, &pkcs, rsa), CKR_OK);
    assert_ck(p11->C_Sign(session, data, 246, signature, &length), CKR_DATA_LEN_RANGE);
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_OK);
    assert_ck(p11->C_Sign(session, data, 31, signature, &length), CKR_DATA_LEN_RANGE);
    assert_ck(p11->C_SignInit(session, &ecdsa, ec), CKR_OK);
    assert_ck(p11->C_Sign(session, data, 0, signature, &length), CKR_DATA_LEN_RANGE);
}

static void the_longest_data_of_raw_rsa_is_signed(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE data[245] = {1, 2, 3};
    CK_BYTE signature[SIGNATURE_MAX];

    (void)state;
    assert_int_equal(sign(&mechanism, rsa, data, sizeof data, signature), 256);
}

static void a_message_above_the_cap_is_refused(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    size_t part = (size_t)16 << 20;
    CK_BYTE *data = calloc(1, part);

    (void)state;
    assert_non_null(data);
    assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_OK);
    for (int i = 0; i < 4; i++)
        assert_ck(p11->C_SignUpdate(session, data, part), CKR_OK);
    assert_ck(p11->C_SignUpdate(session, data, 1), CKR_DATA_LEN_RANGE);
    assert_ck(p11->C_SignUpdate(session, data, 1), CKR_OPERATION_NOT_INITIALIZED);
    free(data);
}

static void a_mechanism_that_does_not_sign_is_refused(void **state)
{
    static const CK_MECHANISM_TYPE types[] = {CKM_RSA_X_509, CKM_SHA256, CKM_ECDH1_DERIVE,
                                              CKM_RSA_PKCS_OAEP, CKM_VENDOR_DEFINED};

    (void)state;
    for (size_t i = 0; i < COUNT(types); i++) {
        CK_MECHANISM mechanism = {types[i], NULL, 0};
        assert_ck(p11->C_SignInit(session, &mechanism, rsa), CKR_MECHANISM_INVALID);
    }
    assert_ck(p11->C_SignInit(session, NULL, rsa), CKR_ARGUMENTS_BAD);
}

static void a_mechanism_of_another_key_type_is_refused(void **state)
{
    CK_MECHANISM rsa_mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_MECHANISM ec_mechanism = {CKM_ECDSA, NULL, 0};

    (void)state;
    assert_ck(p11->C_SignInit(session, &rsa_mechanism, ec), CKR_KEY_TYPE_INCONSISTENT);
    assert_ck(p11->C_SignInit(session, &ec_mechanism, rsa), CKR_KEY_TYPE_INCONSISTENT);
}

static void bad_parameters_of_a_mechanism_are_refused(void **state)
{
    CK_RSA_PKCS_PSS_PARAMS parameter = {CKM_SHA256, CKG_MGF1_SHA256, 32};
    CK_MECHANISM pss = {CKM_SHA256_RSA_PKCS_PSS, &parameter, sizeof parameter};
    CK_MECHANISM pkcs = {CKM_RSA_PKCS, &parameter, sizeof parameter};

    (void)state;
    assert_ck(p11->C_SignInit(session, &pkcs, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.hashAlg = CKM_SHA384;
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.hashAlg = CKM_MD5;
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.hashAlg = CKM_SHA256;
    parameter.mgf = 99;
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.mgf = CKG_MGF1_SHA256;
    parameter.sLen = 223;
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.sLen = CK_UNAVAILABLE_INFORMATION;
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_MECHANISM_PARAM_INVALID);
    parameter.sLen = 32;
    pss.ulParameterLen--;
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_MECHANISM_PARAM_INVALID);
    pss.pParameter = NULL;
    pss.ulParameterLen++;
    assert_ck(p11->C_SignInit(session, &pss, rsa), CKR_MECHANISM_PARAM_INVALID);
}

static void objects_that_are_not_private_keys_do_not_sign(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    CK_OBJECT_HANDLE objects[] = {CK_INVALID_HANDLE, TOKEN_UNKNOWN_OBJECT,
                                  token_object(session, CKO_CERTIFICATE, "valuxtest1"),
                                  token_object(session, CKO_PUBLIC_KEY, "valuxtest1")};

    (void)state;
    for (size_t i = 0; i < COUNT(objects); i++)
        assert_ck(p11->C_SignInit(session, &mechanism, objects[i]), CKR_KEY_HANDLE_INVALID);
}

static void sessions_sign_independently(void **state)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_SESSION_HANDLE other = token_open();
    EVP_PKEY *key = verify_public_key(session, "valuxtest2");
    CK_BYTE first[] = "first message";
    CK_BYTE second[] = "second message";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, ec), CKR_OK);
    assert_ck(p11->C_SignInit(other, &mechanism, ec), CKR_OK);
    assert_ck(p11->C_SignUpdate(session, first, sizeof first), CKR_OK);
    assert_ck(p11->C_SignUpdate(other, second, sizeof second), CKR_OK);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OK);
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
    CK_BYTE signature[SIGNATURE_MAX];

    sign(&mechanism, rsa, message, sizeof message, signature);
    assert_int_equal(token_child_count(), 1);
    assert_int_equal(token_finalize(state), 0);
    assert_int_equal(token_child_count(), 0);
    assert_int_equal(open_session(state), 0);
    sign(&mechanism, rsa, message, sizeof message, signature);
}

#define with_session(test) cmocka_unit_test_setup_teardown(test, open_session, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_session(raw_rsa_pkcs1_signs_a_digest_info),
        with_session(sha1_rsa_pkcs1_is_checked_by_libcrypto),
        with_session(sha224_rsa_pkcs1_is_checked_by_libcrypto),
        with_session(sha256_rsa_pkcs1_is_checked_by_libcrypto),
        with_session(sha384_rsa_pkcs1_is_checked_by_libcrypto),
        with_session(sha512_rsa_pkcs1_is_checked_by_libcrypto),
        with_session(raw_pss_signs_a_digest),
        with_session(sha256_pss_is_checked_by_libcrypto),
        with_session(sha384_pss_is_checked_by_libcrypto),
        with_session(sha512_pss_is_checked_by_libcrypto),
        with_session(raw_ecdsa_signs_a_digest),
        with_session(hashed_ecdsa_is_checked_by_libcrypto),
        with_session(a_large_message_is_signed_whole_and_in_parts),
        with_session(an_empty_message_is_signed),
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

    return cmocka_run_group_tests_name("sign", tests, make, token_unload);
}
