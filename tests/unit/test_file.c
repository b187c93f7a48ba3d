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
#include "valux/file.h"
#include "valux/paths.h"

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
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, directory, "file", "first", 5, &error));
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, directory, "file", "second!", 7, &error));
    assert_true(
        valux_file_read(VALUX_FILE_PRIVATE, directory, "file", 100, &content, NULL, &error));
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
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, directory, "file", "text", 4, &error));
    assert_int_equal(fchmodat(directory, "file", 0660, 0), 0);
    assert_false(
        valux_file_read(VALUX_FILE_PRIVATE, directory, "file", 100, &content, NULL, &error));
    assert_int_equal(error.domain, VALUX_ERROR_STORE);
    assert_int_equal(fchmodat(directory, "file", 0600, 0), 0);
    assert_false(valux_file_read(VALUX_FILE_PRIVATE, directory, "file", 3, &content, NULL, &error));
    assert_int_equal(symlinkat("file", directory, "link"), 0);
    assert_false(
        valux_file_read(VALUX_FILE_PRIVATE, directory, "link", 100, &content, NULL, &error));
    assert_int_equal(mkfifoat(directory, "pipe", 0600), 0);
    assert_false(
        valux_file_read(VALUX_FILE_PRIVATE, directory, "pipe", 100, &content, NULL, &error));
    assert_true(
        valux_file_read(VALUX_FILE_PRIVATE, directory, "none", 100, &content, &absent, &error));
    assert_true(absent);
    assert_false(
        valux_file_read(VALUX_FILE_PRIVATE, directory, "none", 100, &content, NULL, &error));
    close(directory);
}

static void test_a_write_that_fails_keeps_the_old_content(void **state)
{
    struct valux_error error = {0};
    struct valux_bytes content;
    int directory = open_directory();
    char long_name[300];

    (void)state;
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, directory, "file", "old", 3, &error));
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_false(valux_file_replace(VALUX_FILE_PRIVATE, directory, long_name, "new", 3, &error));
    assert_true(
        valux_file_read(VALUX_FILE_PRIVATE, directory, "file", 100, &content, NULL, &error));
    assert_memory_equal(content.data, "old", 3);
    valux_bytes_free(&content);
    close(directory);
}

static void test_the_configuration_may_be_a_link_but_nobody_elses_to_write(void **state)
{
    struct valux_error error = {0};
    struct valux_bytes content;
    int directory = open_directory();

    (void)state;
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, directory, "file", "text", 4, &error));
    assert_int_equal(fchmodat(directory, "file", 0644, 0), 0);
    assert_int_equal(symlinkat("file", directory, "configuration"), 0);
    assert_true(valux_file_read(VALUX_FILE_CONFIGURATION, directory, "configuration", 4, &content,
                                NULL, &error));
    assert_memory_equal(content.data, "text", 5);
    valux_bytes_free(&content);
    assert_false(valux_file_read(VALUX_FILE_CONFIGURATION, directory, "configuration", 3, &content,
                                 NULL, &error));
    for (mode_t other = S_IWOTH; other <= S_IWGRP; other = other << 3) {
        assert_int_equal(fchmodat(directory, "file", 0644 | other, 0), 0);
        assert_false(valux_file_read(VALUX_FILE_CONFIGURATION, directory, "configuration", 4,
                                     &content, NULL, &error));
        assert_int_equal(error.domain, VALUX_ERROR_CONFIGURATION);
    }
    assert_int_equal(mkfifoat(directory, "configuration-pipe", 0600), 0);
    assert_false(valux_file_read(VALUX_FILE_CONFIGURATION, directory, "configuration-pipe", 4,
                                 &content, NULL, &error));
    close(directory);
}

static void test_a_programs_file_keeps_its_mode(void **state)
{
    struct valux_error error = {0};
    struct valux_bytes content;
    struct stat status;
    int directory = open_directory();
    mode_t mask = umask(077);

    (void)state;
    assert_true(valux_file_replace(VALUX_FILE_PROGRAM, directory, "policy", "first", 5, &error));
    assert_int_equal(fstatat(directory, "policy", &status, 0), 0);
    assert_int_equal(status.st_mode & 07777, 0644);
    assert_int_equal(fchmodat(directory, "policy", 0666, 0), 0);
    if (geteuid() == 0)
        assert_int_equal(fchownat(directory, "policy", 65534, 65534, 0), 0);
    assert_true(valux_file_replace(VALUX_FILE_PROGRAM, directory, "policy", "second", 6, &error));
    assert_int_equal(fstatat(directory, "policy", &status, 0), 0);
    assert_int_equal(status.st_mode & 07777, 0666);
    assert_int_equal(status.st_uid, geteuid() == 0 ? 65534 : geteuid());
    assert_true(
        valux_file_read(VALUX_FILE_PROGRAM, directory, "policy", 6, &content, NULL, &error));
    assert_memory_equal(content.data, "second", 7);
    valux_bytes_free(&content);
    (void)umask(mask);
    close(directory);
}

static void test_a_programs_directories_are_open_to_all(void **state)
{
    char path[VALUX_PATH_SIZE];
    char file[VALUX_PATH_SIZE];
    struct valux_error error = {0};
    struct stat status;
    mode_t mask = umask(077);

    (void)state;
    assert_true(valux_paths_join(path, store_fixture_directory(), "one/two"));
    assert_true(valux_directory_make(VALUX_FILE_PROGRAM, path, &error));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0755);
    assert_true(valux_paths_join(file, path, "file"));
    assert_true(valux_file_replace(VALUX_FILE_PROGRAM, AT_FDCWD, file, "text", 4, &error));
    assert_false(valux_directory_make(VALUX_FILE_PROGRAM, file, &error));
    assert_int_equal(error.domain, VALUX_ERROR_PROGRAM);
    assert_true(valux_file_remove(VALUX_FILE_PROGRAM, AT_FDCWD, file, &error));
    assert_true(valux_file_remove(VALUX_FILE_PROGRAM, AT_FDCWD, file, &error));
    assert_true(valux_paths_join(path, store_fixture_directory(), "own/two"));
    assert_true(valux_directory_make(VALUX_FILE_PRIVATE, path, &error));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    (void)umask(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_is_replaced_as_a_whole_and_belongs_to_the_user_alone),
        cmocka_unit_test(test_files_that_others_could_have_written_are_refused),
        cmocka_unit_test(test_a_write_that_fails_keeps_the_old_content),
        cmocka_unit_test(test_the_configuration_may_be_a_link_but_nobody_elses_to_write),
        cmocka_unit_test(test_a_programs_file_keeps_its_mode),
        cmocka_unit_test(test_a_programs_directories_are_open_to_all),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
