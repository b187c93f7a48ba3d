/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "signer/store_watch.h"
#include "store_fixture.h"
#include "valux/catalogue.h"
#include "valux/catalogue_file.h"
#include "valux/file.h"

/* A store with an empty catalogue: the watch looks at the files alone. */
static struct valux_store store;
static struct valux_configuration configuration;
static struct valux_catalogue catalogue;

static void save(void)
{
    struct valux_error error = {0};

    assert_true(valux_catalogue_save(&catalogue, &store, &configuration, &error));
}

static int open_store(void **state)
{
    struct valux_error error = {0};

    if (store_fixture_setup(state) != 0)
        return -1;
    valux_configuration_default(&configuration);
    catalogue = (struct valux_catalogue){0};
    if (!valux_store_open_locked(&store, 0, &error))
        return -1;
    save();
    return 0;
}

static int close_store(void **state)
{
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
    return store_fixture_teardown(state);
}

/* The watch looks at the status of files once in a tick of the coarse clock. */
static bool changes_within_a_second(const struct store_watch *watch)
{
    for (int i = 0; i < 1000; i++) {
        if (store_watch_has_changed(watch))
            return true;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    return false;
}

static void assert_unchanged_for_some_ticks(const struct store_watch *watch)
{
    for (int i = 0; i < 50; i++) {
        assert_false(store_watch_has_changed(watch));
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
}

static void test_a_store_that_nobody_touches_has_not_changed(void **state)
{
    struct store_watch watch;

    (void)state;
    store_watch_begin(&watch, store.path);
    assert_unchanged_for_some_ticks(&watch);
}

static void test_a_snapshot_that_the_helper_replaces_is_noticed_at_once(void **state)
{
    struct store_watch watch;

    (void)state;
    store_watch_begin(&watch, store.path);
    assert_false(store_watch_has_changed(&watch));
    save();
    assert_int_not_equal(*watch.replaced, watch.replaced_before);
    assert_true(store_watch_has_changed(&watch));
}

/* Backups share files by hard links, so a restored snapshot may be one that was marked before. */
static void test_a_restored_snapshot_is_noticed_when_it_is_replaced_again(void **state)
{
    struct store_watch watch;

    (void)state;
    assert_int_equal(linkat(store.directory, VALUX_SNAPSHOT_FILE, store.directory, "backup", 0), 0);
    save();
    assert_int_equal(renameat(store.directory, "backup", store.directory, VALUX_SNAPSHOT_FILE), 0);
    assert_int_equal(
        linkat(store.directory, VALUX_SNAPSHOT_FILE, store.directory, "second backup", 0), 0);
    store_watch_begin(&watch, store.path);
    assert_int_not_equal(watch.replaced_before, 0);
    assert_unchanged_for_some_ticks(&watch);
    save();
    assert_int_not_equal(*watch.replaced, watch.replaced_before);
    assert_true(store_watch_has_changed(&watch));
    assert_int_equal(unlinkat(store.directory, "second backup", 0), 0);
}

static void test_a_snapshot_that_is_overwritten_in_place_is_noticed(void **state)
{
    struct store_watch watch;

    (void)state;
    store_watch_begin(&watch, store.path);
    int file = openat(store.directory, VALUX_SNAPSHOT_FILE, O_WRONLY | O_CLOEXEC);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, "VALUX", 5, 0), 5);
    close(file);
    assert_true(changes_within_a_second(&watch));
}

static void test_a_snapshot_that_is_removed_is_noticed(void **state)
{
    struct store_watch watch;

    (void)state;
    store_watch_begin(&watch, store.path);
    assert_int_equal(unlinkat(store.directory, VALUX_SNAPSHOT_FILE, 0), 0);
    assert_true(changes_within_a_second(&watch));
    save();
}

static void test_a_store_that_is_renamed_away_is_noticed(void **state)
{
    struct store_watch watch;
    char elsewhere[VALUX_PATH_SIZE];

    (void)state;
    assert_true(valux_paths_join(elsewhere, store_fixture_directory(), "elsewhere"));
    store_watch_begin(&watch, store.path);
    assert_unchanged_for_some_ticks(&watch);
    assert_int_equal(rename(store.path, elsewhere), 0);
    assert_true(changes_within_a_second(&watch));
    assert_int_equal(rename(elsewhere, store.path), 0);
}

static void test_where_there_is_no_store_nothing_changes(void **state)
{
    struct store_watch watch;

    (void)state;
    store_watch_begin(&watch, "/nonexistent/store");
    assert_unchanged_for_some_ticks(&watch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_store_that_nobody_touches_has_not_changed),
        cmocka_unit_test(test_a_snapshot_that_the_helper_replaces_is_noticed_at_once),
        cmocka_unit_test(test_a_restored_snapshot_is_noticed_when_it_is_replaced_again),
        cmocka_unit_test(test_a_snapshot_that_is_overwritten_in_place_is_noticed),
        cmocka_unit_test(test_a_snapshot_that_is_removed_is_noticed),
        cmocka_unit_test(test_a_store_that_is_renamed_away_is_noticed),
        cmocka_unit_test(test_where_there_is_no_store_nothing_changes),
    };

    return cmocka_run_group_tests(tests, open_store, close_store);
}
