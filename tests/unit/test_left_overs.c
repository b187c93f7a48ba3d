/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "store_fixture.h"
#include "workspace/left_overs.h"

static void make(const struct valux_store *store, const char *name)
{
    int file = openat(store->directory, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

    assert_true(file >= 0);
    close(file);
}

static void test_only_temporary_files_of_our_own_are_removed(void **state)
{
    static const char *const temporary[] = {".catalogue.json.0123456789abcdef",
                                            "pending/.x.json.fedcba9876543210"};
    static const char *const others[] = {"catalogue.json",        ".hidden",
                                         ".name.0123456789abcde", ".name.0123456789abcdeg",
                                         "name.0123456789abcdef", ".0123456789abcdef",
                                         "pending/x.json"};
    struct valux_store store;
    struct valux_error error = {0};

    (void)state;
    assert_true(valux_store_open_locked(&store, 0, &error));
    for (size_t i = 0; i < sizeof temporary / sizeof temporary[0]; i++)
        make(&store, temporary[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        make(&store, others[i]);
    left_overs_remove_files(&store);
    for (size_t i = 0; i < sizeof temporary / sizeof temporary[0]; i++)
        assert_int_equal(faccessat(store.directory, temporary[i], F_OK, 0), -1);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(unlinkat(store.directory, others[i], 0), 0);
    valux_store_close(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_temporary_files_of_our_own_are_removed),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
