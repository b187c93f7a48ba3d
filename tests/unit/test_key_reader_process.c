/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "signer/key_reader_process.h"
#include "store_fixture.h"
#include "valux/key_database.h"
#include "valux/key_pair.h"

/*
 * More keys than fit the sockets at once: whatever the reading process has done before it is asked,
 * it has not done all. But for one they are not in the database, which costs it as much.
 */
#define KEYS 1500

static char store[VALUX_PATH_SIZE];
static struct valux_key_id key_ids[KEYS];
static struct private_key_record record;

static int setup(void **state)
{
    struct valux_error error = {0};
    struct valux_key_database *database;

    if (store_fixture_setup(state) != 0 ||
        !valux_paths_join(store, store_fixture_directory(), "keys") || mkdir(store, 0700) != 0 ||
        !valux_key_database_open(store, true, NULL, &database, &error) ||
        !valux_key_database_generate(database, VALUX_KEY_EC_P256, &key_ids[KEYS - 1], &error))
        return -1;
    valux_key_database_close(database);
    for (uint32_t i = 0; i < KEYS - 1; i++)
        memcpy(key_ids[i].bytes, &i, sizeof i);
    return 0;
}

static void start(struct key_reader_process *process)
{
    assert_true(
        key_reader_process_start(&(struct key_source){store, NULL}, key_ids, KEYS, process));
}

static void take_opened(const struct key_reader_process *process)
{
    assert_true(key_reader_process_next(process, &record));
    assert_int_equal(record.index, KEY_READER_OPENED);
}

static void test_keys_come_once_each_in_their_order(void **state)
{
    struct key_reader_process process;

    (void)state;
    start(&process);
    take_opened(&process);
    for (uint32_t i = 0; i < KEYS; i++) {
        assert_true(key_reader_process_next(&process, &record));
        assert_int_equal(record.index, i);
        assert_true((record.length > 0) == (i == KEYS - 1));
    }
    assert_false(key_reader_process_next(&process, &record));
    key_reader_process_end(&process);
}

static void test_a_key_that_is_asked_for_comes_before_the_others(void **state)
{
    struct key_reader_process process;
    uint32_t place = 0;
    uint32_t rest = 0;

    (void)state;
    start(&process);
    key_reader_process_ask(&process, KEYS - 1);
    take_opened(&process);
    while (key_reader_process_next(&process, &record) && record.index != KEYS - 1)
        place++;
    assert_int_equal(record.index, KEYS - 1);
    assert_true(record.length > 0);
    assert_true(place < KEYS / 2);
    while (key_reader_process_next(&process, &record))
        rest++;
    assert_int_equal(place + 1 + rest, KEYS);
    print_message("the last of %d keys was number %u\n", KEYS, place + 1);
    key_reader_process_end(&process);
}

static void test_what_is_no_key_of_the_list_is_passed_over(void **state)
{
    struct key_reader_process process;
    uint32_t count = 0;

    (void)state;
    start(&process);
    key_reader_process_ask(&process, KEYS);
    key_reader_process_ask(&process, UINT32_MAX);
    take_opened(&process);
    while (key_reader_process_next(&process, &record))
        count++;
    assert_int_equal(count, KEYS);
    key_reader_process_end(&process);
}

static void test_a_database_that_does_not_open_gives_nothing(void **state)
{
    struct key_reader_process process;

    (void)state;
    assert_true(
        key_reader_process_start(&(struct key_source){"/nowhere", NULL}, key_ids, KEYS, &process));
    key_reader_process_ask(&process, 0);
    assert_false(key_reader_process_next(&process, &record));
    key_reader_process_end(&process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_come_once_each_in_their_order),
        cmocka_unit_test(test_a_key_that_is_asked_for_comes_before_the_others),
        cmocka_unit_test(test_what_is_no_key_of_the_list_is_passed_over),
        cmocka_unit_test(test_a_database_that_does_not_open_gives_nothing),
    };

    return cmocka_run_group_tests(tests, setup, store_fixture_teardown);
}
