/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <stdio.h>

#include "refusal_table.h"

/*
 * What every function of the standard answers before C_Initialize, after C_Finalize, without a
 * session, and with nothing to work on. Each function in each of these situations is a test of its
 * own, made of the rows of refusal_table.c.
 */

#define NAME_MAX_LENGTH 80

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "1", "--without-keys");
    return 0;
}

static void before_initialize(void **state)
{
    const struct refusal *refusal = *state;

    assert_ck(refusal->call(TOKEN_UNKNOWN_SESSION), refusal->uninitialized);
}

static void after_finalize(void **state)
{
    const struct refusal *refusal = *state;

    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    CK_SESSION_HANDLE session = token_open_read_write();
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    assert_ck(refusal->call(session), refusal->uninitialized);
    assert_ck(p11->C_Finalize(NULL), CKR_CRYPTOKI_NOT_INITIALIZED);
}

static void with_an_unknown_session(void **state)
{
    const struct refusal *refusal = *state;

    assert_ck(refusal->call(TOKEN_UNKNOWN_SESSION), CKR_SESSION_HANDLE_INVALID);
}

static void with_the_invalid_handle(void **state)
{
    const struct refusal *refusal = *state;

    assert_ck(refusal->call(CK_INVALID_HANDLE), CKR_SESSION_HANDLE_INVALID);
}

static void with_a_closed_session(void **state)
{
    const struct refusal *refusal = *state;
    CK_SESSION_HANDLE session = token_open_read_write();

    assert_ck(p11->C_CloseSession(session), CKR_OK);
    assert_ck(refusal->call(session), CKR_SESSION_HANDLE_INVALID);
}

static void in_a_session(void **state)
{
    const struct refusal *refusal = *state;

    assert_ck(refusal->call(token_open_read_write()), refusal->answer);
}

static void without_a_session(void **state)
{
    const struct refusal *refusal = *state;

    assert_ck(refusal->call(CK_INVALID_HANDLE), refusal->answer);
}

static const struct situation {
    const char *name;
    void (*test)(void **state);
    bool initialized;
    bool of_functions_with_session;
    bool of_other_functions;
} situations[] = {
    {"before C_Initialize", before_initialize, false, true, true},
    {"after C_Finalize", after_finalize, false, true, true},
    {"with an unknown session", with_an_unknown_session, true, true, false},
    {"with CK_INVALID_HANDLE", with_the_invalid_handle, true, true, false},
    {"with a closed session", with_a_closed_session, true, true, false},
    {"with nothing to work on, in a session", in_a_session, true, true, false},
    {"with nothing to work on", without_a_session, true, false, true},
};

static void token_objects_can_not_be_destroyed(void **state)
{
    CK_SESSION_HANDLE session = token_open_read_write();
    CK_OBJECT_HANDLE object = token_object(session, CKO_CERTIFICATE, "valuxtest");

    (void)state;
    assert_int_not_equal(object, CK_INVALID_HANDLE);
    assert_ck(p11->C_DestroyObject(session, object), CKR_TOKEN_WRITE_PROTECTED);
    assert_ck(p11->C_DestroyObject(session, TOKEN_UNKNOWN_OBJECT), CKR_OBJECT_HANDLE_INVALID);
    assert_ck(p11->C_DestroyObject(session, CK_INVALID_HANDLE), CKR_OBJECT_HANDLE_INVALID);
}

static struct CMUnitTest test_of(const struct refusal *refusal, const struct situation *situation,
                                 char name[static NAME_MAX_LENGTH])
{
    snprintf(name, NAME_MAX_LENGTH, "%s %s", refusal->name, situation->name);
    return (struct CMUnitTest){
        .name = name,
        .test_func = situation->test,
        .setup_func = situation->initialized ? token_initialize : NULL,
        .teardown_func = situation->initialized ? token_finalize : NULL,
        .initial_state = (void *)(uintptr_t)refusal,
    };
}

int main(void)
{
    static char names[REFUSAL_COUNT * COUNT(situations)][NAME_MAX_LENGTH];
    /* cmocka passes over the elements that stay empty. */
    static struct CMUnitTest tests[COUNT(names) + 1];
    size_t count = 0;

    for (size_t i = 0; i < REFUSAL_COUNT; i++)
        for (size_t j = 0; j < COUNT(situations); j++)
            if (refusals[i]->has_session ? situations[j].of_functions_with_session
                                         : situations[j].of_other_functions) {
                tests[count] = test_of(refusals[i], &situations[j], names[count]);
                count++;
            }
    tests[count] = (struct CMUnitTest)cmocka_unit_test_setup_teardown(
        token_objects_can_not_be_destroyed, token_initialize, token_finalize);
    return cmocka_run_group_tests_name("refusal", tests, make, token_unload);
}
