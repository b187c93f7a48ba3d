/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "token.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/snapshot.h"

/* Stores that are absent, damaged, or somebody else's. */

#define SNAPSHOT_MAX 65536
#define OTHER_USER 12345
#define MUTATIONS 400

static unsigned char snapshot[SNAPSHOT_MAX];
static size_t snapshot_length;

static const char *file(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", token_store(), name);
    return path;
}

static void write_file(const char *path, const void *data, size_t length)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, data, length), (ssize_t)length);
    assert_int_equal(close(descriptor), 0);
}

static void read_snapshot(void)
{
    int descriptor = open(file(VALUX_SNAPSHOT_FILE), O_RDONLY | O_CLOEXEC);

    assert_true(descriptor >= 0);
    ssize_t length = read(descriptor, snapshot, sizeof snapshot);
    assert_int_equal(close(descriptor), 0);
    assert_in_range(length, 1, sizeof snapshot - 1);
    snapshot_length = (size_t)length;
}

static int make(void **state)
{
    (void)state;
    assert_int_equal(setenv("VALUX_HOME", token_store(), 1), 0);
    token_remove_store();
    make_store("--count", "2", "--without-keys", "--key-types", "ec-p256,rsa-2048");
    read_snapshot();
    return 0;
}

static CK_RV search_result(void)
{
    CK_SESSION_HANDLE session;
    CK_TOKEN_INFO info;
    CK_RV result;

    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    assert_ck(p11->C_GetTokenInfo(TOKEN_SLOT, &info), CKR_OK);
    session = token_open();
    result = p11->C_FindObjectsInit(session, NULL, 0);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    return result;
}

static CK_ULONG object_count(void)
{
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    CK_ULONG count = token_count(token_open(), CK_UNAVAILABLE_INFORMATION);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
    return count;
}

static void a_store_that_does_not_exist_is_an_empty_token(void **state)
{
    (void)state;
    assert_int_equal(object_count(), 3 + 2);
    token_remove_store();
    assert_int_equal(object_count(), 0);
}

static void a_store_without_catalogue_and_snapshot_is_an_empty_token(void **state)
{
    (void)state;
    assert_int_equal(unlink(file(VALUX_SNAPSHOT_FILE)), 0);
    assert_int_equal(unlink(file("catalogue.json")), 0);
    assert_int_equal(object_count(), 0);
}

static void a_catalogue_without_a_snapshot_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(unlink(file(VALUX_SNAPSHOT_FILE)), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void no_home_and_no_store_is_an_empty_token(void **state)
{
    (void)state;
    assert_int_equal(setenv("VALUX_HOME", "", 1), 0);
    assert_int_equal(setenv("XDG_DATA_HOME", token_path("nowhere"), 1), 0);
    assert_int_equal(object_count(), 0);
}

/* Neither an empty token nor the store that would be there without the variable. */
static void a_relative_valux_home_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(setenv("VALUX_HOME", "relative/path", 1), 0);
    assert_int_equal(setenv("XDG_DATA_HOME", token_path("nowhere"), 1), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void an_empty_snapshot_is_an_error(void **state)
{
    (void)state;
    write_file(file(VALUX_SNAPSHOT_FILE), "", 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void a_truncated_snapshot_is_an_error(void **state)
{
    (void)state;
    for (size_t length = 1; length < snapshot_length; length += 61) {
        write_file(file(VALUX_SNAPSHOT_FILE), snapshot, length);
        assert_ck(search_result(), CKR_DEVICE_ERROR);
    }
}

static void a_snapshot_that_is_too_long_is_an_error(void **state)
{
    (void)state;
    write_file(file(VALUX_SNAPSHOT_FILE), snapshot, snapshot_length + 1);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void a_snapshot_of_another_version_is_an_error(void **state)
{
    struct valux_snapshot_header header;

    (void)state;
    memcpy(&header, snapshot, sizeof header);
    header.version++;
    memcpy(snapshot, &header, sizeof header);
    write_file(file(VALUX_SNAPSHOT_FILE), snapshot, snapshot_length);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

/* Reads whatever the token shows, as a program would. */
static void read_everything(void)
{
    static const CK_ATTRIBUTE_TYPE types[] = {CKA_CLASS, CKA_LABEL,   CKA_ID,       CKA_VALUE,
                                              CKA_SIGN,  CKA_SUBJECT, CKA_KEY_TYPE, CKA_MODULUS};
    CK_SESSION_HANDLE session = token_open();
    CK_OBJECT_HANDLE objects[TOKEN_OBJECTS_MAX];
    CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
    CK_BYTE value[TOKEN_VALUE_MAX];
    CK_ULONG count = 0;

    if (p11->C_FindObjectsInit(session, NULL, 0) != CKR_OK)
        return;
    assert_ck(p11->C_FindObjects(session, objects, TOKEN_OBJECTS_MAX, &count), CKR_OK);
    for (CK_ULONG i = 0; i < count; i++) {
        for (size_t j = 0; j < COUNT(types); j++) {
            CK_ATTRIBUTE attribute = {types[j], value, sizeof value};
            CK_RV result = p11->C_GetAttributeValue(session, objects[i], &attribute, 1);
            assert_true(result == CKR_OK || result == CKR_ATTRIBUTE_TYPE_INVALID ||
                        result == CKR_ATTRIBUTE_SENSITIVE || result == CKR_BUFFER_TOO_SMALL);
        }
        if (p11->C_SignInit(session, &mechanism, objects[i]) == CKR_OK)
            assert_ck(p11->C_SignInit(session, NULL, objects[i]), CKR_OK);
    }
}

static void no_damaged_word_of_a_snapshot_does_harm(void **state)
{
    static const uint32_t words[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff8};
    unsigned char damaged[SNAPSHOT_MAX];
    unsigned random = 1;

    (void)state;
    for (int i = 0; i < MUTATIONS; i++) {
        memcpy(damaged, snapshot, snapshot_length);
        random = random * 1103515245 + 12345;
        /* The tables are at the beginning: most damage is done there. */
        size_t limit = i % 4 == 0 ? snapshot_length : snapshot_length / 4;
        size_t offset = (random >> 8) % limit / 4 * 4;
        memcpy(damaged + offset, &words[(size_t)i % COUNT(words)], 4);
        write_file(file(VALUX_SNAPSHOT_FILE), damaged, snapshot_length);
        assert_ck(p11->C_Initialize(NULL), CKR_OK);
        read_everything();
        assert_ck(p11->C_Finalize(NULL), CKR_OK);
    }
}

static void a_store_of_another_user_is_refused(void **state)
{
    (void)state;
    if (geteuid() == 0)
        assert_int_equal(chown(token_store(), OTHER_USER, OTHER_USER), 0);
    else
        assert_int_equal(setenv("VALUX_HOME", "/usr", 1), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void a_snapshot_of_another_user_is_refused(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        assert_int_equal(chown(file(VALUX_SNAPSHOT_FILE), OTHER_USER, OTHER_USER), 0);
    } else {
        assert_int_equal(unlink(file(VALUX_SNAPSHOT_FILE)), 0);
        assert_int_equal(symlink("/etc/passwd", file(VALUX_SNAPSHOT_FILE)), 0);
    }
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void a_store_that_others_may_write_is_refused(void **state)
{
    (void)state;
    assert_int_equal(chmod(token_store(), 0720), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
    assert_int_equal(chmod(token_store(), 0702), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
    assert_int_equal(chmod(token_store(), 0755), 0);
    assert_int_equal(object_count(), 3 + 2);
}

static void a_snapshot_that_others_may_write_is_refused(void **state)
{
    (void)state;
    assert_int_equal(chmod(file(VALUX_SNAPSHOT_FILE), 0660), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void a_snapshot_that_is_a_link_or_a_fifo_is_refused(void **state)
{
    (void)state;
    assert_int_equal(rename(file(VALUX_SNAPSHOT_FILE), token_path("elsewhere")), 0);
    assert_int_equal(symlink(token_path("elsewhere"), file(VALUX_SNAPSHOT_FILE)), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
    assert_int_equal(unlink(file(VALUX_SNAPSHOT_FILE)), 0);
    assert_int_equal(mkfifo(file(VALUX_SNAPSHOT_FILE), 0600), 0);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
}

static void a_store_that_is_a_file_is_an_error(void **state)
{
    (void)state;
    token_remove_store();
    write_file(token_store(), "x", 1);
    assert_ck(search_result(), CKR_DEVICE_ERROR);
    assert_int_equal(unlink(token_store()), 0);
}

static bool find_fails(void *argument)
{
    const CK_SESSION_HANDLE *session = argument;

    if (p11->C_FindObjectsInit(*session, NULL, 0) == CKR_DEVICE_ERROR)
        return true;
    assert_ck(p11->C_FindObjectsFinal(*session), CKR_OK);
    return false;
}

static bool find_succeeds(void *argument)
{
    return !find_fails(argument);
}

static void a_store_that_is_damaged_and_mended_comes_back(void **state)
{
    CK_SESSION_HANDLE session;
    CK_SESSION_INFO info;
    CK_BYTE value[TOKEN_VALUE_MAX];

    (void)state;
    assert_ck(p11->C_Initialize(NULL), CKR_OK);
    session = token_open_with_callback();
    CK_OBJECT_HANDLE certificate = token_object(session, CKO_CERTIFICATE, "valuxtest1");
    write_file(token_path("damaged"), snapshot, snapshot_length / 2);
    assert_int_equal(rename(token_path("damaged"), file(VALUX_SNAPSHOT_FILE)), 0);
    token_wait_until(find_fails, &session);
    assert_true(token_value(session, certificate, CKA_VALUE, value) > 0);
    assert_ck(p11->C_GetSessionInfo(session, &info), CKR_SESSION_CLOSED);
    write_file(token_path("whole"), snapshot, snapshot_length);
    assert_int_equal(rename(token_path("whole"), file(VALUX_SNAPSHOT_FILE)), 0);
    token_wait_until(find_succeeds, &session);
    assert_int_equal(token_object(session, CKO_CERTIFICATE, "valuxtest1"), certificate);
    assert_ck(p11->C_Finalize(NULL), CKR_OK);
}

#define with_store(test) cmocka_unit_test_setup(test, make)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(a_store_that_does_not_exist_is_an_empty_token),
        with_store(a_store_without_catalogue_and_snapshot_is_an_empty_token),
        with_store(a_catalogue_without_a_snapshot_is_an_error),
        with_store(no_home_and_no_store_is_an_empty_token),
        with_store(a_relative_valux_home_is_an_error),
        with_store(an_empty_snapshot_is_an_error),
        with_store(a_truncated_snapshot_is_an_error),
        with_store(a_snapshot_that_is_too_long_is_an_error),
        with_store(a_snapshot_of_another_version_is_an_error),
        with_store(no_damaged_word_of_a_snapshot_does_harm),
        with_store(a_store_of_another_user_is_refused),
        with_store(a_snapshot_of_another_user_is_refused),
        with_store(a_store_that_others_may_write_is_refused),
        with_store(a_snapshot_that_others_may_write_is_refused),
        with_store(a_snapshot_that_is_a_link_or_a_fifo_is_refused),
        with_store(a_store_that_is_a_file_is_an_error),
        with_store(a_store_that_is_damaged_and_mended_comes_back),
    };

    return cmocka_run_group_tests_name("store_fault", tests, token_load, token_unload);
}
