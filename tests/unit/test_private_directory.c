/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_fixture.h"
#include "valux/file.h"
#include "valux/private_directory.h"

/* Directories of the store that others own or may write. */

static int open_directory(void)
{
    int directory = open(store_fixture_directory(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(directory >= 0);
    return directory;
}

static void assert_directory_refused(int directory, const char *name, const char *phrase)
{
    struct valux_error error = {0};
    int opened = valux_private_directory_open(directory, name, &error);

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
    int opened = valux_private_directory_open(directory, "inner", &error);
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
    int directory = valux_private_directory_open(parent, "files", &error);
    assert_true(directory >= 0);
    assert_true(valux_private_directory_check(directory, "files", &error));
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, directory, "a", "1", 1, &error));
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, directory, "b", "2", 1, &error));
    assert_true(valux_private_directory_check(directory, "files", &error));
    assert_int_equal(fchmodat(directory, "b", 0620, 0), 0);
    assert_false(valux_private_directory_check(directory, "files", &error));
    assert_non_null(strstr(error.message, "files/b may be written by other users"));
    assert_int_equal(fchmodat(directory, "b", 0600, 0), 0);
    assert_int_equal(symlinkat("a", directory, "c"), 0);
    assert_false(valux_private_directory_check(directory, "files", &error));
    assert_non_null(strstr(error.message, "files/c is not a regular file"));
    assert_int_equal(unlinkat(directory, "c", 0), 0);
    if (geteuid() == 0) {
        assert_int_equal(fchownat(directory, "a", 65534, 65534, 0), 0);
        assert_false(valux_private_directory_check(directory, "files", &error));
        assert_non_null(strstr(error.message, "files/a belongs to another user"));
    }
    close(directory);
    close(parent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_directory_that_is_not_ours_alone_is_refused),
        cmocka_unit_test(test_each_file_of_a_directory_is_looked_at),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
