/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

/* Searching: what is found, by what, and in which order. */

static const CK_OBJECT_CLASS certificate_class = CKO_CERTIFICATE;

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "4", "--without-keys", "--key-types", "rsa-2048,ec-p256", "--exposure",
               "usable", "--select", "valuxtest3");
    return 0;
}

static CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const void *value, CK_ULONG length)
{
    return (CK_ATTRIBUTE){type, (void *)(uintptr_t)value, length};
}

static void assert_label(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, const char *label)
{
    char value[TOKEN_VALUE_MAX];
    CK_ULONG length = token_value(session, object, CKA_LABEL, value);

    assert_int_equal(length, strlen(label));
    assert_memory_equal(value, label, length);
}

static void everything_is_found_without_a_template(void **state)
{
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(token_find(token_open(), NULL, 0, objects), 4 * 3 + 2);
}

static void objects_are_found_by_class(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_int_equal(token_count(session, CKO_CERTIFICATE), 4 + 2);
    assert_int_equal(token_count(session, CKO_PRIVATE_KEY), 4);
    assert_int_equal(token_count(session, CKO_PUBLIC_KEY), 4);
}

static void classes_that_the_token_lacks_are_not_found(void **state)
{
    static const CK_OBJECT_CLASS classes[] = {CKO_DATA,       CKO_SECRET_KEY, CKO_PROFILE,
                                              CKO_HW_FEATURE, CKO_MECHANISM,  0xce534351,
                                              0xce534353,     0xce534354,     0xce534352};
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    for (size_t i = 0; i < COUNT(classes); i++)
        assert_int_equal(token_count(session, classes[i]), 0);
}

static void the_selected_certificate_is_found_first(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_ATTRIBUTE wanted = attribute(CKA_CLASS, &certificate_class, sizeof certificate_class);
    CK_OBJECT_CLASS private_key = CKO_PRIVATE_KEY;

    (void)state;
    token_find(session, &wanted, 1, objects);
    assert_label(session, objects[0], "valuxtest3");
    wanted.pValue = &private_key;
    token_find(session, &wanted, 1, objects);
    assert_label(session, objects[0], "valuxtest3");
}

static void a_template_that_asks_for_token_objects_changes_nothing(void **state)
{
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE wanted[] = {attribute(CKA_TOKEN, &yes, sizeof yes),
                             attribute(CKA_CLASS, &certificate_class, sizeof certificate_class)};
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(token_find(token_open(), wanted, COUNT(wanted), objects), 6);
}

static void session_objects_are_not_found(void **state)
{
    CK_BBOOL no = CK_FALSE;
    CK_ATTRIBUTE wanted = attribute(CKA_TOKEN, &no, sizeof no);
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(token_find(token_open(), &wanted, 1, objects), 0);
}

static void a_certificate_is_found_by_its_label(void **state)
{
    (void)state;
    assert_int_not_equal(token_object(token_open(), CKO_CERTIFICATE, "valuxtest2"),
                         CK_INVALID_HANDLE);
    assert_int_equal(token_object(token_open(), CKO_CERTIFICATE, "valuxtest"), CK_INVALID_HANDLE);
}

static void certificate_and_keys_are_found_by_their_common_id(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_BYTE id[TOKEN_VALUE_MAX];
    CK_ULONG length =
        token_value(session, token_object(session, CKO_CERTIFICATE, "valuxtest2"), CKA_ID, id);
    CK_ATTRIBUTE wanted = attribute(CKA_ID, id, length);
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(length, 20);
    assert_int_equal(token_find(session, &wanted, 1, objects), 3);
    id[0] ^= 1;
    assert_int_equal(token_find(session, &wanted, 1, objects), 0);
}

static void a_certificate_is_found_by_issuer_and_serial_number(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest4");
    CK_BYTE issuer[TOKEN_VALUE_MAX];
    CK_BYTE serial[TOKEN_VALUE_MAX];
    CK_ATTRIBUTE wanted[] = {
        attribute(CKA_CLASS, &certificate_class, sizeof certificate_class),
        attribute(CKA_ISSUER, issuer, token_value(session, certificate, CKA_ISSUER, issuer)),
        attribute(CKA_SERIAL_NUMBER, serial,
                  token_value(session, certificate, CKA_SERIAL_NUMBER, serial))};
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(serial[0], 0x02);
    assert_int_equal(token_find(session, wanted, COUNT(wanted), objects), 1);
    assert_int_equal(objects[0], certificate);
    wanted[1].ulValueLen--;
    assert_int_equal(token_find(session, wanted, COUNT(wanted), objects), 0);
}

static void a_certificate_is_found_by_subject_and_by_value(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    static const CK_ATTRIBUTE_TYPE types[] = {CKA_SUBJECT, CKA_VALUE};
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(types); i++) {
        CK_ATTRIBUTE wanted[] = {
            attribute(types[i], value, token_value(session, certificate, types[i], value)),
            attribute(CKA_CLASS, &certificate_class, sizeof certificate_class)};
        assert_int_equal(token_find(session, wanted, COUNT(wanted), objects), 1);
        assert_int_equal(objects[0], certificate);
    }
}

static void keys_are_found_by_attributes_without_an_index(void **state)
{
    CK_KEY_TYPE type = CKK_EC;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE wanted[] = {attribute(CKA_KEY_TYPE, &type, sizeof type),
                             attribute(CKA_SIGN, &yes, sizeof yes)};
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(token_find(token_open(), wanted, COUNT(wanted), objects), 2);
}

static void an_attribute_that_no_object_has_finds_nothing(void **state)
{
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE wanted = attribute(CKA_VENDOR_DEFINED | 77, &yes, sizeof yes);
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(token_find(token_open(), &wanted, 1, objects), 0);
}

static void an_empty_value_is_a_value(void **state)
{
    CK_ATTRIBUTE wanted = attribute(CKA_LABEL, NULL, 0);
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(token_find(token_open(), &wanted, 1, objects), 0);
}

static void objects_are_handed_out_in_portions(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE whole[TOKEN_OBJECTS_MAX];
    CK_OBJECT_HANDLE object;
    CK_ULONG total = token_find(session, NULL, 0, whole);
    CK_ULONG count;

    (void)state;
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OK);
    for (CK_ULONG i = 0; i < total; i++) {
        assert_ck(p11->C_FindObjects(session, &object, 1, &count), CKR_OK);
        assert_int_equal(count, 1);
        assert_int_equal(object, whole[i]);
    }
    for (int i = 0; i < 2; i++) {
        assert_ck(p11->C_FindObjects(session, &object, 1, &count), CKR_OK);
        assert_int_equal(count, 0);
    }
    assert_ck(p11->C_FindObjectsFinal(session), CKR_OK);
}

static void a_portion_of_nothing_is_allowed(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_ULONG count = 5;

    (void)state;
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OK);
    assert_ck(p11->C_FindObjects(session, NULL, 0, &count), CKR_OK);
    assert_int_equal(count, 0);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_OK);
}

static void a_second_search_in_one_session_is_refused(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OK);
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OPERATION_ACTIVE);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_OK);
}

static void sessions_search_independently(void **state)
{
    CK_SESSION_HANDLE first = token_open();
    CK_SESSION_HANDLE second = token_open();
    CK_OBJECT_HANDLE object;
    CK_ULONG count;

    (void)state;
    assert_ck(p11->C_FindObjectsInit(first, NULL, 0), CKR_OK);
    assert_int_equal(token_count(second, CKO_PRIVATE_KEY), 4);
    assert_ck(p11->C_FindObjects(first, &object, 1, &count), CKR_OK);
    assert_int_equal(count, 1);
}

static void searching_without_a_search_is_refused(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE object;
    CK_ULONG count;

    (void)state;
    assert_ck(p11->C_FindObjects(session, &object, 1, &count), CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_OPERATION_NOT_INITIALIZED);
}

static void a_search_with_bad_arguments_is_refused(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_ATTRIBUTE broken = attribute(CKA_LABEL, NULL, 4);
    CK_OBJECT_HANDLE object;
    CK_ULONG count;

    (void)state;
    assert_ck(p11->C_FindObjectsInit(session, NULL, 1), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_FindObjectsInit(session, &broken, 1), CKR_ATTRIBUTE_VALUE_INVALID);
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OK);
    assert_ck(p11->C_FindObjects(session, &object, 1, NULL), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_FindObjects(session, NULL, 1, &count), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_OK);
}

static void a_search_in_an_unknown_session_is_refused(void **state)
{
    CK_OBJECT_HANDLE object;
    CK_ULONG count;

    (void)state;
    assert_ck(p11->C_FindObjectsInit(TOKEN_UNKNOWN_SESSION, NULL, 0), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_FindObjects(TOKEN_UNKNOWN_SESSION, &object, 1, &count),
              CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_FindObjectsFinal(TOKEN_UNKNOWN_SESSION), CKR_SESSION_HANDLE_INVALID);
}

static void handles_are_the_same_in_every_session_and_process_life(void **state)
{
    CK_OBJECT_HANDLE object = token_object(token_open(), CKO_CERTIFICATE, "valuxtest1");

    (void)state;
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_int_equal(token_object(token_open(), CKO_CERTIFICATE, "valuxtest1"), object);
}

static void no_process_is_started_before_a_private_key_is_looked_up(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    token_count(session, CKO_CERTIFICATE);
    token_count(session, CKO_PUBLIC_KEY);
    token_object(session, CKO_PRIVATE_KEY, "there is no such key");
    assert_int_equal(token_child_count(), 0);
}

#define initialized(test) cmocka_unit_test_setup_teardown(test, token_initialize, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        initialized(everything_is_found_without_a_template),
        initialized(objects_are_found_by_class),
        initialized(classes_that_the_token_lacks_are_not_found),
        initialized(the_selected_certificate_is_found_first),
        initialized(a_template_that_asks_for_token_objects_changes_nothing),
        initialized(session_objects_are_not_found),
        initialized(a_certificate_is_found_by_its_label),
        initialized(certificate_and_keys_are_found_by_their_common_id),
        initialized(a_certificate_is_found_by_issuer_and_serial_number),
        initialized(a_certificate_is_found_by_subject_and_by_value),
        initialized(keys_are_found_by_attributes_without_an_index),
        initialized(an_attribute_that_no_object_has_finds_nothing),
        initialized(an_empty_value_is_a_value),
        initialized(objects_are_handed_out_in_portions),
        initialized(a_portion_of_nothing_is_allowed),
        initialized(a_second_search_in_one_session_is_refused),
        initialized(sessions_search_independently),
        initialized(searching_without_a_search_is_refused),
        initialized(a_search_with_bad_arguments_is_refused),
        initialized(a_search_in_an_unknown_session_is_refused),
        initialized(handles_are_the_same_in_every_session_and_process_life),
        initialized(no_process_is_started_before_a_private_key_is_looked_up),
    };

    return cmocka_run_group_tests_name("find", tests, make, token_unload);
}
