/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A copy of the module that was published for a sandboxed program: it takes what lies in the
 * directory `valux` beside it, and nothing else. There is no agent here.
 */

#define SIGNATURE_MAX 1024

static void copy_file(const char *from, const char *to)
{
    struct stat status;
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(source >= 0 && target >= 0);
    assert_int_equal(fstat(source, &status), 0);
    for (off_t left = status.st_size; left > 0;) {
        ssize_t copied = sendfile(target, source, NULL, (size_t)left);
        assert_true(copied > 0);
        left -= copied;
    }
    assert_int_equal(close(source), 0);
    assert_int_equal(close(target), 0);
}

/* The path of a file of the store; the caller frees it. */
static char *store_file(const char *name)
{
    char *path;

    assert_true(asprintf(&path, "%s/%s", token_store(), name) > 0);
    return path;
}

/* As the helper does it: the new copy takes the old one's place at once. */
static void publish_snapshot(void)
{
    char *snapshot = store_file("snapshot");
    char *copy = strdup(token_path("published/valux/snapshot.new"));

    assert_non_null(copy);
    copy_file(snapshot, copy);
    assert_int_equal(rename(copy, token_path("published/valux/snapshot")), 0);
    free(copy);
    free(snapshot);
}

static int publish(void **state)
{
    if (token_make_directory(state) != 0)
        return -1;
    make_store("--count", "2", "--nickname", "first", "--key-types", "ec-p256");
    if (mkdir(token_path("published"), 0700) != 0 ||
        mkdir(token_path("published/valux"), 0700) != 0)
        return -1;
    copy_file(VALUX_TEST_MODULE, token_path("published/libvalux-pkcs11.so"));
    publish_snapshot();
    token_remove_store();
    make_store("--count", "1", "--nickname", "another");
    return token_load_module_at(token_path("published/libvalux-pkcs11.so")) == NULL ? -1 : 0;
}

static void it_shows_what_is_beside_it_and_not_the_users_store(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_int_not_equal(token_object(session, CKO_PRIVATE_KEY, "first1"), CK_INVALID_HANDLE);
    assert_int_equal(token_object(session, CKO_CERTIFICATE, "another"), CK_INVALID_HANDLE);
}

static void it_follows_a_copy_that_is_renewed(void **state)
{
    CK_SESSION_HANDLE session = token_open_with_callback();
    CK_SESSION_INFO information;

    (void)state;
    token_wait_visible(session, CKO_PRIVATE_KEY, "first1");
    publish_snapshot();
    token_wait_visible(session, CKO_PRIVATE_KEY, "another");
    assert_int_equal(token_object(session, CKO_CERTIFICATE, "first1"), CK_INVALID_HANDLE);
    assert_ck(p11->C_GetSessionInfo(session, &information), CKR_SESSION_CLOSED);
}

static void without_an_agent_it_signs_nothing_and_starts_nothing(void **state)
{
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_BYTE message[] = "not signed";
    CK_BYTE signature[SIGNATURE_MAX];
    CK_ULONG length = sizeof signature;
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE key = token_object(session, CKO_PRIVATE_KEY, "another");

    (void)state;
    assert_ck(p11->C_SignInit(session, &mechanism, key), CKR_OK);
    assert_ck(p11->C_Sign(session, message, sizeof message, signature, &length), CKR_DEVICE_ERROR);
    assert_int_equal(token_child_count(), 0);
}

static void without_a_snapshot_it_is_an_empty_token(void **state)
{
    CK_SESSION_HANDLE session = token_open();

    (void)state;
    assert_int_equal(unlink(token_path("published/valux/snapshot")), 0);
    token_wait_hidden(session, CKO_CERTIFICATE, "another");
    assert_int_equal(token_count(session, CK_UNAVAILABLE_INFORMATION), 0);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    session = token_open();
    assert_int_equal(token_count(session, CK_UNAVAILABLE_INFORMATION), 0);
}

static void a_copy_that_others_may_write_is_refused(void **state)
{
    CK_SLOT_ID slot;
    CK_ULONG count = 1;
    CK_SESSION_HANDLE session;
    CK_ATTRIBUTE none;

    (void)state;
    publish_snapshot();
    assert_int_equal(chmod(token_path("published/valux"), 0770), 0);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_GetSlotList(CK_TRUE, &slot, &count), CKR_OK);
    session = token_open();
    assert_ck(p11->C_FindObjectsInit(session, &none, 0), CKR_DEVICE_ERROR);
    assert_int_equal(chmod(token_path("published/valux"), 0700), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_shows_what_is_beside_it_and_not_the_users_store,
                                        token_initialize, token_finalize),
        cmocka_unit_test_setup_teardown(it_follows_a_copy_that_is_renewed, token_initialize,
                                        token_finalize),
        cmocka_unit_test_setup_teardown(without_an_agent_it_signs_nothing_and_starts_nothing,
                                        token_initialize, token_finalize),
        cmocka_unit_test_setup_teardown(without_a_snapshot_it_is_an_empty_token, token_initialize,
                                        token_finalize),
        cmocka_unit_test_setup_teardown(a_copy_that_others_may_write_is_refused, token_initialize,
                                        token_finalize),
    };

    return cmocka_run_group_tests(tests, publish, token_remove_directory);
}
