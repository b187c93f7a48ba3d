/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "derive_fixture.h"

/* C_UnwrapKey with AES key wrap: what CMS does with a key that ECDH has given (RFC 5753). */

#define WRAPPED_MAX (DERIVE_SECRET_MAX + 16)

static CK_BYTE key_value[32]; /* of the unwrapping key, as the other side has it */

/* An AES key of this length that both sides have, with a usage that is allowed or not. */
static CK_OBJECT_HANDLE derive_key(CK_ULONG length, CK_ATTRIBUTE_TYPE usage, CK_BBOOL allowed)
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_ATTRIBUTE attributes[] = {{CKA_CLASS, &class, sizeof class},
                                 {CKA_KEY_TYPE, &type, sizeof type},
                                 {usage, &allowed, sizeof allowed},
                                 {CKA_VALUE_LEN, &length, sizeof length}};
    struct derive_peer peer;
    CK_OBJECT_HANDLE key;

    derive_fixture_peer(&derive_p256, &peer);
    CK_ECDH1_DERIVE_PARAMS parameter = {CKD_SHA256_KDF, 0, NULL, peer.point_length, peer.point};
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, attributes, COUNT(attributes), &key),
              CKR_OK);
    derive_fixture_kdf(&peer, EVP_sha256(), NULL, 0, key_value, length);
    return key;
}

/* NSS's template for such a key. */
static CK_OBJECT_HANDLE derive_wrapping_key(CK_ULONG length)
{
    return derive_key(length, CKA_WRAP, CK_TRUE);
}

/* libcrypto wraps; returns the length. */
static CK_ULONG wrap(CK_ULONG key_length, const CK_BYTE *content, size_t length, CK_BYTE *wrapped)
{
    const EVP_CIPHER *cipher = key_length == 16   ? EVP_aes_128_wrap()
                               : key_length == 24 ? EVP_aes_192_wrap()
                                                  : EVP_aes_256_wrap();
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0;

    assert_non_null(context);
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    assert_int_equal(EVP_EncryptInit_ex(context, cipher, NULL, key_value, NULL), 1);
    assert_int_equal(EVP_EncryptUpdate(context, wrapped, &written, content, (int)length), 1);
    EVP_CIPHER_CTX_free(context);
    assert_int_equal(written, (int)length + 8);
    return (CK_ULONG)written;
}

static CK_RV unwrap(CK_OBJECT_HANDLE key, CK_BYTE *wrapped, CK_ULONG length,
                    CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *unwrapped)
{
    CK_MECHANISM mechanism = {CKM_AES_KEY_WRAP, NULL, 0};

    return p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, length, attributes, count,
                            unwrapped);
}

static void what_the_other_side_wrapped_is_unwrapped(void **state)
{
    static const CK_ULONG lengths[] = {16, 24, 32, 48, DERIVE_SECRET_MAX};
    CK_BYTE content[DERIVE_SECRET_MAX];
    CK_BYTE wrapped[WRAPPED_MAX];
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE unwrapped;

    (void)state;
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (CK_BYTE)(i * 7 + 1);
    for (CK_ULONG key_length = 16; key_length <= 32; key_length += 8) {
        CK_OBJECT_HANDLE key = derive_wrapping_key(key_length);
        for (size_t i = 0; i < COUNT(lengths); i++) {
            CK_ULONG length = wrap(key_length, content, lengths[i], wrapped);
            assert_ck(unwrap(key, wrapped, length, NULL, 0, &unwrapped), CKR_OK);
            assert_int_equal(token_value(derive_session, unwrapped, CKA_VALUE, value), lengths[i]);
            assert_memory_equal(value, content, lengths[i]);
        }
    }
}

static void the_template_of_nss_is_taken(void **state)
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE attributes[] = {{CKA_CLASS, &class, sizeof class},
                                 {CKA_KEY_TYPE, &type, sizeof type},
                                 {CKA_UNWRAP, &yes, sizeof yes}};
    CK_OBJECT_HANDLE key = derive_wrapping_key(32);
    CK_BYTE content[32] = "the key of a mail";
    CK_BYTE wrapped[WRAPPED_MAX];
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ULONG length = wrap(32, content, sizeof content, wrapped);
    CK_OBJECT_HANDLE unwrapped;

    (void)state;
    assert_int_equal(token_value(derive_session, key, CKA_UNWRAP, value), sizeof yes);
    assert_int_equal(*value, CK_TRUE);
    assert_ck(unwrap(key, wrapped, length, attributes, COUNT(attributes), &unwrapped), CKR_OK);
    assert_int_equal(token_value(derive_session, unwrapped, CKA_KEY_TYPE, value), sizeof type);
    assert_memory_equal(value, &type, sizeof type);
    assert_int_equal(token_value(derive_session, unwrapped, CKA_VALUE, value), sizeof content);
    assert_memory_equal(value, content, sizeof content);
    /* What was unwrapped is such a key itself. */
    memcpy(key_value, content, sizeof content);
    length = wrap(32, content, 16, wrapped);
    assert_ck(unwrap(unwrapped, wrapped, length, NULL, 0, &unwrapped), CKR_OK);
    assert_int_equal(token_value(derive_session, unwrapped, CKA_VALUE, value), 16);
    assert_memory_equal(value, content, 16);
}

static void the_initial_value_may_be_said_and_no_other(void **state)
{
    CK_BYTE initial_value[] = {0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6};
    CK_MECHANISM mechanism = {CKM_AES_KEY_WRAP, initial_value, sizeof initial_value};
    CK_OBJECT_HANDLE key = derive_wrapping_key(16);
    CK_BYTE content[16] = "sixteen bytes...";
    CK_BYTE wrapped[WRAPPED_MAX];
    CK_ULONG length = wrap(16, content, sizeof content, wrapped);
    CK_OBJECT_HANDLE unwrapped;

    (void)state;
    assert_ck(
        p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, length, NULL, 0, &unwrapped),
        CKR_OK);
    initial_value[7] = 0;
    assert_ck(
        p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, length, NULL, 0, &unwrapped),
        CKR_MECHANISM_PARAM_INVALID);
    mechanism.ulParameterLen = 4;
    assert_ck(
        p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, length, NULL, 0, &unwrapped),
        CKR_MECHANISM_PARAM_INVALID);
    mechanism.pParameter = NULL;
    mechanism.ulParameterLen = 8;
    assert_ck(
        p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, length, NULL, 0, &unwrapped),
        CKR_MECHANISM_PARAM_INVALID);
}

static void what_was_changed_or_wrapped_by_another_key_is_refused(void **state)
{
    CK_OBJECT_HANDLE key = derive_wrapping_key(16);
    CK_BYTE content[16] = "sixteen bytes...";
    CK_BYTE wrapped[WRAPPED_MAX] = {0};
    CK_ULONG length = wrap(16, content, sizeof content, wrapped);
    CK_OBJECT_HANDLE unwrapped;

    (void)state;
    for (size_t i = 0; i < length; i++) {
        wrapped[i] ^= 1;
        assert_ck(unwrap(key, wrapped, length, NULL, 0, &unwrapped), CKR_WRAPPED_KEY_INVALID);
        wrapped[i] ^= 1;
    }
    assert_ck(unwrap(derive_wrapping_key(16), wrapped, length, NULL, 0, &unwrapped),
              CKR_WRAPPED_KEY_INVALID);
    for (CK_ULONG other = 0; other <= WRAPPED_MAX; other++) {
        bool possible = other >= 24 && other % 8 == 0 && other <= DERIVE_SECRET_MAX + 8;
        if (other != length)
            assert_ck(unwrap(key, wrapped, other, NULL, 0, &unwrapped),
                      possible ? CKR_WRAPPED_KEY_INVALID : CKR_WRAPPED_KEY_LEN_RANGE);
    }
    assert_ck(unwrap(key, wrapped, (CK_ULONG)-8, NULL, 0, &unwrapped), CKR_WRAPPED_KEY_LEN_RANGE);
    assert_ck(unwrap(key, wrapped, length, NULL, 0, &unwrapped), CKR_OK);
}

static void a_key_that_may_not_or_can_not_unwrap_is_refused(void **state)
{
    CK_BYTE content[16] = "sixteen bytes...";
    CK_BYTE wrapped[WRAPPED_MAX];
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE key = derive_key(16, CKA_UNWRAP, CK_FALSE);
    CK_ULONG length = wrap(16, content, sizeof content, wrapped);
    CK_OBJECT_HANDLE unwrapped;
    struct derive_peer peer;

    (void)state;
    assert_int_equal(token_value(derive_session, key, CKA_UNWRAP, value), sizeof(CK_BBOOL));
    assert_int_equal(*value, CK_FALSE);
    assert_ck(unwrap(key, wrapped, length, NULL, 0, &unwrapped), CKR_KEY_FUNCTION_NOT_PERMITTED);
    derive_fixture_peer(&derive_p256, &peer);
    CK_ECDH1_DERIVE_PARAMS parameter = {CKD_NULL, 0, NULL, peer.point_length, peer.point};
    assert_ck(derive_fixture_derive(&derive_p256, &parameter, NULL, 0, &key), CKR_OK);
    assert_ck(unwrap(key, wrapped, length, NULL, 0, &unwrapped),
              CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT);
    assert_ck(unwrap(token_object(derive_session, CKO_PRIVATE_KEY, "valuxtest1"), wrapped, length,
                     NULL, 0, &unwrapped),
              CKR_UNWRAPPING_KEY_HANDLE_INVALID);
    assert_ck(unwrap(TOKEN_UNKNOWN_OBJECT, wrapped, length, NULL, 0, &unwrapped),
              CKR_UNWRAPPING_KEY_HANDLE_INVALID);
    key = derive_wrapping_key(16);
    assert_ck(p11->C_DestroyObject(derive_session, key), CKR_OK);
    assert_ck(unwrap(key, wrapped, length, NULL, 0, &unwrapped), CKR_UNWRAPPING_KEY_HANDLE_INVALID);
}

static void a_template_that_contradicts_is_refused(void **state)
{
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_KEY_TYPE type = CKK_DES3;
    CK_ULONG other = 24;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE wrong_class = {CKA_CLASS, &class, sizeof class};
    CK_ATTRIBUTE wrong_type = {CKA_KEY_TYPE, &type, sizeof type};
    CK_ATTRIBUTE wrong_length = {CKA_VALUE_LEN, &other, sizeof other};
    CK_ATTRIBUTE on_token = {CKA_TOKEN, &yes, sizeof yes};
    CK_OBJECT_HANDLE key = derive_wrapping_key(16);
    CK_BYTE content[16] = "sixteen bytes...";
    CK_BYTE wrapped[WRAPPED_MAX];
    CK_ULONG length = wrap(16, content, sizeof content, wrapped);
    CK_OBJECT_HANDLE unwrapped;

    (void)state;
    assert_ck(unwrap(key, wrapped, length, &wrong_class, 1, &unwrapped), CKR_TEMPLATE_INCONSISTENT);
    assert_ck(unwrap(key, wrapped, length, &wrong_type, 1, &unwrapped), CKR_TEMPLATE_INCONSISTENT);
    assert_ck(unwrap(key, wrapped, length, &wrong_length, 1, &unwrapped),
              CKR_TEMPLATE_INCONSISTENT);
    assert_ck(unwrap(key, wrapped, length, &on_token, 1, &unwrapped), CKR_TOKEN_WRITE_PROTECTED);
    other = 16;
    assert_ck(unwrap(key, wrapped, length, &wrong_length, 1, &unwrapped), CKR_OK);
}

static void bad_arguments_are_refused(void **state)
{
    CK_OBJECT_HANDLE key = derive_wrapping_key(16);
    CK_MECHANISM mechanism = {CKM_AES_KEY_WRAP, NULL, 0};
    CK_BYTE wrapped[24] = {0};
    CK_OBJECT_HANDLE unwrapped;

    (void)state;
    assert_ck(p11->C_UnwrapKey(derive_session, NULL, key, wrapped, 24, NULL, 0, &unwrapped),
              CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_UnwrapKey(derive_session, &mechanism, key, NULL, 24, NULL, 0, &unwrapped),
              CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, 24, NULL, 0, NULL),
              CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, 24, NULL, 1, &unwrapped),
              CKR_ARGUMENTS_BAD);
    mechanism.mechanism = CKM_RSA_PKCS;
    assert_ck(p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, 24, NULL, 0, &unwrapped),
              CKR_MECHANISM_INVALID);
    mechanism.mechanism = CKM_AES_KEY_WRAP_PAD;
    assert_ck(p11->C_UnwrapKey(derive_session, &mechanism, key, wrapped, 24, NULL, 0, &unwrapped),
              CKR_MECHANISM_INVALID);
}

#define with_session(test) \
    cmocka_unit_test_setup_teardown(test, derive_fixture_open, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_session(what_the_other_side_wrapped_is_unwrapped),
        with_session(the_template_of_nss_is_taken),
        with_session(the_initial_value_may_be_said_and_no_other),
        with_session(what_was_changed_or_wrapped_by_another_key_is_refused),
        with_session(a_key_that_may_not_or_can_not_unwrap_is_refused),
        with_session(a_template_that_contradicts_is_refused),
        with_session(bad_arguments_are_refused),
    };

    return cmocka_run_group_tests_name("unwrap", tests, derive_fixture_make, token_unload);
}
