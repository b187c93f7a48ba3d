/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "sign_fixture.h"

#include <openssl/evp.h>

#include "verify.h"

/* Signatures: each mechanism is checked by libcrypto. */

#define LARGE ((size_t)200000)

static CK_ULONG sign_in_parts(CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key, const void *data,
                              size_t length, size_t part, CK_BYTE *signature)
{
    CK_ULONG signature_length = SIGN_LENGTH_MAX;
    CK_BYTE *next = (CK_BYTE *)(uintptr_t)data;

    assert_ck(p11->C_SignInit(sign_session, mechanism, key), CKR_OK);
    while (length > 0) {
        size_t now = length < part ? length : part;
        assert_ck(p11->C_SignUpdate(sign_session, next, now), CKR_OK);
        next += now;
        length -= now;
    }
    assert_ck(p11->C_SignFinal(sign_session, signature, &signature_length), CKR_OK);
    return signature_length;
}

/* Signs whole and in parts, with the key of this label, and has libcrypto check both. */
static void check(const char *label, CK_MECHANISM *mechanism, struct verify_rule rule,
                  const void *data, size_t length)
{
    CK_OBJECT_HANDLE key = token_object(sign_session, CKO_PRIVATE_KEY, label);
    EVP_PKEY *public_key = verify_public_key(sign_session, label);
    CK_BYTE signature[SIGN_LENGTH_MAX];

    CK_ULONG signature_length = sign_fixture_sign(mechanism, key, data, length, signature);
    verify_signature(public_key, rule, data, length, signature, signature_length);
    signature_length = sign_in_parts(mechanism, key, data, length, 7, signature);
    verify_signature(public_key, rule, data, length, signature, signature_length);
    EVP_PKEY_free(public_key);
}

static void check_hashed(const char *label, CK_MECHANISM_TYPE type, const EVP_MD *digest)
{
    CK_MECHANISM mechanism = {type, NULL, 0};

    check(label, &mechanism, (struct verify_rule){.digest = digest}, sign_message,
          sign_message_length);
}

static void check_pss(CK_MECHANISM_TYPE type, CK_MECHANISM_TYPE hash, CK_RSA_PKCS_MGF_TYPE mgf,
                      const EVP_MD *digest)
{
    int length = EVP_MD_get_size(digest);
    CK_RSA_PKCS_PSS_PARAMS parameter = {hash, mgf, (CK_ULONG)length};
    CK_MECHANISM mechanism = {type, &parameter, sizeof parameter};
    struct verify_rule rule = {.digest = digest, .pss = digest, .salt_length = length};

    check("valuxtest1", &mechanism, rule, sign_message, sign_message_length);
    parameter.sLen = 0;
    rule.salt_length = 0;
    check("valuxtest4", &mechanism, rule, sign_message, sign_message_length);
}

static void raw_rsa_pkcs1_signs_a_digest_info(void **state)
{
    /* DigestInfo of SHA-256 (RFC 8017, 9.2), as TLS 1.2 has it. */
    CK_BYTE info[51] =
        "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE signature[SIGN_LENGTH_MAX];

    (void)state;
    assert_int_equal(
        EVP_Digest(sign_message, sign_message_length, info + 19, NULL, EVP_sha256(), NULL), 1);
    CK_ULONG length = sign_fixture_sign(&mechanism, sign_rsa, info, sizeof info, signature);
    EVP_PKEY *key = verify_public_key(sign_session, "valuxtest1");
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, sign_message,
                     sign_message_length, signature, length);
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
    assert_int_equal(
        EVP_Digest(sign_message, sign_message_length, digest, NULL, EVP_sha256(), NULL), 1);
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
    assert_int_equal(
        EVP_Digest(sign_message, sign_message_length, digest, NULL, EVP_sha384(), NULL), 1);
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
    EVP_PKEY *key = verify_public_key(sign_session, "valuxtest2");
    CK_BYTE signature[SIGN_LENGTH_MAX];

    (void)state;
    for (size_t i = 0; i < LARGE; i++)
        large[i] = (CK_BYTE)(i * 31);
    CK_ULONG length = sign_fixture_sign(&mechanism, sign_ec, large, LARGE, signature);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, large, LARGE, signature,
                     length);
    length = sign_in_parts(&mechanism, sign_ec, large, LARGE, 32768, signature);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, large, LARGE, signature,
                     length);
    EVP_PKEY_free(key);
    test_free(large);
}

static void an_empty_message_is_signed(void **state)
{
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, NULL, 0};
    EVP_PKEY *key = verify_public_key(sign_session, "valuxtest1");
    CK_BYTE signature[SIGN_LENGTH_MAX];
    CK_ULONG length = SIGN_LENGTH_MAX;

    (void)state;
    assert_ck(p11->C_SignInit(sign_session, &mechanism, sign_rsa), CKR_OK);
    assert_ck(p11->C_SignFinal(sign_session, signature, &length), CKR_OK);
    verify_signature(key, (struct verify_rule){.digest = EVP_sha256()}, "", 0, signature, length);
    EVP_PKEY_free(key);
}

#define with_session(test) cmocka_unit_test_setup_teardown(test, sign_fixture_open, token_finalize)

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
    };

    return cmocka_run_group_tests_name("sign", tests, sign_fixture_make, token_unload);
}
