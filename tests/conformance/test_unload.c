/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Programs that unload the module, or end, without C_Finalize. */

#define LOADS 20
#define THREADS 4
#define SIGNATURES 50
#define SIGNATURE_MAX 1024

static int make(void **state)
{
    if (token_make_directory(state) != 0)
        return -1;
    make_store("--count", "2", "--key-types", "ec-p256");
    return 0;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key)
{
    CK_MECHANISM mechanism = {CKM_ECDSA_SHA256, NULL, 0};
    CK_BYTE message[] = "signed before or after unloading";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;
    CK_RV result = p11->C_SignInit(session, &mechanism, key);

    return result == CKR_OK ? p11->C_Sign(session, message, sizeof message, signature, &length)
                            : result;
}

static void load_and_sign(CK_RV expected)
{
    CK_SESSION_HANDLE session;

    assert_ck(p11->C_Initialize(NULL), expected);
    session = token_open();
    assert_ck(sign(session, token_object(session, CKO_PRIVATE_KEY, "valuxtest1")), CKR_OK);
    assert_ck(p11->C_CloseSession(session), CKR_OK);
}

static size_t descriptor_count(void)
{
    DIR *descriptors = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(descriptors);
    while (readdir(descriptors) != NULL)
        count++;
    closedir(descriptors);
    return count;
}

static void twenty_loads_without_finalize_leave_one_signer(void **state)
{
    size_t descriptors = 0;

    (void)state;
    for (int i = 0; i < LOADS; i++) {
        void *module = token_load_module();
        assert_non_null(module);
        load_and_sign(i == 0 ? CKR_OK : CKR_CRYPTOKI_ALREADY_INITIALIZED);
        assert_int_equal(dlclose(module), 0);
        if (i == 0)
            descriptors = descriptor_count();
    }
    assert_int_equal(token_child_count(), 1);
    assert_int_equal(descriptor_count(), descriptors);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    assert_int_equal(token_child_count(), 0);
}

static atomic_int failures;
static atomic_int signatures;
static atomic_bool unloaded;
static CK_OBJECT_HANDLE ec_key;

static void *sign_over_the_unloading(void *argument)
{
    CK_SESSION_HANDLE *session = argument;
    int after = 0;

    while (after < SIGNATURES) {
        if (sign(*session, ec_key) != CKR_OK)
            atomic_fetch_add(&failures, 1);
        atomic_fetch_add(&signatures, 1);
        if (atomic_load(&unloaded))
            after++;
    }
    return NULL;
}

static bool all_are_signing(void *argument)
{
    (void)argument;
    return atomic_load(&signatures) >= THREADS * 2;
}

static void threads_go_on_signing_when_the_module_is_unloaded(void **state)
{
    void *module = token_load_module();
    CK_SESSION_HANDLE sessions[THREADS];
    pthread_t threads[THREADS];

    (void)state;
    assert_non_null(module);
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    for (size_t i = 0; i < THREADS; i++)
        sessions[i] = token_open();
    ec_key = token_object(sessions[0], CKO_PRIVATE_KEY, "valuxtest1");
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, sign_over_the_unloading, &sessions[i]),
                         0);
    token_wait_until(all_are_signing, NULL);
    assert_int_equal(dlclose(module), 0);
    atomic_store(&unloaded, true);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
}

/* Tells its signer's process ID through `writer`. */
static _Noreturn void exit_without_finalize(int writer)
{
    CK_SESSION_HANDLE session;
    pid_t signer;

    if (token_load_module() == NULL || p11->C_Initialize(NULL) != CKR_OK)
        exit(EXIT_FAILURE);
    session = token_open();
    if (sign(session, token_object(session, CKO_PRIVATE_KEY, "valuxtest1")) != CKR_OK)
        exit(EXIT_FAILURE);
    signer = token_only_child();
    exit(signer > 0 && write(writer, &signer, sizeof signer) == sizeof signer ? EXIT_SUCCESS
                                                                              : EXIT_FAILURE);
}

/*
 * A signer that its program did not wait for would come to this process. The signer's process that
 * reads the keys may come: it is killed when the signer ends, and nobody waits for it.
 */
static void a_program_that_exits_has_ended_its_signer(void **state)
{
    pid_t child;
    pid_t signer;
    pid_t orphan;
    int ends[2];
    int status;

    (void)state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        exit_without_finalize(ends[1]);
    close(ends[1]);
    assert_int_equal(read(ends[0], &signer, sizeof signer), sizeof signer);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
    while ((orphan = waitpid(-1, NULL, 0)) > 0)
        assert_int_not_equal(orphan, signer);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(kill(signer, 0), -1);
    assert_int_equal(errno, ESRCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twenty_loads_without_finalize_leave_one_signer),
        cmocka_unit_test(threads_go_on_signing_when_the_module_is_unloaded),
        cmocka_unit_test(a_program_that_exits_has_ended_its_signer),
    };

    return cmocka_run_group_tests_name("unload", tests, make, token_remove_directory);
}
