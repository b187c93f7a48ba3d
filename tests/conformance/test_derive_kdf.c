/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "derive_fixture.h"

/* ECDH with the KDF of ANSI X9.63, as CMS uses it (RFC 5753), against a KDF of the test's own. */

#define SHARED_DATA_MAX 1024

struct kdf {
    CK_EC_KDF_TYPE type;
    const EVP_MD *(*digest)(void);
};

static const struct kdf kdfs[] = {
    {CKD_SHA1_KDF, EVP_sha1},     {CKD_SHA224_KDF, EVP_sha224}, {CKD_SHA256_KDF, EVP_sha256},
    {CKD_SHA384_KDF, EVP_sha384}, {CKD_SHA512_KDF, EVP_sha512},
};

/* ECC-CMS-SharedInfo for AES-128 key wrap, without entityUInfo (RFC 5753, 7.2). */
static CK_BYTE cms_shared_info[] = {0x30, 0x15, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86,
                                    0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x05, 0xa2,
                                    0x06, 0x04, 0x04, 0x00, 0x00, 0x00, 0x80};
static CK_BYTE longest[SHARED_DATA_MAX + 1];

static struct derive_peer peer;

static CK_ECDH1_DERIVE_PARAMS parameter_for(CK_EC_KDF_TYPE kdf)
{
    return (CK_ECDH1_DERIVE_PARAMS){kdf, 0, NULL, peer.point_length, peer.point};
}

static CK_RV derive(CK_ECDH1_DERIVE_PARAMS parameter, CK_ULONG length, CK_OBJECT_HANDLE *secret)
{
    CK_ATTRIBUTE wanted = {CKA_VALUE_LEN, &length, sizeof length};

    return derive_fixture_derive(&derive_p256, &parameter, &wanted, 1, secret);
}

/* Derives `length` bytes with the key, and compares them with the test's own. */
static void assert_derives(const struct derive_curve *curve, const struct kdf *kdf,
                           CK_BYTE *shared_data, CK_ULONG shared_data_length, CK_ULONG length)
{
    CK_ECDH1_DERIVE_PARAMS parameter = parameter_for(kdf->type);
    CK_ATTRIBUTE wanted = {CKA_VALUE_LEN, &length, sizeof length};
    CK_BYTE expected[DERIVE_SECRET_MAX];
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE secret;

    parameter.ulSharedDataLen = shared_data_length;
    parameter.pSharedData = shared_data;
    assert_ck(derive_fixture_derive(curve, &parameter, &wanted, 1, &secret), CKR_OK);
    assert_int_equal(token_value(derive_session, secret, CKA_VALUE, value), length);
    derive_fixture_kdf(&peer, kdf->digest(), shared_data, shared_data_length, expected, length);
    assert_memory_equal(value, expected, length);
    assert_ck(p11->C_DestroyObject(derive_session, secret), CKR_OK);
}

static void assert_all_derive(const struct derive_curve *curve)
{
    static const CK_ULONG lengths[] = {1, 16, 24, 32, 48, 65, DERIVE_SECRET_MAX};
    int compared = 0;

    derive_fixture_peer(curve, &peer);
    memset(longest, 0x5a, sizeof longest);
    for (size_t i = 0; i < COUNT(kdfs); i++) {
        for (size_t k = 0; k < COUNT(lengths); k++, compared += 2) {
            assert_derives(curve, &kdfs[i], NULL, 0, lengths[k]);
            assert_derives(curve, &kdfs[i], cms_shared_info, sizeof cms_shared_info, lengths[k]);
        }
        assert_derives(curve, &kdfs[i], longest, SHARED_DATA_MAX, 32);
    }
    print_message("%s: %d secrets as long as wanted, %zu with %d bytes of shared data\n",
                  curve->name, compared, COUNT(kdfs), SHARED_DATA_MAX);
}

static void every_kdf_gives_what_the_other_side_has_with_p256(void **state)
{
    (void)state;
    assert_all_derive(&derive_p256);
}

static void every_kdf_gives_what_the_other_side_has_with_p384(void **state)
{
    (void)state;
    assert_all_derive(&derive_p384);
}

static void the_other_point_may_be_in_an_octet_string(void **state)
{
    CK_BYTE wrapped[DERIVE_POINT_MAX + 2] = {0x04, 65};
    CK_BYTE expected[16];
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE secret;

    (void)state;
    derive_fixture_peer(&derive_p256, &peer);
    CK_ECDH1_DERIVE_PARAMS parameter = parameter_for(CKD_SHA256_KDF);
    memcpy(wrapped + 2, peer.point, peer.point_length);
    parameter.pPublicData = wrapped;
    parameter.ulPublicDataLen += 2;
    parameter.pSharedData = cms_shared_info;
    parameter.ulSharedDataLen = sizeof cms_shared_info;
    assert_ck(derive(parameter, sizeof expected, &secret), CKR_OK);
    derive_fixture_kdf(&peer, EVP_sha256(), cms_shared_info, sizeof cms_shared_info, expected,
                       sizeof expected);
    assert_int_equal(token_value(derive_session, secret, CKA_VALUE, value), sizeof expected);
    assert_memory_equal(value, expected, sizeof expected);
}

static void a_length_is_needed_unless_the_key_type_has_one(void **state)
{
    CK_KEY_TYPE type = CKK_GENERIC_SECRET;
    CK_ULONG length = 16;
    CK_ATTRIBUTE attributes[] = {{CKA_KEY_TYPE, &type, sizeof type},
                                 {CKA_VALUE_LEN, &length, sizeof length}};
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE secret;

    (void)state;
    derive_fixture_peer(&derive_p256, &peer);
    CK_ECDH1_DERIVE_PARAMS parameter = parameter_for(CKD_SHA1_KDF);
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, NULL, 0, &secret),
              CKR_TEMPLATE_INCOMPLETE);
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, attributes, 1, &secret),
              CKR_TEMPLATE_INCOMPLETE);
    type = CKK_AES;
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, attributes, 1, &secret),
              CKR_TEMPLATE_INCOMPLETE);
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, attributes, 2, &secret), CKR_OK);
    length = 17;
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, attributes, 2, &secret),
              CKR_TEMPLATE_INCONSISTENT);
    type = CKK_DES3;
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, attributes, 2, &secret),
              CKR_TEMPLATE_INCONSISTENT);
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, attributes, 1, &secret), CKR_OK);
    assert_int_equal(token_value(derive_session, secret, CKA_VALUE, value), 24);
}

static void a_length_out_of_bounds_is_refused(void **state)
{
    CK_OBJECT_HANDLE secret;

    (void)state;
    derive_fixture_peer(&derive_p256, &peer);
    CK_ECDH1_DERIVE_PARAMS parameter = parameter_for(CKD_SHA512_KDF);
    assert_ck(derive(parameter, 0, &secret), CKR_ATTRIBUTE_VALUE_INVALID);
    assert_ck(derive(parameter, DERIVE_SECRET_MAX + 1, &secret), CKR_ATTRIBUTE_VALUE_INVALID);
    assert_ck(derive(parameter, (CK_ULONG)-1, &secret), CKR_ATTRIBUTE_VALUE_INVALID);
}

static void shared_data_that_are_none_are_refused(void **state)
{
    CK_OBJECT_HANDLE secret;

    (void)state;
    derive_fixture_peer(&derive_p256, &peer);
    CK_ECDH1_DERIVE_PARAMS parameter = parameter_for(CKD_SHA256_KDF);
    parameter.ulSharedDataLen = 1;
    assert_ck(derive(parameter, 16, &secret), CKR_MECHANISM_PARAM_INVALID);
    parameter.pSharedData = longest;
    parameter.ulSharedDataLen = SHARED_DATA_MAX + 1;
    assert_ck(derive(parameter, 16, &secret), CKR_MECHANISM_PARAM_INVALID);
    parameter.ulSharedDataLen = (CK_ULONG)-1;
    assert_ck(derive(parameter, 16, &secret), CKR_MECHANISM_PARAM_INVALID);
    parameter.ulSharedDataLen = 1;
    parameter.kdf = CKD_NULL;
    assert_ck(derive(parameter, 16, &secret), CKR_MECHANISM_PARAM_INVALID);
}

static void a_kdf_that_the_token_does_not_have_is_refused(void **state)
{
    static const CK_EC_KDF_TYPE others[] = {0,
                                            CKD_SHA1_KDF_ASN1,
                                            CKD_SHA1_KDF_CONCATENATE,
                                            CKD_SHA3_256_KDF,
                                            CKD_BLAKE2B_256_KDF,
                                            0x80000001,
                                            (CK_EC_KDF_TYPE)-1};
    CK_OBJECT_HANDLE secret;

    (void)state;
    derive_fixture_peer(&derive_p256, &peer);
    for (size_t i = 0; i < COUNT(others); i++)
        assert_ck(derive(parameter_for(others[i]), 16, &secret), CKR_MECHANISM_PARAM_INVALID);
}

static void a_point_that_is_not_on_the_curve_is_refused(void **state)
{
    CK_OBJECT_HANDLE secret;

    (void)state;
    derive_fixture_peer(&derive_p256, &peer);
    peer.point[peer.point_length - 1] ^= 1;
    assert_ck(derive(parameter_for(CKD_SHA256_KDF), 16, &secret), CKR_MECHANISM_PARAM_INVALID);
    derive_fixture_peer(&derive_p384, &peer);
    assert_ck(derive(parameter_for(CKD_SHA256_KDF), 16, &secret), CKR_MECHANISM_PARAM_INVALID);
}

#define with_session(test) \
    cmocka_unit_test_setup_teardown(test, derive_fixture_open, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_session(every_kdf_gives_what_the_other_side_has_with_p256),
        with_session(every_kdf_gives_what_the_other_side_has_with_p384),
        with_session(the_other_point_may_be_in_an_octet_string),
        with_session(a_length_is_needed_unless_the_key_type_has_one),
        with_session(a_length_out_of_bounds_is_refused),
        with_session(shared_data_that_are_none_are_refused),
        with_session(a_kdf_that_the_token_does_not_have_is_refused),
        with_session(a_point_that_is_not_on_the_curve_is_refused),
    };

    return cmocka_run_group_tests_name("derive with a KDF", tests, derive_fixture_make,
                                       token_unload);
}
