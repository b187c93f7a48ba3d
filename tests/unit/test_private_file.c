/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_fixture.h"
#include "valux/private_file.h"
#include "valux/store.h"

static int open_directory(void)
{
    int directory = open(store_fixture_directory(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(directory >= 0);
    return directory;
}

static void test_a_file_is_replaced_as_a_whole_and_belongs_to_the_user_alone(void **state)
{
    struct valux_error error = {0};
    struct valux_bytes content;
    struct stat status;
    int directory = open_directory();

    (void)state;
    assert_true(valux_file_replace(directory, "file", "first", 5, &error));
    assert_true(valux_file_replace(directory, "file", "second!", 7, &error));
    assert_true(valux_file_read(directory, "file", 100, &content, NULL, &error));
    assert_int_equal(content.length, 7);
    assert_memory_equal(content.data, "second!", 8);
    assert_int_equal(fstatat(directory, "file", &status, 0), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    valux_bytes_free(&content);
    close(directory);
}

static void test_files_that_others_could_have_written_are_refused(void **state)
{
    struct valux_error error = {0};
    struct valux_bytes content;
    bool absent;
    int directory = open_directory();

    (void)state;
    assert_true(valux_file_replace(directory, "file", "text", 4, &error));
    assert_int_equal(fchmodat(directory, "file", 0660, 0), 0);
    assert_false(valux_file_read(directory, "file", 100, &content, NULL, &error));
    assert_int_equal(error.domain, VALUX_ERROR_STORE);
    assert_int_equal(fchmodat(directory, "file", 0600, 0), 0);
    assert_false(valux_file_read(directory, "file", 3, &content, NULL, &error));
    assert_int_equal(symlinkat("file", directory, "link"), 0);
    assert_false(valux_file_read(directory, "link", 100, &content, NULL, &error));
    assert_int_equal(mkfifoat(directory, "pipe", 0600), 0);
    assert_false(valux_file_read(directory, "pipe", 100, &content, NULL, &error));
    assert_true(valux_file_read(directory, "none", 100, &content, &absent, &error));
    assert_true(absent);
    assert_false(valux_file_read(directory, "none", 100, &content, NULL, &error));
    close(directory);
}

static void assert_directory_refused(int directory, const char *name, const char *phrase)
{
    struct valux_error error = {0};
    int opened = valux_directory_open(directory, name, &error);

    assert_int_equal(opened, -1);
    assert_int_equal(error.domain, VALUX_ERROR_STORE);
    assert_non_null(strstr(error.message, phrase));
}

static void test_a_directory_that_is_not_ours_alone_is_refused(void **state)
{
    struct valux_error error = {0};
    int directory = open_directory();

    (void)state;
    assert_int_equal(mkdirat(directory, "inner", 0700), 0);
    int opened = valux_directory_open(directory, "inner", &error);
    assert_true(opened >= 0);
    close(opened);
    assert_int_equal(symlinkat("inner", directory, "linked"), 0);
    assert_directory_refused(directory, "linked", "linked");
    assert_directory_refused(directory, "nothing", "nothing");
    assert_int_equal(fchmodat(directory, "inner", 0720, 0), 0);
    assert_directory_refused(directory, "inner", "other users");
    assert_int_equal(fchmodat(directory, "inner", 0702, 0), 0);
    assert_directory_refused(directory, "inner", "other users");
    assert_int_equal(fchmodat(directory, "inner", 0755, 0), 0);
    if (geteuid() == 0) {
        assert_int_equal(fchownat(directory, "inner", 65534, 65534, 0), 0);
        assert_directory_refused(directory, "inner", "another user");
        assert_int_equal(fchownat(directory, "inner", 0, 0, 0), 0);
    }
    close(directory);
}

static void test_each_file_of_a_directory_is_looked_at(void **state)
{
    struct valux_error error = {0};
    int parent = open_directory();

    (void)state;
    assert_int_equal(mkdirat(parent, "files", 0700), 0);
    int directory = valux_directory_open(parent, "files", &error);
    assert_true(directory >= 0);
    assert_true(valux_directory_check(directory, "files", &error));
    assert_true(valux_file_replace(directory, "a", "1", 1, &error));
    assert_true(valux_file_replace(directory, "b", "2", 1, &error));
    assert_true(valux_directory_check(directory, "files", &error));
    assert_int_equal(fchmodat(directory, "b", 0620, 0), 0);
    assert_false(valux_directory_check(directory, "files", &error));
    assert_non_null(strstr(error.message, "files/b may be written by other users"));
    assert_int_equal(fchmodat(directory, "b", 0600, 0), 0);
    assert_int_equal(symlinkat("a", directory, "c"), 0);
    assert_false(valux_directory_check(directory, "files", &error));
    assert_non_null(strstr(error.message, "files/c is not a regular file"));
    assert_int_equal(unlinkat(directory, "c", 0), 0);
    if (geteuid() == 0) {
        assert_int_equal(fchownat(directory, "a", 65534, 65534, 0), 0);
        assert_false(valux_directory_check(directory, "files", &error));
        assert_non_null(strstr(error.message, "files/a belongs to another user"));
    }
    close(directory);
    close(parent);
}

static void test_a_write_that_fails_keeps_the_old_content(void **state)
{
    struct valux_error error = {0};
    struct valux_bytes content;
    int directory = open_directory();
    char long_name[300];

    (void)state;
    assert_true(valux_file_replace(directory, "file", "old", 3, &error));
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_false(valux_file_replace(directory, long_name, "new", 3, &error));
    assert_true(valux_file_read(directory, "file", 100, &content, NULL, &error));
    assert_memory_equal(content.data, "old", 3);
    valux_bytes_free(&content);
    close(directory);
}

static void test_a_store_that_others_may_write_is_refused(void **state)
{
    struct valux_store store;
    struct valux_error error = {0};

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    assert_int_equal(chmod(store.path, 0770), 0);
    valux_store_close(&store);
    assert_false(valux_store_open(&store, &error));
    assert_int_equal(error.domain, VALUX_ERROR_STORE);
    assert_int_equal(chmod(store.path, 0700), 0);
    valux_store_close(&store);
    if (geteuid() == 0) {
        assert_int_equal(chown(store.path, 65534, 65534), 0);
        assert_false(valux_store_open(&store, &error));
        assert_non_null(strstr(error.message, "another user"));
        assert_int_equal(chown(store.path, 0, 0), 0);
        valux_store_close(&store);
    }
}

static void test_one_writer_at_a_time(void **state)
{
    struct valux_store first;
    struct valux_store second;
    struct valux_error error = {0};

    (void)state;
    assert_true(valux_store_open_locked(&first, 0, &error));
    assert_false(valux_store_open_locked(&second, 0, &error));
    assert_int_equal(error.domain, VALUX_ERROR_BUSY);
    valux_store_close(&second);
    valux_store_close(&first);
    assert_true(valux_store_open_locked(&second, 0, &error));
    valux_store_close(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_is_replaced_as_a_whole_and_belongs_to_the_user_alone),
        cmocka_unit_test(test_files_that_others_could_have_written_are_refused),
        cmocka_unit_test(test_a_directory_that_is_not_ours_alone_is_refused),
        cmocka_unit_test(test_each_file_of_a_directory_is_looked_at),
        cmocka_unit_test(test_a_write_that_fails_keeps_the_old_content),
        cmocka_unit_test(test_a_store_that_others_may_write_is_refused),
        cmocka_unit_test(test_one_writer_at_a_time),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
