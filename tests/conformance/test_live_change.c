/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

/* The store is changed while sessions are open: who sees what, and when. */

static CK_SESSION_HANDLE session;

/* Each test begins with three certificates, of which the first is selected. */
static int begin(void **state)
{
    token_remove_store();
    make_store("--count", "3", "--without-keys", "--key-types", "ec-p256");
    if (token_initialize(state) != 0)
        return -1;
    session = token_open_with_callback();
    return 0;
}

static bool session_has_ended(void *argument)
{
    const CK_SESSION_HANDLE *handle = argument;
    CK_SESSION_INFO info;

    return p11->C_GetSessionInfo(*handle, &info) == CKR_SESSION_CLOSED;
}

static CK_RV session_info(CK_SESSION_HANDLE handle)
{
    CK_SESSION_INFO info;

    return p11->C_GetSessionInfo(handle, &info);
}

static void a_change_ends_older_sessions_for_session_info_alone(void **state)
{
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_BYTE value[TOKEN_VALUE_MAX];

    (void)state;
    make_store("--select", "valuxtest2");
    token_wait_until(session_has_ended, &session);
    assert_true(token_value(session, certificate, CKA_VALUE, value) > 0);
    assert_int_equal(token_count(session, CKO_PRIVATE_KEY), 1);
    assert_ck(session_info(session), CKR_SESSION_CLOSED);
    CK_SESSION_HANDLE newer = token_open_with_callback();
    assert_ck(session_info(newer), CKR_OK);
    assert_ck(p11->C_CloseSession(session), CKR_OK);
}

static void each_change_ends_the_sessions_before_it(void **state)
{
    CK_SESSION_HANDLE second;

    (void)state;
    make_store("--select", "valuxtest2");
    token_wait_until(session_has_ended, &session);
    second = token_open_with_callback();
    make_store("--select", "valuxtest3");
    token_wait_until(session_has_ended, &second);
    assert_ck(session_info(token_open_with_callback()), CKR_OK);
}

static void a_session_without_a_callback_never_hears_of_a_change(void **state)
{
    CK_SESSION_HANDLE quiet = token_open();

    (void)state;
    make_store("--select", "valuxtest2");
    token_wait_until(session_has_ended, &session);
    assert_ck(session_info(quiet), CKR_OK);
    assert_true(token_object(quiet, CKO_PRIVATE_KEY, "valuxtest2") != CK_INVALID_HANDLE);
    make_store("--set", "*:state=revoked");
    token_wait_hidden(quiet, CKO_PRIVATE_KEY, "valuxtest2");
    assert_ck(session_info(quiet), CKR_OK);
    token_remove_store();
    make_store("--count", "1", "--nickname", "another", "--without-keys");
    token_wait_visible(quiet, CKO_PRIVATE_KEY, "another");
    assert_ck(session_info(quiet), CKR_OK);
}

struct label {
    CK_OBJECT_HANDLE object;
    const char *expected;
};

/* The hidden object is read by its handle; looking at the session makes the module look. */
static bool has_label(void *argument)
{
    const struct label *label = argument;
    char value[TOKEN_VALUE_MAX];

    session_info(session);
    CK_ULONG length = token_value(session, label->object, CKA_LABEL, value);
    return length == strlen(label->expected) && memcmp(value, label->expected, length) == 0;
}

static void a_file_that_changes_nothing_that_programs_see_ends_no_session(void **state)
{
    struct label label = {token_object(session, CKO_CERTIFICATE, "valuxtest1"), "hidden"};

    (void)state;
    make_store("--exposure", "usable", "--set", "valuxtest1:state=revoked");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    CK_SESSION_HANDLE newer = token_open_with_callback();
    make_store("--exposure", "usable", "--set", "valuxtest1:nickname=hidden");
    token_wait_until(has_label, &label);
    assert_ck(session_info(newer), CKR_OK);
}

static void a_revoked_certificate_is_hidden_and_no_other_takes_its_place(void **state)
{
    (void)state;
    make_store("--set", "valuxtest1:state=revoked");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    assert_int_equal(token_count(session, CK_UNAVAILABLE_INFORMATION), 0);
}

static void a_suspended_certificate_is_hidden_and_comes_back(void **state)
{
    CK_OBJECT_HANDLE before = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");

    (void)state;
    make_store("--set", "valuxtest1:state=suspended");
    token_wait_hidden(session, CKO_PRIVATE_KEY, "valuxtest1");
    make_store("--set", "valuxtest1:state=active");
    token_wait_visible(session, CKO_PRIVATE_KEY, "valuxtest1");
    assert_int_equal(token_object(session, CKO_PRIVATE_KEY, "valuxtest1"), before);
}

static void a_superseded_certificate_is_hidden(void **state)
{
    (void)state;
    make_store("--set", "valuxtest1:superseded=1");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
}

static void a_certificate_before_its_service_is_hidden_until_it_begins(void **state)
{
    (void)state;
    make_store("--set", "valuxtest1:service-start=3");
    token_wait_hidden(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_SESSION_HANDLE newer = token_open_with_callback();
    token_wait_visible(session, CKO_PRIVATE_KEY, "valuxtest1");
    token_wait_until(session_has_ended, &newer);
}

static void a_certificate_is_hidden_when_its_service_ends(void **state)
{
    CK_SESSION_HANDLE newer;

    (void)state;
    make_store("--set", "valuxtest1:service-end=3");
    newer = token_open_with_callback();
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    token_wait_until(session_has_ended, &newer);
    assert_int_equal(token_count(session, CKO_PRIVATE_KEY), 0);
}

static void ca_certificates_go_with_the_last_certificate_of_their_chain(void **state)
{
    CK_ULONG category = CK_CERTIFICATE_CATEGORY_AUTHORITY;
    CK_ATTRIBUTE wanted = {CKA_CERTIFICATE_CATEGORY, &category, sizeof category};
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];

    (void)state;
    assert_int_equal(token_find(session, &wanted, 1, objects), 2);
    make_store("--exposure", "usable", "--set", "valuxtest1:state=revoked");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    assert_int_equal(token_find(session, &wanted, 1, objects), 2);
    make_store("--exposure", "usable", "--set", "*:state=revoked");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest2");
    assert_int_equal(token_count(session, CK_UNAVAILABLE_INFORMATION), 0);
}

static void hidden_objects_stay_readable_by_their_old_handles(void **state)
{
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_BYTE before[TOKEN_VALUE_MAX];
    CK_BYTE after[TOKEN_VALUE_MAX];
    CK_ULONG length = token_value(session, certificate, CKA_VALUE, before);

    (void)state;
    make_store("--set", "valuxtest1:state=revoked");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    assert_int_equal(token_value(session, certificate, CKA_VALUE, after), length);
    assert_memory_equal(before, after, length);
    assert_int_equal(token_value(session, key, CKA_EC_POINT, after), 67);
}

static void objects_of_a_removed_certificate_stay_readable_too(void **state)
{
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    CK_BYTE before[TOKEN_VALUE_MAX];
    CK_BYTE after[TOKEN_VALUE_MAX];
    CK_ULONG length = token_value(session, certificate, CKA_VALUE, before);

    (void)state;
    make_store("--exposure", "usable", "--remove", "valuxtest1");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    make_store("--exposure", "usable", "--remove", "valuxtest2");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest2");
    assert_int_equal(token_value(session, certificate, CKA_VALUE, after), length);
    assert_memory_equal(before, after, length);
    token_remove_store();
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest3");
    assert_int_equal(token_value(session, certificate, CKA_VALUE, after), length);
}

static void a_key_that_was_hidden_does_not_sign(void **state)
{
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, key), CKR_OK);
    assert_ck(p11->C_SignInit(session, NULL, key), CKR_OK);
    make_store("--set", "valuxtest1:state=revoked");
    token_wait_hidden(session, CKO_PRIVATE_KEY, "valuxtest1");
    assert_ck(p11->C_SignInit(session, &mechanism, key), CKR_KEY_HANDLE_INVALID);
}

/* The module has looked less than 50 ms before the key comes back, and is not asked to list. */
static void a_key_that_comes_back_signs_at_once(void **state)
{
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};

    (void)state;
    for (int i = 0; i < 20; i++) {
        make_store("--select", "valuxtest2");
        token_wait_hidden(session, CKO_PRIVATE_KEY, "valuxtest1");
        make_store("--select", "valuxtest1");
        assert_ck(p11->C_SignInit(session, &mechanism, key), CKR_OK);
        assert_ck(p11->C_SignInit(session, NULL, key), CKR_OK);
    }
}

static void a_search_goes_on_over_a_change(void **state)
{
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_OBJECT_HANDLE object;
    CK_SESSION_HANDLE searching = token_open();
    CK_ULONG count;
    CK_BYTE value[TOKEN_VALUE_MAX];

    (void)state;
    make_store("--exposure", "usable");
    token_wait_visible(session, CKO_CERTIFICATE, "valuxtest3");
    CK_ULONG total = token_find(session, NULL, 0, objects);
    assert_int_equal(total, 3 * 3 + 2);
    assert_ck(p11->C_FindObjectsInit(searching, NULL, 0), CKR_OK);
    make_store("--exposure", "usable", "--remove", "valuxtest3", "--set",
               "valuxtest2:state=revoked");
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest2");
    for (CK_ULONG i = 0; i < total; i++) {
        assert_ck(p11->C_FindObjects(searching, &object, 1, &count), CKR_OK);
        assert_int_equal(count, 1);
        assert_int_equal(object, objects[i]);
        assert_true(token_value(searching, object, CKA_SUBJECT, value) > 0);
    }
    assert_ck(p11->C_FindObjects(searching, &object, 1, &count), CKR_OK);
    assert_int_equal(count, 0);
    assert_ck(p11->C_FindObjectsFinal(searching), CKR_OK);
}

static void a_new_certificate_appears(void **state)
{
    (void)state;
    make_store("--count", "1", "--nickname", "another", "--without-keys", "--select", "another");
    token_wait_visible(session, CKO_CERTIFICATE, "another");
    token_wait_until(session_has_ended, &session);
}

static void another_nickname_is_seen(void **state)
{
    (void)state;
    make_store("--set", "valuxtest1:nickname=renamed");
    token_wait_visible(session, CKO_CERTIFICATE, "renamed");
    token_wait_until(session_has_ended, &session);
}

static void the_store_comes_into_being_while_the_program_runs(void **state)
{
    (void)state;
    token_remove_store();
    token_wait_hidden(session, CKO_CERTIFICATE, "valuxtest1");
    assert_int_equal(token_count(session, CK_UNAVAILABLE_INFORMATION), 0);
    make_store("--count", "1", "--nickname", "newborn", "--without-keys");
    token_wait_visible(session, CKO_PRIVATE_KEY, "newborn");
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, begin, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(a_change_ends_older_sessions_for_session_info_alone),
        with_store(each_change_ends_the_sessions_before_it),
        with_store(a_session_without_a_callback_never_hears_of_a_change),
        with_store(a_file_that_changes_nothing_that_programs_see_ends_no_session),
        with_store(a_revoked_certificate_is_hidden_and_no_other_takes_its_place),
        with_store(a_suspended_certificate_is_hidden_and_comes_back),
        with_store(a_superseded_certificate_is_hidden),
        with_store(a_certificate_before_its_service_is_hidden_until_it_begins),
        with_store(a_certificate_is_hidden_when_its_service_ends),
        with_store(ca_certificates_go_with_the_last_certificate_of_their_chain),
        with_store(hidden_objects_stay_readable_by_their_old_handles),
        with_store(objects_of_a_removed_certificate_stay_readable_too),
        with_store(a_key_that_was_hidden_does_not_sign),
        with_store(a_key_that_comes_back_signs_at_once),
        with_store(a_search_goes_on_over_a_change),
        with_store(a_new_certificate_appears),
        with_store(another_nickname_is_seen),
        with_store(the_store_comes_into_being_while_the_program_runs),
    };

    return cmocka_run_group_tests_name("live_change", tests, token_load, token_unload);
}
