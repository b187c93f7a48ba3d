/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

/* Sessions and logging in. */

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "1", "--without-keys");
    return 0;
}

static CK_STATE state_of(CK_SESSION_HANDLE session)
{
    CK_SESSION_INFO info;

    assert_ck(p11->C_GetSessionInfo(session, &info), CKR_OK);
    return info.state;
}

static void a_session_opens_and_closes(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_int_not_equal(session, CK_INVALID_HANDLE);
    assert_ck(p11->C_CloseSession(session), CKR_OK);
    assert_ck(p11->C_CloseSession(session), CKR_SESSION_HANDLE_INVALID);
}

static void a_session_handle_is_never_used_again(void **state)
{
    CK_SESSION_HANDLE first = token_open();

    (void)state;
    assert_ck(p11->C_CloseSession(first), CKR_OK);
    for (int i = 0; i < 100; i++) {
        CK_SESSION_HANDLE next = token_open();
        assert_true(next > first);
        assert_ck(p11->C_CloseSession(next), CKR_OK);
        first = next;
    }
}

static void a_session_handle_stays_unused_over_finalize(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_CloseSession(session), CKR_SESSION_HANDLE_INVALID);
    assert_true(token_open() > session);
}

static void a_read_write_session_opens(void **state)
{
    CK_SESSION_INFO info;

    (void)state;
    assert_ck(p11->C_GetSessionInfo(token_open_read_write(), &info), CKR_OK);
    assert_int_equal(info.flags, CKF_SERIAL_SESSION | CKF_RW_SESSION);
    assert_int_equal(info.state, CKS_RW_PUBLIC_SESSION);
}

static void a_parallel_session_is_refused(void **state)
{
    CK_SESSION_HANDLE session;

    (void)state;
    assert_ck(p11->C_OpenSession(TOKEN_SLOT, 0, NULL, NULL, &session),
              CKR_SESSION_PARALLEL_NOT_SUPPORTED);
    assert_ck(p11->C_OpenSession(TOKEN_SLOT, CKF_RW_SESSION, NULL, NULL, &session),
              CKR_SESSION_PARALLEL_NOT_SUPPORTED);
}

static void a_session_with_bad_arguments_is_refused(void **state)
{
    CK_SESSION_HANDLE session;

    (void)state;
    assert_ck(p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, &session), CKR_SLOT_ID_INVALID);
}

static void session_info_tells_slot_and_state(void **state)
{
    CK_SESSION_INFO info;

    (void)state;
    assert_ck(p11->C_GetSessionInfo(token_open(), &info), CKR_OK);
    assert_int_equal(info.slotID, TOKEN_SLOT);
    assert_int_equal(info.state, CKS_RO_PUBLIC_SESSION);
    assert_int_equal(info.flags, CKF_SERIAL_SESSION);
    assert_int_equal(info.ulDeviceError, 0);
}

static void session_info_with_bad_arguments_is_refused(void **state)
{
    CK_SESSION_INFO info;

    (void)state;
    assert_ck(p11->C_GetSessionInfo(CK_INVALID_HANDLE, &info), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GetSessionInfo(TOKEN_UNKNOWN_SESSION, &info), CKR_SESSION_HANDLE_INVALID);
}

static void close_all_sessions_closes_each(void **state)
{
    CK_SESSION_HANDLE sessions[20];
    CK_TOKEN_INFO info;

    (void)state;
    for (size_t i = 0; i < COUNT(sessions); i++)
        sessions[i] = token_open();
    assert_ck(p11->C_CloseAllSessions(0), CKR_SLOT_ID_INVALID);
    assert_ck(p11->C_CloseAllSessions(TOKEN_SLOT), CKR_OK);
    for (size_t i = 0; i < COUNT(sessions); i++)
        assert_ck(p11->C_CloseSession(sessions[i]), CKR_SESSION_HANDLE_INVALID);
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, &info), CKR_OK);
    assert_int_equal(info.ulSessionCount, 0);
}

static void closing_one_session_leaves_the_others(void **state)
{
    CK_SESSION_HANDLE sessions[9];

    (void)state;
    for (size_t i = 0; i < COUNT(sessions); i++)
        sessions[i] = token_open();
    for (size_t i = 0; i < COUNT(sessions); i += 2)
        assert_ck(p11->C_CloseSession(sessions[i]), CKR_OK);
    for (size_t i = 1; i < COUNT(sessions); i += 2)
        assert_int_equal(state_of(sessions[i]), CKS_RO_PUBLIC_SESSION);
}

static void many_sessions_open_and_too_many_are_refused(void **state)
{
    CK_TOKEN_INFO info;
    CK_SESSION_HANDLE session;

    (void)state;
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, &info), CKR_OK);
    for (CK_ULONG i = 0; i < info.ulMaxSessionCount; i++)
        assert_ck(p11->C_OpenSession(TOKEN_SLOT, CKF_SERIAL_SESSION, NULL, NULL, &session), CKR_OK);
    assert_ck(p11->C_OpenSession(TOKEN_SLOT, CKF_SERIAL_SESSION, NULL, NULL, &session),
              CKR_SESSION_COUNT);
}

static void finalize_closes_the_sessions(void **state)
{
    CK_TOKEN_INFO info;

    (void)state;
    token_open();
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, &info), CKR_OK);
    assert_int_equal(info.ulSessionCount, 0);
}

static void a_login_is_answered_kindly(void **state)
{
    CK_SESSION_HANDLE reader = token_open();
    CK_SESSION_HANDLE writer = token_open_read_write();
    CK_UTF8CHAR pin[] = "anything";

    (void)state;
    assert_ck(p11->C_Login(reader, CKU_USER, pin, 8), CKR_OK);
    assert_int_equal(state_of(reader), CKS_RO_USER_FUNCTIONS);
    assert_int_equal(state_of(writer), CKS_RW_USER_FUNCTIONS);
    assert_ck(p11->C_Login(writer, CKU_USER, pin, 8), CKR_USER_ALREADY_LOGGED_IN);
    assert_ck(p11->C_Logout(reader), CKR_OK);
    assert_int_equal(state_of(reader), CKS_RO_PUBLIC_SESSION);
    assert_int_equal(state_of(writer), CKS_RW_PUBLIC_SESSION);
}

static void a_login_without_a_pin_succeeds(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_ck(p11->C_Login(session, CKU_USER, NULL, 0), CKR_OK);
    assert_ck(p11->C_Logout(session), CKR_OK);
}

static void a_login_with_bad_arguments_is_refused(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_UTF8CHAR pin[] = "1234";

    (void)state;
    assert_ck(p11->C_Login(session, CKU_USER, NULL, 4), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_Login(session, CKU_SO, pin, 4), CKR_USER_TYPE_INVALID);
    assert_ck(p11->C_Login(session, 99, pin, 4), CKR_USER_TYPE_INVALID);
    assert_ck(p11->C_Login(session, CKU_CONTEXT_SPECIFIC, pin, 4), CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_Login(TOKEN_UNKNOWN_SESSION, CKU_USER, pin, 4), CKR_SESSION_HANDLE_INVALID);
}

static void a_logout_without_a_login_is_told_so(void **state)
{
    (void)state;
    assert_ck(p11->C_Logout(token_open()), CKR_USER_NOT_LOGGED_IN);
}

static void closing_the_last_session_logs_out(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_ck(p11->C_Login(session, CKU_USER, NULL, 0), CKR_OK);
    assert_ck(p11->C_CloseSession(session), CKR_OK);
    assert_int_equal(state_of(token_open()), CKS_RO_PUBLIC_SESSION);
}

static void login_user_of_version_3_0_succeeds(void **state)
{
    CK_SESSION_HANDLE session = token_open();
    CK_UTF8CHAR name[] = "user";

    (void)state;
    assert_ck(p11->C_LoginUser(session, CKU_USER, NULL, 0, NULL, 4), CKR_ARGUMENTS_BAD);
    assert_ck(p11->C_LoginUser(session, CKU_USER, NULL, 0, name, 4), CKR_OK);
    assert_int_equal(state_of(session), CKS_RO_USER_FUNCTIONS);
    assert_ck(p11->C_LoginUser(TOKEN_UNKNOWN_SESSION, CKU_USER, NULL, 0, name, 4),
              CKR_SESSION_HANDLE_INVALID);
}

static void session_cancel_ends_a_search(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OK);
    assert_ck(p11->C_SessionCancel(session, CKF_SIGN), CKR_OK);
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OPERATION_ACTIVE);
    assert_ck(p11->C_SessionCancel(session, CKF_FIND_OBJECTS), CKR_OK);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_OPERATION_NOT_INITIALIZED);
    assert_ck(p11->C_SessionCancel(TOKEN_UNKNOWN_SESSION, CKF_FIND_OBJECTS),
              CKR_SESSION_HANDLE_INVALID);
}

static void closing_a_session_during_a_search_frees_it(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_ck(p11->C_FindObjectsInit(session, NULL, 0), CKR_OK);
    assert_ck(p11->C_CloseSession(session), CKR_OK);
    assert_ck(p11->C_FindObjectsFinal(session), CKR_SESSION_HANDLE_INVALID);
}

#define initialized(test) cmocka_unit_test_setup_teardown(test, token_initialize, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        initialized(a_session_opens_and_closes),
        initialized(a_session_handle_is_never_used_again),
        initialized(a_session_handle_stays_unused_over_finalize),
        initialized(a_read_write_session_opens),
        initialized(a_parallel_session_is_refused),
        initialized(a_session_with_bad_arguments_is_refused),
        initialized(session_info_tells_slot_and_state),
        initialized(session_info_with_bad_arguments_is_refused),
        initialized(close_all_sessions_closes_each),
        initialized(closing_one_session_leaves_the_others),
        initialized(many_sessions_open_and_too_many_are_refused),
        initialized(finalize_closes_the_sessions),
        initialized(a_login_is_answered_kindly),
        initialized(a_login_without_a_pin_succeeds),
        initialized(a_login_with_bad_arguments_is_refused),
        initialized(a_logout_without_a_login_is_told_so),
        initialized(closing_the_last_session_logs_out),
        initialized(login_user_of_version_3_0_succeeds),
        initialized(session_cancel_ends_a_search),
        initialized(closing_a_session_during_a_search_frees_it),
    };

    return cmocka_run_group_tests_name("session", tests, make, token_unload);
}
