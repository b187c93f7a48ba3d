/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "workspace/field_rules.h"

static const struct valux_catalogue empty;

static bool passes(enum input_field field, const char *value)
{
    struct valux_error error = {0};
    bool result = input_check(field, value, &error);

    assert_int_equal(error.domain, result ? VALUX_ERROR_NONE : VALUX_ERROR_INPUT);
    if (!result && value[0] != '\0')
        assert_null(strstr(error.message, value));
    return result;
}

static void test_each_field_takes_what_the_notice_says(void **state)
{
    (void)state;
    assert_true(passes(INPUT_COMPANY_ID, "123456789012"));
    assert_true(passes(INPUT_COMPANY_ID, "NTTDATA01003"));
    assert_true(passes(INPUT_CERTIFICATE_ID, "Cert1002"));
    assert_true(passes(INPUT_ONE_TIME_PASSWORD, "aB3dE6gH9jK2"));
    assert_true(passes(INPUT_PASSPHRASE, "ABCDEF"));
    assert_true(passes(INPUT_PASSPHRASE, "ABCDEFGHIJKLMNOPQRST"));
    assert_true(passes(INPUT_NICKNAME, "BANK01"));
    assert_true(passes(INPUT_NICKNAME, "abcdefghij0123456789"));
}

static void test_lengths_next_to_the_allowed_ones_are_refused(void **state)
{
    (void)state;
    assert_false(passes(INPUT_COMPANY_ID, "12345678901"));
    assert_false(passes(INPUT_COMPANY_ID, "1234567890123"));
    assert_false(passes(INPUT_CERTIFICATE_ID, "Cert100"));
    assert_false(passes(INPUT_CERTIFICATE_ID, "Cert10020"));
    assert_false(passes(INPUT_ONE_TIME_PASSWORD, "aB3dE6gH9jK"));
    assert_false(passes(INPUT_ONE_TIME_PASSWORD, "aB3dE6gH9jK23"));
    assert_false(passes(INPUT_PASSPHRASE, "ABCDE"));
    assert_false(passes(INPUT_PASSPHRASE, "ABCDEFGHIJKLMNOPQRSTU"));
    assert_false(passes(INPUT_NICKNAME, "BANK1"));
    assert_false(passes(INPUT_NICKNAME, "abcdefghij01234567890"));
    for (enum input_field field = 0; field < INPUT_FIELD_COUNT; field++)
        assert_false(passes(field, ""));
}

static void test_other_characters_are_refused_and_full_width_ones_are_named(void **state)
{
    struct valux_error error = {0};

    (void)state;
    assert_false(passes(INPUT_PASSPHRASE, "ABCDEf"));
    assert_false(passes(INPUT_PASSPHRASE, "ABCDE1"));
    assert_false(passes(INPUT_NICKNAME, "BANK 01"));
    assert_false(passes(INPUT_NICKNAME, "BANK:01"));
    assert_false(passes(INPUT_COMPANY_ID, "12345678901-"));
    assert_false(input_check(INPUT_NICKNAME, "ＢＡＮＫ０１", &error));
    assert_non_null(strstr(error.message, "full-width"));
}

static void test_a_nickname_that_is_taken_is_refused_before_anything_is_sent(void **state)
{
    struct acquisition_input input = {
        .fields = {"123456789012", "Cert1002", "aB3dE6gH9jK2", "ABCDEF", "BANK01"}};
    struct valux_catalogue_entry entry = {.nickname = "BANK01"};
    struct valux_catalogue catalogue = {.entries = &entry, .count = 1};
    struct valux_error error = {0};

    (void)state;
    assert_true(input_check_all(&input, &empty, &error));
    assert_false(input_check_all(&input, &catalogue, &error));
    assert_int_equal(error.domain, VALUX_ERROR_INPUT);
    entry.superseded = true;
    assert_true(input_check_all(&input, &catalogue, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_field_takes_what_the_notice_says),
        cmocka_unit_test(test_lengths_next_to_the_allowed_ones_are_refused),
        cmocka_unit_test(test_other_characters_are_refused_and_full_width_ones_are_named),
        cmocka_unit_test(test_a_nickname_that_is_taken_is_refused_before_anything_is_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
