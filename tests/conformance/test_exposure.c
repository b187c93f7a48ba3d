/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

/* Exposure: which of the certificates that can be used are on the token. */

static CK_SESSION_HANDLE session;

/* Each test begins with three certificates, of which the first is selected. */
static int begin(void **state)
{
    token_remove_store();
    make_store("--count", "3", "--without-keys", "--key-types", "ec-p256");
    if (token_initialize(state) != 0)
        return -1;
    session = token_open();
    return 0;
}

/* The certificate of this name and its CAs are on the token, and nothing else. */
static void assert_alone(const char *label)
{
    assert_int_not_equal(token_object(session, CKO_CERTIFICATE, label), CK_INVALID_HANDLE);
    assert_int_not_equal(token_object(session, CKO_PRIVATE_KEY, label), CK_INVALID_HANDLE);
    assert_int_not_equal(token_object(session, CKO_PUBLIC_KEY, label), CK_INVALID_HANDLE);
    assert_int_equal(token_count(session, CKO_CERTIFICATE), 1 + 2);
    assert_int_equal(token_count(session, CK_UNAVAILABLE_INFORMATION), 3 + 2);
}

static void the_selected_certificate_is_on_the_token_alone(void **state)
{
    (void)state;
    assert_alone("valuxtest1");
}

static void another_selection_takes_the_place_of_the_one_before(void **state)
{
    (void)state;
    make_store("--select", "valuxtest2");
    token_wait_visible(session, CKO_CERTIFICATE, "valuxtest2");
    assert_alone("valuxtest2");
}

static CK_ULONG found_by(CK_ATTRIBUTE_TYPE type, void *value, CK_ULONG length)
{
    CK_ATTRIBUTE wanted = {type, value, length};
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    return token_find(session, &wanted, 1, objects);
}

static void a_certificate_that_is_not_selected_is_found_by_no_search(void **state)
{
    static const CK_ATTRIBUTE_TYPE types[] = {CKA_ID, CKA_LABEL, CKA_SUBJECT, CKA_SERIAL_NUMBER,
                                              CKA_VALUE};
    CK_BYTE values[COUNT(types)][TOKEN_VALUE_MAX];
    CK_ULONG lengths[COUNT(types)];
    CK_BYTE point[TOKEN_VALUE_MAX];

    (void)state;
    make_store("--select", "valuxtest2");
    token_wait_visible(session, CKO_CERTIFICATE, "valuxtest2");
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest2");
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "valuxtest2");
    CK_ULONG point_length = token_value(session, key, CKA_EC_POINT, point);
    assert_int_equal(found_by(CKA_EC_POINT, point, point_length), 2);
    for (size_t i = 0; i < COUNT(types); i++) {
        lengths[i] = token_value(session, certificate, types[i], values[i]);
        assert_true(found_by(types[i], values[i], lengths[i]) > 0);
    }
    make_store("--select", "valuxtest1");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest2");
    assert_int_equal(found_by(CKA_EC_POINT, point, point_length), 0);
    for (size_t i = 0; i < COUNT(types); i++)
        assert_int_equal(found_by(types[i], values[i], lengths[i]), 0);
}

static void without_a_selection_the_token_is_empty(void **state)
{
    (void)state;
    make_store("--select", "-");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    assert_int_equal(token_count(session, CK_UNAVAILABLE_INFORMATION), 0);
}

static void usable_shows_all_certificates_that_can_be_used_with_their_keys(void **state)
{
    (void)state;
    make_store("--exposure", "usable", "--set", "valuxtest3:state=revoked");
    token_wait_visible(session, CKO_CERTIFICATE, "valuxtest2");
    assert_int_equal(token_count(session, CKO_CERTIFICATE), 2 + 2);
    assert_int_equal(token_count(session, CKO_PRIVATE_KEY), 2);
    assert_int_equal(token_count(session, CKO_PUBLIC_KEY), 2);
}

static void objects_stay_readable_when_another_certificate_is_selected(void **state)
{
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_BYTE before[TOKEN_VALUE_MAX];
    CK_BYTE after[TOKEN_VALUE_MAX];
    CK_ULONG length = token_value(session, certificate, CKA_VALUE, before);

    (void)state;
    make_store("--select", "valuxtest2");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    assert_int_equal(token_value(session, certificate, CKA_VALUE, after), length);
    assert_memory_equal(before, after, length);
    assert_int_equal(token_value(session, key, CKA_EC_POINT, after), 67);
    make_store("--select", "valuxtest1");
    token_wait_visible(session, CKO_CERTIFICATE, "valuxtest1");
    assert_int_equal(token_object(session, CKO_CERTIFICATE, "valuxtest1"), certificate);
}

static void a_key_that_is_no_longer_selected_does_not_sign(void **state)
{
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};

    (void)state;
    make_store("--select", "valuxtest2");
    token_wait_visible(session, CKO_PRIVATE_KEY, "valuxtest2");
    assert_ck(p11->C_SignInit(session, &mechanism, key), CKR_KEY_HANDLE_INVALID);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, begin, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(the_selected_certificate_is_on_the_token_alone),
        with_store(another_selection_takes_the_place_of_the_one_before),
        with_store(a_certificate_that_is_not_selected_is_found_by_no_search),
        with_store(without_a_selection_the_token_is_empty),
        with_store(usable_shows_all_certificates_that_can_be_used_with_their_keys),
        with_store(objects_stay_readable_when_another_certificate_is_selected),
        with_store(a_key_that_is_no_longer_selected_does_not_sign),
    };

    return cmocka_run_group_tests_name("exposure", tests, token_load, token_unload);
}
