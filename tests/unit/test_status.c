/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "valux/status.h"

/* The status rules: each row of the table, and the second at each of its edges. */

#define DAY VALUX_SECONDS_PER_DAY
#define T INT64_C(1700000000)

/* A certificate like the manual's: 387 days, the service ends 21 days before the certificate. */
#define NOT_BEFORE T
#define NOT_AFTER (T + 387 * DAY)
#define SERVICE_START (T + 2 * DAY)
#define SERVICE_END (NOT_AFTER - 21 * DAY)
#define ACQUIRED (T + DAY)

static const struct valux_status_thresholds thresholds = {30 * DAY, 30 * DAY};

static struct valux_status_facts plain(void)
{
    return (struct valux_status_facts){.not_before = NOT_BEFORE,
                                       .not_after = NOT_AFTER,
                                       .service_start = SERVICE_START,
                                       .service_end = SERVICE_END,
                                       .acquired = ACQUIRED,
                                       .ever_selected = 1,
                                       .centre_state = VALUX_CENTRE_ACTIVE};
}

struct row {
    const char *what;
    int64_t now;
    enum valux_status status;
};

static void check_rows(const struct valux_status_facts *facts, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum valux_status status = valux_status_at(facts, &thresholds, rows[i].now);
        if (status != rows[i].status)
            fail_msg("%s: %s, not %s", rows[i].what, valux_status_keyword(status),
                     valux_status_keyword(rows[i].status));
    }
}

static void each_edge_second_has_the_status_of_the_table(void **state)
{
    static const struct row rows[] = {
        {"long before", INT64_MIN, VALUX_STATUS_NOT_YET_VALID},
        {"a second before notBefore", NOT_BEFORE - 1, VALUX_STATUS_NOT_YET_VALID},
        {"at notBefore, before the service", NOT_BEFORE, VALUX_STATUS_NOT_YET_VALID},
        {"a second before the service", SERVICE_START - 1, VALUX_STATUS_NOT_YET_VALID},
        {"at service start", SERVICE_START, VALUX_STATUS_NEW},
        {"the last second of new", ACQUIRED + 30 * DAY - 1, VALUX_STATUS_NEW},
        {"30 days after acquisition", ACQUIRED + 30 * DAY, VALUX_STATUS_VALID},
        {"a second before expiring", SERVICE_END - 30 * DAY - 1, VALUX_STATUS_VALID},
        {"30 days before service end", SERVICE_END - 30 * DAY, VALUX_STATUS_EXPIRING},
        {"the last second of service", SERVICE_END, VALUX_STATUS_EXPIRING},
        {"a second after service end", SERVICE_END + 1, VALUX_STATUS_EXPIRED},
        {"the last second of the certificate", NOT_AFTER, VALUX_STATUS_EXPIRED},
        {"a second after the certificate", NOT_AFTER + 1, VALUX_STATUS_INVALID},
        {"long after", INT64_MAX, VALUX_STATUS_INVALID},
    };
    struct valux_status_facts facts = plain();

    (void)state;
    check_rows(&facts, rows, sizeof rows / sizeof *rows);
}

static void a_certificate_that_was_never_selected_is_a_new_arrival_until_it_expires(void **state)
{
    static const struct row rows[] = {
        {"at service start", SERVICE_START, VALUX_STATUS_NEW_ARRIVAL},
        {"long after acquisition", ACQUIRED + 200 * DAY, VALUX_STATUS_NEW_ARRIVAL},
        {"30 days before service end", SERVICE_END - 30 * DAY, VALUX_STATUS_EXPIRING},
        {"after service end", SERVICE_END + 1, VALUX_STATUS_EXPIRED},
    };
    struct valux_status_facts facts = plain();

    (void)state;
    facts.ever_selected = 0;
    check_rows(&facts, rows, sizeof rows / sizeof *rows);
}

static void what_the_centre_said_comes_before_every_date(void **state)
{
    static const int64_t times[] = {INT64_MIN,   NOT_BEFORE, SERVICE_START,
                                    SERVICE_END, NOT_AFTER,  INT64_MAX};
    struct valux_status_facts facts = plain();

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        facts.centre_state = VALUX_CENTRE_REVOKED;
        assert_int_equal(valux_status_at(&facts, &thresholds, times[i]), VALUX_STATUS_REVOKED);
        facts.centre_state = VALUX_CENTRE_SUSPENDED;
        assert_int_equal(valux_status_at(&facts, &thresholds, times[i]), VALUX_STATUS_SUSPENDED);
        facts.centre_state = 77;
        assert_int_equal(valux_status_at(&facts, &thresholds, times[i]), VALUX_STATUS_REVOKED);
    }
}

static void a_service_that_begins_before_the_certificate_waits_for_it(void **state)
{
    struct valux_status_facts facts = plain();

    (void)state;
    facts.service_start = NOT_BEFORE - 10 * DAY;
    assert_int_equal(valux_status_at(&facts, &thresholds, NOT_BEFORE - 1),
                     VALUX_STATUS_NOT_YET_VALID);
    assert_int_equal(valux_status_at(&facts, &thresholds, NOT_BEFORE), VALUX_STATUS_NEW);
}

static void the_mock_screens_of_the_manual_come_out(void **state)
{
    /* A certificate of 387 days that was acquired on its first day and selected then. */
    static const struct row rows[] = {
        {"on the day of acquisition", T, VALUX_STATUS_NEW},
        {"after a month", T + 30 * DAY, VALUX_STATUS_VALID},
        {"after 11 months", T + 336 * DAY, VALUX_STATUS_EXPIRING},
        {"on the last day of service", T + 366 * DAY, VALUX_STATUS_EXPIRING},
        {"a day later", T + 367 * DAY, VALUX_STATUS_EXPIRED},
        {"three weeks later", T + 388 * DAY, VALUX_STATUS_INVALID},
    };
    struct valux_status_facts facts = {
        .not_before = T,
        .not_after = T + 387 * DAY,
        .service_start = T,
        .service_end = valux_status_service_end(T, T + 387 * DAY, 21 * DAY),
        .acquired = T,
        .ever_selected = 1,
    };

    (void)state;
    assert_int_equal(facts.service_end, T + 366 * DAY);
    check_rows(&facts, rows, sizeof rows / sizeof *rows);
}

static void hosts_see_expiring_new_arrival_new_and_valid_alone(void **state)
{
    (void)state;
    assert_false(valux_status_is_usable(VALUX_STATUS_REVOKED));
    assert_false(valux_status_is_usable(VALUX_STATUS_SUSPENDED));
    assert_false(valux_status_is_usable(VALUX_STATUS_INVALID));
    assert_false(valux_status_is_usable(VALUX_STATUS_NOT_YET_VALID));
    assert_false(valux_status_is_usable(VALUX_STATUS_EXPIRED));
    assert_true(valux_status_is_usable(VALUX_STATUS_EXPIRING));
    assert_true(valux_status_is_usable(VALUX_STATUS_NEW_ARRIVAL));
    assert_true(valux_status_is_usable(VALUX_STATUS_NEW));
    assert_true(valux_status_is_usable(VALUX_STATUS_VALID));
}

static void a_superseded_certificate_is_not_seen(void **state)
{
    struct valux_status_facts facts = plain();

    (void)state;
    assert_true(valux_status_facts_usable(&facts, &thresholds, SERVICE_START));
    facts.superseded = 1;
    assert_false(valux_status_facts_usable(&facts, &thresholds, SERVICE_START));
}

static void expiring_and_expired_can_be_renewed_alone(void **state)
{
    (void)state;
    for (int status = 0; status < VALUX_STATUS_COUNT; status++)
        assert_int_equal(valux_status_is_renewable((enum valux_status)status),
                         status == VALUX_STATUS_EXPIRING || status == VALUX_STATUS_EXPIRED);
}

static void the_next_change_is_the_first_second_of_another_status(void **state)
{
    struct valux_status_facts facts = plain();

    (void)state;
    assert_int_equal(valux_status_next_change(&facts, &thresholds, T - DAY), SERVICE_START);
    assert_int_equal(valux_status_next_change(&facts, &thresholds, SERVICE_START),
                     ACQUIRED + 30 * DAY);
    assert_int_equal(valux_status_next_change(&facts, &thresholds, ACQUIRED + 30 * DAY),
                     SERVICE_END - 30 * DAY);
    assert_int_equal(valux_status_next_change(&facts, &thresholds, SERVICE_END - 30 * DAY),
                     SERVICE_END + 1);
    assert_int_equal(valux_status_next_change(&facts, &thresholds, SERVICE_END), SERVICE_END + 1);
    assert_int_equal(valux_status_next_change(&facts, &thresholds, SERVICE_END + 1), NOT_AFTER + 1);
    assert_int_equal(valux_status_next_change(&facts, &thresholds, NOT_AFTER + 1), INT64_MAX);
    facts.centre_state = VALUX_CENTRE_SUSPENDED;
    assert_int_equal(valux_status_next_change(&facts, &thresholds, T), INT64_MAX);
}

static void between_now_and_the_next_change_the_status_stays(void **state)
{
    struct valux_status_facts facts = plain();
    int64_t now = T - DAY;

    (void)state;
    while (now != INT64_MAX) {
        int64_t next = valux_status_next_change(&facts, &thresholds, now);
        enum valux_status status = valux_status_at(&facts, &thresholds, now);
        int64_t last = next == INT64_MAX ? INT64_MAX : next - 1;
        assert_int_equal(valux_status_at(&facts, &thresholds, last), status);
        if (next != INT64_MAX)
            assert_int_not_equal(valux_status_at(&facts, &thresholds, next), status);
        now = next;
    }
}

static void extreme_facts_do_not_overflow(void **state)
{
    static const int64_t values[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    enum { COUNT = sizeof values / sizeof *values };

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < COUNT; j++) {
            struct valux_status_facts facts = {.not_before = values[i],
                                               .not_after = values[j],
                                               .service_start = values[j],
                                               .service_end = values[i],
                                               .acquired = values[j],
                                               .ever_selected = 1};
            struct valux_status_thresholds extreme = {values[i], values[j]};
            for (size_t k = 0; k < COUNT; k++) {
                assert_in_range(valux_status_at(&facts, &extreme, values[k]), 0,
                                VALUX_STATUS_COUNT - 1);
                int64_t next = valux_status_next_change(&facts, &extreme, values[k]);
                assert_true(next > values[k] || next == INT64_MAX);
            }
        }
    }
    assert_int_equal(valux_status_service_end(0, INT64_MIN, INT64_MAX), 0);
    assert_int_equal(valux_status_service_end(100, 200, 150), 100);
}

static void each_status_has_a_keyword_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(valux_status_keyword(VALUX_STATUS_NEW_ARRIVAL), "new-arrival");
    assert_string_equal(valux_status_keyword(VALUX_STATUS_NOT_YET_VALID), "not-yet-valid");
    for (int a = 0; a < VALUX_STATUS_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(valux_status_keyword((enum valux_status)a),
                                    valux_status_keyword((enum valux_status)b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edge_second_has_the_status_of_the_table),
        cmocka_unit_test(a_certificate_that_was_never_selected_is_a_new_arrival_until_it_expires),
        cmocka_unit_test(what_the_centre_said_comes_before_every_date),
        cmocka_unit_test(a_service_that_begins_before_the_certificate_waits_for_it),
        cmocka_unit_test(the_mock_screens_of_the_manual_come_out),
        cmocka_unit_test(hosts_see_expiring_new_arrival_new_and_valid_alone),
        cmocka_unit_test(a_superseded_certificate_is_not_seen),
        cmocka_unit_test(expiring_and_expired_can_be_renewed_alone),
        cmocka_unit_test(the_next_change_is_the_first_second_of_another_status),
        cmocka_unit_test(between_now_and_the_next_change_the_status_stays),
        cmocka_unit_test(extreme_facts_do_not_overflow),
        cmocka_unit_test(each_status_has_a_keyword_of_its_own),
    };

    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
