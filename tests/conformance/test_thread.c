/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>

#include "verify.h"

/*
 * Threads. A thread other than the first may not fail a cmocka assertion, so threads count what
 * went wrong and the test looks at the number.
 */

#define THREADS 8
#define SIGNATURE_MAX 1024

static atomic_int failures;
static atomic_int initialized_count;
static CK_BYTE message[] = "signed in many threads";
static CK_OBJECT_HANDLE ec_key;
static EVP_PKEY *public_key;
static pthread_barrier_t barrier;

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "3", "--key-types", "ec-p256,rsa-2048", "--exposure", "usable");
    return pthread_barrier_init(&barrier, NULL, THREADS);
}

static void expect(bool condition)
{
    if (!condition)
        atomic_fetch_add(&failures, 1);
}

static void run_threads(void *(*function)(void *))
{
    pthread_t threads[THREADS];

    atomic_store(&failures, 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, function, NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
}

static void *initialize(void *argument)
{
    (void)argument;
    pthread_barrier_wait(&barrier);
    CK_RV result = p11->C_Initialize(NULL);
    if (result == CKR_OK)
        atomic_fetch_add(&initialized_count, 1);
    else
        expect(result == CKR_CRYPTOKI_ALREADY_INITIALIZED);
    return NULL;
}

static void of_many_threads_one_initialises_the_module(void **state)
{
    for (int i = 0; i < 50; i++) {
        atomic_store(&initialized_count, 0);
        run_threads(initialize);
        assert_int_equal(atomic_load(&initialized_count), 1);
        assert_int_equal(token_finalize(state), 0);
    }
}

static CK_RV notify(CK_SESSION_HANDLE session, CK_NOTIFICATION event, CK_VOID_PTR application)
{
    (void)session;
    (void)event;
    (void)application;
    return CKR_OK;
}

/* With a callback, so that the session hears of changes. */
static CK_SESSION_HANDLE open_session(void)
{
    CK_SESSION_HANDLE session = CK_INVALID_HANDLE;

    expect(p11->C_OpenSession(TOKEN_SLOT, CKF_SERIAL_SESSION, NULL, notify, &session) == CKR_OK);
    return session;
}

static void list(CK_SESSION_HANDLE session)
{
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ULONG count = 0;

    expect(p11->C_FindObjectsInit(session, NULL, 0) == CKR_OK);
    expect(p11->C_FindObjects(session, objects, TOKEN_OBJECTS_MAX, &count) == CKR_OK);
    expect(p11->C_FindObjectsFinal(session) == CKR_OK);
    expect(count > 0);
    for (CK_ULONG i = 0; i < count; i++) {
        CK_ATTRIBUTE attribute = {CKA_LABEL, value, sizeof value};
        expect(p11->C_GetAttributeValue(session, objects[i], &attribute, 1) == CKR_OK);
    }
}

static void *list_in_sessions(void *argument)
{
    (void)argument;
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 100; i++) {
        CK_SESSION_HANDLE session = open_session();
        list(session);
        expect(p11->C_CloseSession(session) == CKR_OK);
    }
    return NULL;
}

static void threads_list_in_parallel(void **state)
{
    (void)state;
    run_threads(list_in_sessions);
}

static int prepare_key(void **state)
{
    if (token_initialize(state) != 0)
        return -1;
    CK_SESSION_HANDLE session = token_open();
    ec_key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    public_key = verify_public_key(session, "valuxtest1");
    return 0;
}

static int drop_key(void **state)
{
    EVP_PKEY_free(public_key);
    return token_finalize(state);
}

static void *sign(void *argument)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_SESSION_HANDLE session = open_session();
    CK_BYTE signature[SIGNATURE_MAX];

    (void)argument;
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 50; i++) {
        CK_ULONG length = sizeof signature;
        expect(p11->C_SignInit(session, &mechanism, ec_key) == CKR_OK);
        if (i % 2 == 0) {
            expect(p11->C_Sign(session, message, sizeof message, signature, &length) == CKR_OK);
        } else {
            expect(p11->C_SignUpdate(session, message, sizeof message) == CKR_OK);
            expect(p11->C_SignFinal(session, signature, &length) == CKR_OK);
        }
        expect(length == 64);
    }
    expect(p11->C_CloseSession(session) == CKR_OK);
    return NULL;
}

static void threads_sign_in_parallel(void **state)
{
    (void)state;
    run_threads(sign);
}

static CK_SESSION_HANDLE shared;

static void *use_shared_session(void *argument)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_BYTE signature[SIGNATURE_MAX];
    CK_OBJECT_HANDLE object;
    CK_ULONG count;

    (void)argument;
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 50; i++) {
        CK_ULONG length = sizeof signature;
        p11->C_SignInit(shared, &mechanism, ec_key);
        p11->C_SignUpdate(shared, message, sizeof message);
        p11->C_FindObjectsInit(shared, NULL, 0);
        p11->C_FindObjects(shared, &object, 1, &count);
        CK_RV result = p11->C_SignFinal(shared, signature, &length);
        expect(result == CKR_OK || result == CKR_OPERATION_NOT_INITIALIZED);
        p11->C_FindObjectsFinal(shared);
    }
    return NULL;
}

static void threads_that_misuse_one_session_do_no_harm(void **state)
{
    (void)state;
    shared = token_open();
    run_threads(use_shared_session);
}

static void *sign_until_finalized(void *argument)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_BYTE signature[SIGNATURE_MAX];
    CK_SESSION_HANDLE session = open_session();
    CK_RV result = CKR_OK;
    int signed_count = 0;

    pthread_barrier_wait(&barrier);
    while (result == CKR_OK) {
        CK_ULONG length = sizeof signature;
        result = p11->C_SignInit(session, &mechanism, ec_key);
        if (result == CKR_OK)
            result = p11->C_Sign(session, message, sizeof message, signature, &length);
        if (++signed_count == 20 && argument == &shared)
            expect(p11->C_Finalize(NULL) == CKR_OK);
    }
    expect(result == CKR_CRYPTOKI_NOT_INITIALIZED || result == CKR_DEVICE_ERROR);
    return NULL;
}

static void finalize_while_others_sign_ends_their_work(void **state)
{
    pthread_t threads[THREADS];

    (void)state;
    atomic_store(&failures, 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, sign_until_finalized, i == 0 ? &shared : NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
    assert_int_equal(token_child_count(), 0);
    assert_int_equal(token_initialize(state), 0);
}

static atomic_bool changing;

static void *list_while_changing(void *argument)
{
    CK_SESSION_HANDLE session = open_session();

    (void)argument;
    pthread_barrier_wait(&barrier);
    while (atomic_load(&changing)) {
        CK_SESSION_INFO info;
        CK_RV result = p11->C_GetSessionInfo(session, &info);
        expect(result == CKR_OK || result == CKR_SESSION_CLOSED);
        list(session);
        if (result == CKR_SESSION_CLOSED) {
            expect(p11->C_CloseSession(session) == CKR_OK);
            session = open_session();
        }
    }
    return NULL;
}

static void threads_list_while_the_store_changes(void **state)
{
    pthread_t threads[THREADS];

    (void)state;
    atomic_store(&failures, 0);
    atomic_store(&changing, true);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, list_while_changing, NULL), 0);
    for (int i = 0; i < 10; i++)
        make_store("--select", i % 2 == 0 ? "valuxtest2" : "valuxtest1", "--exposure", "usable");
    atomic_store(&changing, false);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_many_threads_one_initialises_the_module),
        cmocka_unit_test_setup_teardown(threads_list_in_parallel, token_initialize, token_finalize),
        cmocka_unit_test_setup_teardown(threads_sign_in_parallel, prepare_key, drop_key),
        cmocka_unit_test_setup_teardown(threads_that_misuse_one_session_do_no_harm, prepare_key,
                                        drop_key),
        cmocka_unit_test_setup_teardown(finalize_while_others_sign_ends_their_work, prepare_key,
                                        drop_key),
        cmocka_unit_test_setup_teardown(threads_list_while_the_store_changes, token_initialize,
                                        token_finalize),
    };

    return cmocka_run_group_tests_name("thread", tests, make, token_unload);
}
