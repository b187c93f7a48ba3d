/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alarm/due.h"
#include "alarm/memory.h"
#include "store_fixture.h"
#include "valux/file.h"

#define DAY VALUX_SECONDS_PER_DAY
#define START INT64_C(1700000000)
#define END (START + 366 * DAY)
#define EXPIRY (END + 21 * DAY)

static const int default_days[] = {45, 30, 14, 7};
static const struct alarm_days days = {default_days, 4};

static const struct valux_status_facts facts = {
    .not_before = START,
    .not_after = EXPIRY,
    .service_start = START,
    .service_end = END,
    .acquired = START,
};

/* Asks for the alarm at `now` and notes it as told. */
static struct alarm tell_at(struct alarm_record *record, int64_t now)
{
    struct alarm alarm = alarm_due(&facts, true, &days, record, now);

    if (alarm.kind != ALARM_NONE)
        alarm_told(record, &facts, &alarm);
    return alarm;
}

static void test_an_alarm_is_due_from_its_day_on_to_the_second(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct alarm_record record = {0};
        int64_t due = END - default_days[i] * DAY;
        if (i > 0)
            assert_int_equal(tell_at(&record, due - 1).step, default_days[i - 1]);
        else
            assert_int_equal(tell_at(&record, due - 1).kind, ALARM_NONE);
        struct alarm alarm = tell_at(&record, due);
        assert_int_equal(alarm.kind, ALARM_ENDING);
        assert_int_equal(alarm.step, default_days[i]);
        assert_int_equal(tell_at(&record, due).kind, ALARM_NONE);
        assert_int_equal(tell_at(&record, due + 1).kind, ALARM_NONE);
    }
}

static void test_a_year_of_hourly_looks_tells_each_alarm_once_and_then_daily(void **state)
{
    struct alarm_record record = {0};
    int told[6] = {0};

    (void)state;
    for (int64_t now = START; now < EXPIRY + 30 * DAY; now += 3600) {
        struct alarm alarm = tell_at(&record, now);
        told[alarm.kind]++;
        if (alarm.kind == ALARM_ENDING)
            assert_true(now <= END);
        if (alarm.kind == ALARM_ENDED)
            assert_true(now > END && now <= EXPIRY);
        if (alarm.kind == ALARM_EXPIRED)
            assert_true(now > EXPIRY);
    }
    printf("told: %d before service end, %d after it, %d after expiry\n", told[ALARM_ENDING],
           told[ALARM_ENDED], told[ALARM_EXPIRED]);
    assert_int_equal(told[ALARM_ENDING], 3 + 8); /* 45, 30, 14; 7 to 0: END itself is usable */
    assert_int_equal(told[ALARM_ENDED], 21);     /* the rest of day 0 was told; -1 to -20 */
    assert_int_equal(told[ALARM_EXPIRED], 1);
}

static void test_a_clock_set_back_and_forth_repeats_no_alarm_and_loses_none(void **state)
{
    static const int order[] = {45, 30, 14, 7, 6, 5, 4, 3, 2, 1};
    struct alarm_record record = {0};

    (void)state;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        int64_t now = END - order[i] * DAY + 60;
        assert_int_equal(tell_at(&record, now).step, order[i]);
        assert_int_equal(tell_at(&record, 0).kind, ALARM_NONE);     /* a dead clock: 1970 */
        assert_int_equal(tell_at(&record, START).kind, ALARM_NONE); /* set back a year */
        for (size_t j = 0; j <= i; j++)
            assert_int_equal(tell_at(&record, END - order[j] * DAY + 90).kind, ALARM_NONE);
    }
    /* Set forth by two years: the expiry is told, once; then the days that are left are told. */
    struct alarm_record forth = {0};
    assert_int_equal(tell_at(&forth, END - 45 * DAY).step, 45);
    assert_int_equal(tell_at(&forth, END + 700 * DAY).kind, ALARM_EXPIRED);
    assert_int_equal(tell_at(&forth, END + 701 * DAY).kind, ALARM_NONE);
    assert_int_equal(tell_at(&forth, END - 44 * DAY).kind, ALARM_NONE);
    for (size_t i = 1; i < sizeof order / sizeof order[0]; i++)
        assert_int_equal(tell_at(&forth, END - order[i] * DAY).step, order[i]);
}

static void test_a_machine_that_was_off_gets_the_latest_alarm_alone(void **state)
{
    struct alarm_record record = {0};

    (void)state;
    assert_int_equal(tell_at(&record, END - 3 * DAY).step, 3);
    assert_int_equal(tell_at(&record, END - 3 * DAY + 10).kind, ALARM_NONE);
}

static void test_superseded_revoked_and_not_yet_valid_ones_have_no_alarm_by_date(void **state)
{
    const struct alarm_record record = {0};
    struct valux_status_facts other = facts;

    (void)state;
    other.superseded = 1;
    assert_int_equal(alarm_due(&other, true, &days, &record, END).kind, ALARM_NONE);
    other = facts;
    other.centre_state = VALUX_CENTRE_REVOKED;
    assert_int_equal(alarm_due(&other, false, &days, &record, END).kind, ALARM_NONE);
    assert_int_equal(alarm_due(&other, false, &days, &record, EXPIRY + 1).kind, ALARM_NONE);
    other = facts;
    other.service_start = END - 5 * DAY;
    assert_int_equal(alarm_due(&other, true, &days, &record, END - 6 * DAY).kind, ALARM_NONE);
    assert_int_equal(alarm_due(&other, true, &days, &record, END - 5 * DAY).kind, ALARM_ENDING);
}

static void test_the_centres_word_on_the_selected_one_is_told_once_each_time(void **state)
{
    struct alarm_record record = {0};
    struct valux_status_facts other = facts;
    int64_t now = START + DAY;
    struct alarm alarm;

    (void)state;
    other.centre_state = VALUX_CENTRE_SUSPENDED;
    assert_int_equal(alarm_due(&other, false, &days, &record, now).kind, ALARM_NONE);
    for (int time = 0; time < 2; time++) {
        other.centre_state = VALUX_CENTRE_SUSPENDED;
        alarm = alarm_due(&other, true, &days, &record, now);
        assert_int_equal(alarm.kind, ALARM_SUSPENDED);
        alarm_told(&record, &other, &alarm);
        assert_false(alarm_forget(&record, &other));
        assert_int_equal(alarm_due(&other, true, &days, &record, now).kind, ALARM_NONE);
        other.centre_state = VALUX_CENTRE_ACTIVE;
        assert_true(alarm_forget(&record, &other));
        assert_int_equal(alarm_due(&other, true, &days, &record, now).kind, ALARM_NONE);
    }
    other.centre_state = 77;
    alarm = alarm_due(&other, true, &days, &record, now);
    assert_int_equal(alarm.kind, ALARM_REVOKED);
    alarm_told(&record, &other, &alarm);
    assert_int_equal(alarm_due(&other, true, &days, &record, now).kind, ALARM_NONE);
}

static void test_a_suspended_one_still_has_its_alarms_by_date(void **state)
{
    const struct alarm_record record = {.state_told = VALUX_CENTRE_SUSPENDED};
    struct valux_status_facts other = facts;

    (void)state;
    other.centre_state = VALUX_CENTRE_SUSPENDED;
    assert_int_equal(alarm_due(&other, true, &days, &record, END - DAY).kind, ALARM_ENDING);
}

static void test_another_service_end_begins_the_alarms_anew(void **state)
{
    struct alarm_record record = {0};
    struct valux_status_facts other = facts;

    (void)state;
    assert_int_equal(tell_at(&record, END - 7 * DAY).step, 7);
    other.service_end = END + 10 * DAY;
    assert_int_equal(alarm_due(&other, true, &days, &record, other.service_end - 7 * DAY).step, 7);
    assert_true(alarm_forget(&record, &other));
    assert_int_equal(record.step_count, 0);
    assert_false(alarm_forget(&record, &other));
}

static void test_without_configured_days_alarms_begin_at_service_end(void **state)
{
    const struct alarm_days none = {NULL, 0};
    const struct alarm_record record = {0};

    (void)state;
    assert_int_equal(alarm_due(&facts, true, &none, &record, END - 1).kind, ALARM_NONE);
    assert_int_equal(alarm_due(&facts, true, &none, &record, END + 1).kind, ALARM_ENDED);
    assert_int_equal(alarm_due(&facts, true, &none, &record, EXPIRY + 1).kind, ALARM_EXPIRED);
}

static void test_extreme_times_are_no_trouble(void **state)
{
    static const int64_t times[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    const struct alarm_record record = {0};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        for (size_t j = 0; j < sizeof times / sizeof times[0]; j++) {
            struct valux_status_facts odd = {.not_before = INT64_MIN,
                                             .not_after = INT64_MAX,
                                             .service_start = INT64_MIN,
                                             .service_end = times[i]};
            struct alarm alarm = alarm_due(&odd, true, &days, &record, times[j]);
            assert_int_equal(alarm.kind == ALARM_ENDED, times[j] > times[i]);
        }
    }
}

static void test_a_full_record_drops_the_first_steps(void **state)
{
    struct alarm_record record = {0};

    (void)state;
    for (int i = 0; i < ALARM_STEPS_MAX + 3; i++) {
        struct alarm alarm = {ALARM_ENDED, -i};
        alarm_told(&record, &facts, &alarm);
    }
    assert_int_equal(record.step_count, ALARM_STEPS_MAX);
    assert_int_equal(record.steps[0], -3);
    assert_int_equal(record.steps[ALARM_STEPS_MAX - 1], -(ALARM_STEPS_MAX + 2));
}

static void test_the_memory_is_read_back_and_keeps_what_it_does_not_know(void **state)
{
    static const struct valux_key_id one = {{1}};
    static const struct valux_key_id two = {{2}};
    static const char text[] =
        "{\"version\":1,\"later\":[true],\"certificates\":{"
        "\"0100000000000000000000000000000000000000\":"
        "{\"serviceEnd\":\"2026-01-01T00:00:00Z\",\"days\":[45],\"hue\":\"red\"}}}";
    struct valux_store store;
    struct valux_error error = {0};
    struct alarm_memory memory;
    struct alarm_record record;
    struct alarm_record told = {.service_end = END, .steps = {7, -1}, .step_count = 2};
    struct valux_bytes content;

    (void)state;
    told.expiry_told = true;
    told.state_told = VALUX_CENTRE_SUSPENDED;
    assert_true(valux_store_open_locked(&store, 0, &error));
    assert_true(valux_file_replace(VALUX_FILE_PRIVATE, store.directory, ALARM_MEMORY_FILE, text,
                                   strlen(text), &error));
    assert_true(alarm_memory_load(&memory, &store, &error));
    alarm_memory_get(&memory, one, &record);
    assert_int_equal(record.step_count, 1);
    assert_int_equal(record.steps[0], 45);
    alarm_memory_get(&memory, two, &record);
    assert_int_equal(record.service_end, 0);
    assert_int_equal(record.step_count, 0);
    assert_true(alarm_memory_set(&memory, one, &told));
    assert_true(alarm_memory_set(&memory, two, &told));
    assert_true(alarm_memory_save(&memory, &store, &error));
    alarm_memory_free(&memory);

    assert_true(alarm_memory_load(&memory, &store, &error));
    alarm_memory_get(&memory, two, &record);
    assert_memory_equal(&record.steps, &told.steps, sizeof told.steps);
    assert_int_equal(record.service_end, END);
    assert_true(record.expiry_told);
    assert_int_equal(record.state_told, VALUX_CENTRE_SUSPENDED);
    alarm_memory_free(&memory);
    assert_true(valux_file_read(VALUX_FILE_PRIVATE, store.directory, ALARM_MEMORY_FILE, 65536,
                                &content, NULL, &error));
    assert_non_null(strstr((char *)content.data, "\"hue\":\t\"red\""));
    assert_non_null(strstr((char *)content.data, "\"later\":\t[true]"));
    valux_bytes_free(&content);
    valux_store_close(&store);
}

static void test_a_damaged_memory_is_an_error_and_an_empty_memory(void **state)
{
    static const char *const damaged[] = {
        "",
        "nonsense",
        "[]",
        "{}",
        "{\"version\":2,\"certificates\":{}}",
        "{\"version\":1,\"certificates\":[]}",
        "{\"version\":1,\"certificates\":{\"00\":1}}",
        "{\"version\":1,\"certificates\":{\"00\":{\"serviceEnd\":1,\"days\":[]}}}",
        "{\"version\":1,\"certificates\":{\"00\":{\"serviceEnd\":\"2026-01-01T00:00:00Z\","
        "\"days\":[1.5]}}}",
        "{\"version\":1,\"certificates\":{\"00\":{\"serviceEnd\":\"2026-01-01T00:00:00Z\","
        "\"days\":[1e99]}}}",
    };
    static const struct valux_key_id key_id = {{0}};
    struct valux_store store;
    struct alarm_memory memory;
    struct alarm_record record;

    (void)state;
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        struct valux_error error = {0};
        assert_true(valux_store_open_locked(&store, 0, &error));
        assert_true(valux_file_replace(VALUX_FILE_PRIVATE, store.directory, ALARM_MEMORY_FILE,
                                       damaged[i], strlen(damaged[i]), &error));
        assert_false(alarm_memory_load(&memory, &store, &error));
        assert_int_equal(error.domain, VALUX_ERROR_STORE);
        assert_non_null(strstr(error.message, ALARM_MEMORY_FILE));
        alarm_memory_get(&memory, key_id, &record);
        assert_int_equal(record.step_count, 0);
        assert_true(alarm_memory_save(&memory, &store, &error));
        assert_true(alarm_memory_load(&memory, &store, &error));
        alarm_memory_free(&memory);
        valux_store_close(&store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_alarm_is_due_from_its_day_on_to_the_second),
        cmocka_unit_test(test_a_year_of_hourly_looks_tells_each_alarm_once_and_then_daily),
        cmocka_unit_test(test_a_clock_set_back_and_forth_repeats_no_alarm_and_loses_none),
        cmocka_unit_test(test_a_machine_that_was_off_gets_the_latest_alarm_alone),
        cmocka_unit_test(test_superseded_revoked_and_not_yet_valid_ones_have_no_alarm_by_date),
        cmocka_unit_test(test_the_centres_word_on_the_selected_one_is_told_once_each_time),
        cmocka_unit_test(test_a_suspended_one_still_has_its_alarms_by_date),
        cmocka_unit_test(test_another_service_end_begins_the_alarms_anew),
        cmocka_unit_test(test_without_configured_days_alarms_begin_at_service_end),
        cmocka_unit_test(test_extreme_times_are_no_trouble),
        cmocka_unit_test(test_a_full_record_drops_the_first_steps),
        cmocka_unit_test(test_the_memory_is_read_back_and_keeps_what_it_does_not_know),
        cmocka_unit_test(test_a_damaged_memory_is_an_error_and_an_empty_memory),
    };

    return cmocka_run_group_tests(tests, store_fixture_setup, store_fixture_teardown);
}
