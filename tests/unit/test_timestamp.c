/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "valux/timestamp.h"

static void check_time(const char *text, int64_t expected)
{
    int64_t seconds = 0;

    assert_true(valux_timestamp_parse(text, &seconds));
    assert_int_equal(seconds, expected);
}

static void test_times_are_read_as_rfc_3339_writes_them(void **state)
{
    (void)state;
    check_time("1970-01-01T00:00:00Z", 0);
    check_time("2006-12-08T15:10:00+09:00", 1165558200);
    check_time("2006-12-08t06:10:00.123z", 1165558200);
    check_time("2024-02-29T23:59:59Z", 1709251199);
    check_time("1969-12-31T23:59:59Z", -1);
}

static void test_what_is_not_a_time_is_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "2006-12-08",
                                        "2006-12-08T15:10:00",
                                        "2006-13-08T15:10:00Z",
                                        "2006-02-30T15:10:00Z",
                                        "2023-02-29T15:10:00Z",
                                        "2006-12-08T24:00:00Z",
                                        "2006-12-08T15:60:00Z",
                                        "2006-12-08T15:10:00.Z",
                                        "2006-12-08T15:10:00ZZ",
                                        "2006-12-08T15:10:00+9:00",
                                        "06-12-08T15:10:00Z",
                                        "+2006-12-08T15:10:00Z"};
    int64_t seconds = 0;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(valux_timestamp_parse(wrong[i], &seconds));
}

static void test_times_are_kept_in_utc_and_shown_in_the_time_zone(void **state)
{
    char text[VALUX_TIMESTAMP_SIZE];

    (void)state;
    valux_timestamp_format(1165558200, text);
    assert_string_equal(text, "2006-12-08T06:10:00Z");
    setenv("TZ", "JST-9", 1);
    tzset();
    valux_timestamp_format_local(1165558200, text);
    assert_string_equal(text, "2006/12/08 15:10");
    valux_timestamp_format(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
}

static void check_duration(int64_t seconds, const char *expected)
{
    char text[VALUX_DURATION_SIZE];

    valux_timestamp_format_duration(seconds, text);
    assert_string_equal(text, expected);
}

static void test_durations_are_written_in_the_unit_that_suits_them(void **state)
{
    (void)state;
    check_duration(0, "a minute");
    check_duration(119, "a minute");
    check_duration(120, "2 minutes");
    check_duration(7199, "119 minutes");
    check_duration(7200, "2 hours");
    check_duration(172799, "47 hours");
    check_duration(172800, "2 days");
    check_duration(INT64_MAX, "106751991167300 days");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_are_read_as_rfc_3339_writes_them),
        cmocka_unit_test(test_what_is_not_a_time_is_refused),
        cmocka_unit_test(test_times_are_kept_in_utc_and_shown_in_the_time_zone),
        cmocka_unit_test(test_durations_are_written_in_the_unit_that_suits_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
