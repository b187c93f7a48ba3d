/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "seal.h"

static const uint8_t seal[SEAL_SIZE] = {1, 2, 3};
static const char machine[] = "0123456789abcdef0123456789abcdef";

static void test_the_password_is_stable(void **state)
{
    char first[SEAL_PASSWORD_SIZE];
    char second[SEAL_PASSWORD_SIZE];

    (void)state;
    assert_true(seal_derive(seal, machine, 1000, "clerk", first));
    assert_true(seal_derive(seal, machine, 1000, "clerk", second));
    assert_string_equal(first, second);
    assert_int_equal(strlen(first), SEAL_PASSWORD_SIZE - 1);
}

static void test_another_user_machine_or_seal_gives_another_password(void **state)
{
    static const uint8_t other_seal[SEAL_SIZE] = {1, 2, 4};
    char password[SEAL_PASSWORD_SIZE];
    char other[SEAL_PASSWORD_SIZE];

    (void)state;
    assert_true(seal_derive(seal, machine, 1000, "clerk", password));
    assert_true(seal_derive(seal, machine, 1001, "clerk", other));
    assert_string_not_equal(password, other);
    assert_true(seal_derive(seal, machine, 1000, "clerk2", other));
    assert_string_not_equal(password, other);
    assert_true(seal_derive(seal, "0123456789abcdef0123456789abcdee", 1000, "clerk", other));
    assert_string_not_equal(password, other);
    assert_true(seal_derive(other_seal, machine, 1000, "clerk", other));
    assert_string_not_equal(password, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_password_is_stable),
        cmocka_unit_test(test_another_user_machine_or_seal_gives_another_password),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
