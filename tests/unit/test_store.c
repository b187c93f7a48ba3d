/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_fixture.h"
#include "valux/store.h"

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
        cmocka_unit_test(test_a_store_that_others_may_write_is_refused),
        cmocka_unit_test(test_one_writer_at_a_time),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
