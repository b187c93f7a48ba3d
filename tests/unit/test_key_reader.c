/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_fixture.h"
#include "valux/key_database.h"
#include "valux/key_pair.h"
#include "valux/key_reader.h"

static const struct valux_key_id no_key = {"there is no such key"};

/* A store with one key, in the fixture's directory, under a name of the test's. */
static void make_store(const char *name, enum valux_key_type type,
                       char path[static VALUX_PATH_SIZE], struct valux_key_id *key_id,
                       struct valux_bytes *pkcs8)
{
    struct valux_error error = {0};
    struct valux_key_database *database;

    assert_true(valux_paths_join(path, store_fixture_directory(), name));
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(valux_key_database_open(path, true, NULL, &database, &error));
    assert_true(valux_key_database_generate(database, type, key_id, &error));
    assert_true(valux_key_database_read_private_key(database, *key_id, pkcs8, &error));
    valux_key_database_close(database);
}

static void check_reads(const char *name, enum valux_key_type type)
{
    char path[VALUX_PATH_SIZE];
    struct valux_key_id key_id;
    struct valux_key_reader *reader;
    struct valux_bytes expected;
    struct valux_bytes pkcs8;

    make_store(name, type, path, &key_id, &expected);
    assert_true(expected.length > 0);
    for (int i = 0; i < 2; i++) {
        assert_true(valux_key_reader_open(path, NULL, &reader));
        assert_true(valux_key_reader_read(reader, key_id, &pkcs8));
        assert_true(valux_bytes_equal(&pkcs8, &expected));
        valux_bytes_wipe(&pkcs8);
        assert_false(valux_key_reader_read(reader, no_key, &pkcs8));
        assert_int_equal(pkcs8.length, 0);
        valux_key_reader_close(reader);
    }
    valux_bytes_wipe(&expected);
}

static void test_what_nss_has_stored_is_read_without_nss(void **state)
{
    (void)state;
    check_reads("rsa", VALUX_KEY_RSA_2048);
    check_reads("p256", VALUX_KEY_EC_P256);
    check_reads("p384", VALUX_KEY_EC_P384);
}

static void test_the_stores_path_may_have_any_characters(void **state)
{
    (void)state;
    check_reads("o'brien's \\ \"store\" = 会社,flags", VALUX_KEY_EC_P256);
}

/* A store whose key does not matter, and the path of a file in it. */
static void make_any_store(const char *name, const char *file, char path[static VALUX_PATH_SIZE],
                           char file_path[static VALUX_PATH_SIZE])
{
    struct valux_key_id key_id;
    struct valux_bytes pkcs8;

    make_store(name, VALUX_KEY_EC_P256, path, &key_id, &pkcs8);
    valux_bytes_wipe(&pkcs8);
    assert_true(valux_paths_join(file_path, path, file));
}

static void assert_does_not_open(const char *path)
{
    struct valux_key_reader *reader;

    assert_false(valux_key_reader_open(path, NULL, &reader));
    assert_null(reader);
}

static void test_a_store_that_is_not_there_does_not_open(void **state)
{
    char path[VALUX_PATH_SIZE];

    (void)state;
    assert_true(valux_paths_join(path, store_fixture_directory(), "nothing"));
    assert_does_not_open(path);
}

/* NSS would answer with an empty token that needs no password. */
static void test_a_store_without_a_key_database_does_not_open(void **state)
{
    char path[VALUX_PATH_SIZE];
    char file[VALUX_PATH_SIZE];

    (void)state;
    make_any_store("without", "nssdb/key4.db", path, file);
    assert_int_equal(unlink(file), 0);
    assert_does_not_open(path);
}

static void test_a_database_under_another_seal_does_not_open(void **state)
{
    char path[VALUX_PATH_SIZE];
    char file[VALUX_PATH_SIZE];

    (void)state;
    make_any_store("another", "seal", path, file);
    int seal = open(file, O_WRONLY | O_CLOEXEC);
    assert_true(seal >= 0);
    assert_int_equal(pwrite(seal, "another", 7, 0), 7);
    close(seal);
    assert_does_not_open(path);
    assert_int_equal(unlink(file), 0);
    assert_does_not_open(path);
}

static void test_a_damaged_database_does_not_open(void **state)
{
    char path[VALUX_PATH_SIZE];
    char file[VALUX_PATH_SIZE];

    (void)state;
    make_any_store("damaged", "nssdb/key4.db", path, file);
    assert_int_equal(truncate(file, 1000), 0);
    assert_does_not_open(path);
}

static void assert_nobody_opens(const char *path)
{
    struct valux_error error = {0};
    struct valux_key_database *database;
    struct valux_key_reader *reader;

    assert_false(valux_key_reader_open(path, NULL, &reader));
    assert_false(valux_key_database_open(path, false, NULL, &database, &error));
    assert_int_equal(error.domain, VALUX_ERROR_STORE);
    assert_false(valux_key_database_open(path, true, NULL, &database, &error));
}

static void test_a_database_that_others_may_write_is_not_opened(void **state)
{
    static const char *const names[] = {"nssdb", "nssdb/key4.db", "nssdb/cert9.db"};
    char path[VALUX_PATH_SIZE];
    char file[VALUX_PATH_SIZE];
    struct valux_key_id key_id;
    struct valux_key_reader *reader;
    struct valux_bytes pkcs8;

    (void)state;
    make_store("writable", VALUX_KEY_EC_P256, path, &key_id, &pkcs8);
    valux_bytes_wipe(&pkcs8);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mode_t mode = i == 0 ? 0700 : 0600;
        assert_true(valux_paths_join(file, path, names[i]));
        assert_int_equal(chmod(file, mode | S_IWGRP), 0);
        assert_nobody_opens(path);
        assert_int_equal(chmod(file, mode | S_IWOTH), 0);
        assert_nobody_opens(path);
        assert_int_equal(chmod(file, mode), 0);
        if (geteuid() == 0) {
            assert_int_equal(chown(file, 65534, 65534), 0);
            assert_nobody_opens(path);
            assert_int_equal(chown(file, 0, 0), 0);
        }
    }
    assert_true(valux_key_reader_open(path, NULL, &reader));
    valux_key_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_nss_has_stored_is_read_without_nss,
                                        store_fixture_setup, store_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_the_stores_path_may_have_any_characters,
                                        store_fixture_setup, store_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_store_that_is_not_there_does_not_open,
                                        store_fixture_setup, store_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_store_without_a_key_database_does_not_open,
                                        store_fixture_setup, store_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_database_under_another_seal_does_not_open,
                                        store_fixture_setup, store_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_database_that_others_may_write_is_not_opened,
                                        store_fixture_setup, store_fixture_teardown),
        cmocka_unit_test_setup_teardown(test_a_damaged_database_does_not_open, store_fixture_setup,
                                        store_fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
