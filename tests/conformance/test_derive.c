/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "derive_fixture.h"

/* ECDH: the module derives with its key what libcrypto derives with the other side's. */

#define COORDINATE 32
#define POINT (2 * COORDINATE + 1)

static CK_OBJECT_HANDLE ec;
static struct derive_peer peer;
static CK_BYTE *const point = peer.point;
static const CK_BYTE *const expected = peer.coordinate;

static int open_session(void **state)
{
    if (derive_fixture_open(state) != 0)
        return -1;
    ec = token_object(derive_session, CKO_PRIVATE_KEY, derive_p256.label);
    derive_fixture_peer(&derive_p256, &peer);
    return 0;
}

static CK_RV derive_from(CK_BYTE *data, CK_ULONG length, CK_ATTRIBUTE *attributes, CK_ULONG count,
                         CK_OBJECT_HANDLE *secret)
{
    CK_ECDH1_DERIVE_PARAMS parameter = {CKD_NULL, 0, NULL, length, data};

    return derive_fixture_derive(&derive_p256, &parameter, attributes, count, secret);
}

static CK_OBJECT_HANDLE derive(CK_ATTRIBUTE *attributes, CK_ULONG count)
{
    CK_OBJECT_HANDLE secret = CK_INVALID_HANDLE;

    assert_ck(derive_from(point, POINT, attributes, count, &secret), CKR_OK);
    return secret;
}

static void the_secret_is_the_one_of_the_other_side(void **state)
{
    CK_BYTE value[TOKEN_VALUE_MAX];

    (void)state;
    assert_int_equal(token_value(derive_session, derive(NULL, 0), CKA_VALUE, value), COORDINATE);
    assert_memory_equal(value, expected, COORDINATE);
}

static void the_other_point_may_be_in_an_octet_string(void **state)
{
    CK_BYTE wrapped[POINT + 2] = {0x04, POINT};
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE secret;

    (void)state;
    memcpy(wrapped + 2, point, POINT);
    assert_ck(derive_from(wrapped, sizeof wrapped, NULL, 0, &secret), CKR_OK);
    token_value(derive_session, secret, CKA_VALUE, value);
    assert_memory_equal(value, expected, COORDINATE);
}

static void the_template_of_nss_is_taken(void **state)
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_ULONG length = 16;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE attributes[] = {{CKA_CLASS, &class, sizeof class},
                                 {CKA_KEY_TYPE, &type, sizeof type},
                                 {CKA_DERIVE, &yes, sizeof yes},
                                 {CKA_VALUE_LEN, &length, sizeof length}};
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE secret = derive(attributes, COUNT(attributes));

    (void)state;
    assert_int_equal(token_value(derive_session, secret, CKA_VALUE, value), 16);
    assert_memory_equal(value, expected + 16, 16);
    assert_int_equal(token_value(derive_session, secret, CKA_KEY_TYPE, value), sizeof type);
    assert_memory_equal(value, &type, sizeof type);
    assert_int_equal(token_value(derive_session, secret, CKA_VALUE_LEN, value), sizeof length);
    assert_memory_equal(value, &length, sizeof length);
    assert_int_equal(token_value(derive_session, secret, CKA_CLASS, value), sizeof class);
    assert_memory_equal(value, &class, sizeof class);
}

static void a_secret_that_is_to_stay_is_kept_back(void **state)
{
    CK_BBOOL yes = CK_TRUE;
    CK_BBOOL no = CK_FALSE;
    CK_ATTRIBUTE sensitive = {CKA_SENSITIVE, &yes, sizeof yes};
    CK_ATTRIBUTE fixed = {CKA_EXTRACTABLE, &no, sizeof no};
    CK_BYTE value[64];
    CK_ATTRIBUTE wanted = {CKA_VALUE, value, sizeof value};

    (void)state;
    assert_ck(p11->C_GetAttributeValue(derive_session, derive(&sensitive, 1), &wanted, 1),
              CKR_ATTRIBUTE_SENSITIVE);
    wanted.ulValueLen = sizeof value;
    assert_ck(p11->C_GetAttributeValue(derive_session, derive(&fixed, 1), &wanted, 1),
              CKR_ATTRIBUTE_SENSITIVE);
}

static void a_secret_is_destroyed_and_gone(void **state)
{
    CK_OBJECT_HANDLE secret = derive(NULL, 0);
    CK_BYTE value[64];
    CK_ATTRIBUTE wanted = {CKA_VALUE, value, sizeof value};
    CK_ULONG size;

    (void)state;
    assert_ck(p11->C_GetObjectSize(derive_session, secret, &size), CKR_OK);
    assert_ck(p11->C_DestroyObject(derive_session, secret), CKR_OK);
    assert_ck(p11->C_GetAttributeValue(derive_session, secret, &wanted, 1),
              CKR_OBJECT_HANDLE_INVALID);
    assert_ck(p11->C_DestroyObject(derive_session, secret), CKR_OBJECT_HANDLE_INVALID);
}

static void a_secret_ends_with_its_session_and_not_with_another(void **state)
{
    CK_SESSION_HANDLE other = token_open();
    CK_OBJECT_HANDLE secret = derive(NULL, 0);
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ATTRIBUTE wanted = {CKA_VALUE, value, sizeof value};

    (void)state;
    assert_ck(p11->C_CloseSession(token_open()), CKR_OK);
    assert_int_equal(token_value(other, secret, CKA_VALUE, value), COORDINATE);
    assert_ck(p11->C_CloseSession(derive_session), CKR_OK);
    assert_ck(p11->C_GetAttributeValue(other, secret, &wanted, 1), CKR_OBJECT_HANDLE_INVALID);
}

static void a_secret_has_no_other_attributes(void **state)
{
    CK_BYTE value[64];
    CK_ATTRIBUTE wanted = {CKA_MODULUS, value, sizeof value};

    (void)state;
    assert_ck(p11->C_GetAttributeValue(derive_session, derive(NULL, 0), &wanted, 1),
              CKR_ATTRIBUTE_TYPE_INVALID);
}

static void many_secrets_have_handles_of_their_own(void **state)
{
    CK_OBJECT_HANDLE last = 0;

    (void)state;
    for (int i = 0; i < 20; i++) {
        CK_OBJECT_HANDLE secret = derive(NULL, 0);
        assert_int_not_equal(secret, last);
        last = secret;
    }
}

static void a_point_that_is_none_is_refused(void **state)
{
    CK_OBJECT_HANDLE secret;

    (void)state;
    assert_ck(derive_from(point, POINT - 1, NULL, 0, &secret), CKR_MECHANISM_PARAM_INVALID);
    assert_ck(derive_from(NULL, POINT, NULL, 0, &secret), CKR_MECHANISM_PARAM_INVALID);
    point[0] = 0x02;
    assert_ck(derive_from(point, POINT, NULL, 0, &secret), CKR_MECHANISM_PARAM_INVALID);
    point[0] = 0x04;
    point[POINT - 1] ^= 1;
    assert_int_not_equal(derive_from(point, POINT, NULL, 0, &secret), CKR_OK);
}

static void other_derivations_are_refused(void **state)
{
    CK_ECDH1_DERIVE_PARAMS parameter = {CKD_CPDIVERSIFY_KDF, 0, NULL, POINT, point};
    CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &parameter, sizeof parameter};
    CK_OBJECT_HANDLE rsa = token_object(derive_session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_OBJECT_HANDLE secret;

    (void)state;
    assert_ck(p11->C_DeriveKey(derive_session, &mechanism, ec, NULL, 0, &secret),
              CKR_MECHANISM_PARAM_INVALID);
    parameter.kdf = CKD_NULL;
    assert_ck(p11->C_DeriveKey(derive_session, &mechanism, rsa, NULL, 0, &secret),
              CKR_KEY_TYPE_INCONSISTENT);
    assert_ck(p11->C_DeriveKey(derive_session, &mechanism, TOKEN_UNKNOWN_OBJECT, NULL, 0, &secret),
              CKR_KEY_HANDLE_INVALID);
    mechanism.ulParameterLen--;
    assert_ck(p11->C_DeriveKey(derive_session, &mechanism, ec, NULL, 0, &secret),
              CKR_MECHANISM_PARAM_INVALID);
    mechanism.mechanism = CKM_ECDSA;
    assert_ck(p11->C_DeriveKey(derive_session, &mechanism, ec, NULL, 0, &secret),
              CKR_MECHANISM_INVALID);
}

static void a_derivation_with_bad_arguments_is_refused(void **state)
{
    CK_ECDH1_DERIVE_PARAMS parameter = {CKD_NULL, 0, NULL, POINT, point};
    CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &parameter, sizeof parameter};
    CK_OBJECT_HANDLE secret;

    (void)state;
    assert_ck(p11->C_DeriveKey(derive_session, NULL, ec, NULL, 0, &secret), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_DeriveKey(derive_session, &mechanism, ec, NULL, 0, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_DeriveKey(derive_session, &mechanism, ec, NULL, 1, &secret),
              CKR_ARGUMENTS_BAD);
}

static void a_template_that_contradicts_is_refused(void **state)
{
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_BBOOL yes = CK_TRUE;
    CK_ULONG length = COORDINATE + 1;
    CK_KEY_TYPE aes = CKK_AES;
    CK_ATTRIBUTE wrong_class = {CKA_CLASS, &class, sizeof class};
    CK_ATTRIBUTE on_token = {CKA_TOKEN, &yes, sizeof yes};
    CK_ATTRIBUTE too_long = {CKA_VALUE_LEN, &length, sizeof length};
    CK_ATTRIBUTE given = {CKA_VALUE, &length, sizeof length};
    CK_ATTRIBUTE broken = {CKA_SENSITIVE, NULL, 1};
    CK_ATTRIBUTE odd_aes[] = {{CKA_KEY_TYPE, &aes, sizeof aes}, too_long};
    CK_OBJECT_HANDLE secret;

    (void)state;
    assert_ck(derive_from(point, POINT, &wrong_class, 1, &secret), CKR_TEMPLATE_INCONSISTENT);
    assert_ck(derive_from(point, POINT, &on_token, 1, &secret), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(derive_from(point, POINT, &too_long, 1, &secret), CKR_ATTRIBUTE_VALUE_INVALID);
    assert_ck(derive_from(point, POINT, odd_aes, 2, &secret), CKR_TEMPLATE_INCONSISTENT);
    assert_ck(derive_from(point, POINT, &given, 1, &secret), CKR_TEMPLATE_INCONSISTENT);
    assert_ck(derive_from(point, POINT, &broken, 1, &secret), CKR_ATTRIBUTE_VALUE_INVALID);
}

#define with_session(test) cmocka_unit_test_setup_teardown(test, open_session, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_session(the_secret_is_the_one_of_the_other_side),
        with_session(the_other_point_may_be_in_an_octet_string),
        with_session(the_template_of_nss_is_taken),
        with_session(a_secret_that_is_to_stay_is_kept_back),
        with_session(a_secret_is_destroyed_and_gone),
        with_session(a_secret_ends_with_its_session_and_not_with_another),
        with_session(a_secret_has_no_other_attributes),
        with_session(many_secrets_have_handles_of_their_own),
        with_session(a_point_that_is_none_is_refused),
        with_session(other_derivations_are_refused),
        with_session(a_derivation_with_bad_arguments_is_refused),
        with_session(a_template_that_contradicts_is_refused),
    };

    return cmocka_run_group_tests_name("derive", tests, derive_fixture_make, token_unload);
}
