/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <errno.h>
#include <openssl/evp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "verify.h"

/* fork: what the child is told, and what it does not take from its parent. */

#define CHILD_CALLS 32
#define PARENT_CALLS 128
#define PROCESSES 8
#define SIGNATURE_MAX 1024

static const CK_BYTE message[] = "signed on both sides of a fork";
static CK_SESSION_HANDLE session;

static int make(void **state)
{
    if (token_load(state) != 0)
        return -1;
    make_store("--count", "2", "--key-types", "ec-p256,rsa-2048", "--exposure", "usable");
    return 0;
}

static int begin(void **state)
{
    if (token_initialize(state) != 0)
        return -1;
    session = token_open();
    return 0;
}

/* Runs a function in a child; its result is the child's exit status. */
static int run_in_child(int (*function)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(function());
    assert_true(child > 0);
    while (waitpid(child, &status, 0) != child)
        assert_int_equal(errno, EINTR);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* One signature with the EC key, checked by libcrypto in the parent of all. */
static bool sign_once(CK_SESSION_HANDLE signing, CK_OBJECT_HANDLE key, CK_BYTE *signature,
                      CK_ULONG *length)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};

    *length = SIGNATURE_MAX;
    return p11->C_SignInit(signing, &mechanism, key) == CKR_OK &&
           p11->C_Sign(signing, (CK_BYTE *)(uintptr_t)message, sizeof message, signature, length) ==
               CKR_OK;
}

static void sign_and_check(int times)
{
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length;
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "valuxtest1");
    EVP_PKEY *public_key = verify_public_key(session, "valuxtest1");

    for (int i = 0; i < times; i++) {
        assert_true(sign_once(session, key, signature, &length));
        verify_signature(public_key, (struct verify_rule){.digest = EVP_sha256()}, message,
                         sizeof message, signature, length);
    }
    EVP_PKEY_free(public_key);
}

static int calls_are_refused(void)
{
    CK_INFO info;
    CK_SESSION_INFO session_info;
    CK_SLOT_INFO slot_info;
    CK_BYTE data[1] = {0};
    CK_ULONG length = 1;

    for (int i = 0; i < CHILD_CALLS; i += 4)
        if (p11->C_GetInfo(&info) != CKR_CRYPTOKI_NOT_INITIALIZED ||
            p11->C_GetSessionInfo(session, &session_info) != CKR_CRYPTOKI_NOT_INITIALIZED ||
            p11->C_GetSlotInfo(TOKEN_SLOT, &slot_info) != CKR_CRYPTOKI_NOT_INITIALIZED ||
            p11->C_Sign(session, data, 1, data, &length) != CKR_CRYPTOKI_NOT_INITIALIZED)
            return 1;
    return p11->C_Finalize(NULL) == CKR_CRYPTOKI_NOT_INITIALIZED ? 0 : 2;
}

/* A child may not fail a cmocka assertion, so it tells by its exit status. */
static CK_SESSION_HANDLE initialize_in_child(CK_OBJECT_HANDLE *key)
{
    CK_SESSION_HANDLE own = CK_INVALID_HANDLE;
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_KEY_TYPE type = CKK_EC;
    CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}};
    CK_ULONG count = 0;

    if (p11->C_Initialize(NULL) != CKR_OK ||
        p11->C_OpenSession(TOKEN_SLOT, CKF_SERIAL_SESSION, NULL, NULL, &own) != CKR_OK ||
        p11->C_FindObjectsInit(own, wanted, COUNT(wanted)) != CKR_OK ||
        p11->C_FindObjects(own, key, 1, &count) != CKR_OK || count != 1 ||
        p11->C_FindObjectsFinal(own) != CKR_OK)
        return CK_INVALID_HANDLE;
    return own;
}

static int child_signs_for_itself(void)
{
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length;
    CK_OBJECT_HANDLE key;
    CK_SESSION_INFO info;
    CK_SESSION_HANDLE own = initialize_in_child(&key);

    if (own == CK_INVALID_HANDLE)
        return 1;
    if (own != session && p11->C_GetSessionInfo(session, &info) != CKR_SESSION_HANDLE_INVALID)
        return 2;
    for (int i = 0; i < CHILD_CALLS; i++)
        if (!sign_once(own, key, signature, &length))
            return 3;
    return p11->C_Finalize(NULL) == CKR_OK ? 0 : 4;
}

static void every_call_in_a_child_is_refused(void **state)
{
    (void)state;
    assert_int_equal(run_in_child(calls_are_refused), 0);
}

static void a_child_initialises_again_and_signs(void **state)
{
    (void)state;
    assert_int_equal(run_in_child(child_signs_for_itself), 0);
}

static void parent_and_child_sign_after_a_fork(void **state)
{
    (void)state;
    sign_and_check(1);
    assert_int_equal(run_in_child(child_signs_for_itself), 0);
    sign_and_check(PARENT_CALLS);
}

static void parent_and_child_sign_at_the_same_time(void **state)
{
    int status;

    (void)state;
    sign_and_check(1);
    pid_t child = fork();
    if (child == 0)
        _exit(child_signs_for_itself());
    assert_true(child > 0);
    sign_and_check(PARENT_CALLS);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int exits_at_once(void)
{
    return 0;
}

static void a_child_that_ends_leaves_the_parent_its_signer(void **state)
{
    (void)state;
    sign_and_check(1);
    for (int i = 0; i < 10; i++)
        assert_int_equal(run_in_child(exits_at_once), 0);
    assert_int_equal(token_child_count(), 1);
    sign_and_check(1);
}

static int grandchild_signs(void)
{
    if (calls_are_refused() != 0)
        return 11;
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(child_signs_for_itself());
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 12;
    return WEXITSTATUS(status);
}

static void a_grandchild_initialises_again_and_signs(void **state)
{
    (void)state;
    sign_and_check(1);
    assert_int_equal(run_in_child(grandchild_signs), 0);
    sign_and_check(1);
}

static void a_child_before_initialize_initialises_and_signs(void **state)
{
    assert_int_equal(token_finalize(state), 0);
    assert_int_equal(run_in_child(child_signs_for_itself), 0);
    assert_int_equal(begin(state), 0);
}

static void many_processes_initialise_and_sign_at_once(void **state)
{
    pid_t children[PROCESSES];
    int status;

    (void)state;
    for (size_t i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(child_signs_for_itself());
        assert_true(children[i] > 0);
    }
    for (size_t i = 0; i < PROCESSES; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

static int operation_of_parent_is_gone(void)
{
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;
    CK_OBJECT_HANDLE key;
    CK_SESSION_HANDLE own = initialize_in_child(&key);

    if (own == CK_INVALID_HANDLE)
        return 1;
    CK_RV result = p11->C_SignFinal(own, signature, &length);
    return result == CKR_OPERATION_NOT_INITIALIZED && p11->C_Finalize(NULL) == CKR_OK ? 0 : 2;
}

static void an_operation_under_way_goes_on_in_the_parent_alone(void **state)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;
    CK_BYTE *data = (CK_BYTE *)(uintptr_t)message;
    EVP_PKEY *public_key = verify_public_key(session, "valuxtest1");

    (void)state;
    assert_ck(
        p11->C_SignInit(session, &mechanism, token_object(session, CKO_PRIVATE_KEY, "valuxtest1")),
        CKR_OK);
    assert_ck(p11->C_SignUpdate(session, data, 10), CKR_OK);
    assert_int_equal(run_in_child(operation_of_parent_is_gone), 0);
    assert_ck(p11->C_SignUpdate(session, data + 10, sizeof message - 10), CKR_OK);
    assert_ck(p11->C_SignFinal(session, signature, &length), CKR_OK);
    verify_signature(public_key, (struct verify_rule){.digest = EVP_sha256()}, message,
                     sizeof message, signature, length);
    EVP_PKEY_free(public_key);
}

#define initialized(test) cmocka_unit_test_setup_teardown(test, begin, token_finalize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        initialized(every_call_in_a_child_is_refused),
        initialized(a_child_initialises_again_and_signs),
        initialized(parent_and_child_sign_after_a_fork),
        initialized(parent_and_child_sign_at_the_same_time),
        initialized(a_child_that_ends_leaves_the_parent_its_signer),
        initialized(a_grandchild_initialises_again_and_signs),
        initialized(a_child_before_initialize_initialises_and_signs),
        initialized(many_processes_initialise_and_sign_at_once),
        initialized(an_operation_under_way_goes_on_in_the_parent_alone),
    };

    return cmocka_run_group_tests_name("fork", tests, make, token_unload);
}
