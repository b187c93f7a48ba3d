/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "renewal/plan.h"

/* When the automatic renewal tries, and the second at each edge. */

#define DAY VALUX_SECONDS_PER_DAY
#define HOUR INT64_C(3600)
#define MINUTE INT64_C(60)
#define SERVICE_END INT64_C(1700000000)
#define NOT_AFTER (SERVICE_END + 21 * DAY)
#define EXPIRING (SERVICE_END - 30 * DAY)
#define SPREAD UINT32_C(500)

static const struct valux_status_thresholds thresholds = {30 * DAY, 30 * DAY};

struct scene {
    struct valux_status_facts facts;
    struct renewal_tries tries;
    struct renewal_question question;
};

static struct renewal_question *begin(struct scene *scene)
{
    *scene = (struct scene){
        .facts = {.not_before = SERVICE_END - 366 * DAY,
                  .not_after = NOT_AFTER,
                  .service_start = SERVICE_END - 366 * DAY,
                  .service_end = SERVICE_END,
                  .acquired = SERVICE_END - 366 * DAY,
                  .ever_selected = 1},
        .question = {.thresholds = &thresholds, .automatic = true, .spread = SPREAD},
    };
    scene->question.facts = &scene->facts;
    scene->question.tries = &scene->tries;
    return &scene->question;
}

static void check(const struct renewal_question *question, int64_t now, enum renewal_step step,
                  int64_t at)
{
    struct renewal_plan plan = renewal_plan_at(question, now);

    if (plan.step != step || plan.at != at)
        fail_msg("at %" PRId64 ": step %d at %" PRId64 ", not %d at %" PRId64, now, (int)plan.step,
                 plan.at, (int)step, at);
}

static void it_is_off_unless_it_is_turned_on(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);

    (void)state;
    question->automatic = false;
    check(question, SERVICE_END - DAY, RENEWAL_NEVER, INT64_MAX);
    check(question, SERVICE_END + DAY, RENEWAL_NEVER, INT64_MAX);
}

static void the_first_try_comes_within_the_spread_of_the_thirty_days(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);

    (void)state;
    check(question, EXPIRING - 300 * DAY, RENEWAL_LATER, EXPIRING + SPREAD);
    check(question, EXPIRING - 1, RENEWAL_LATER, EXPIRING + SPREAD);
    check(question, EXPIRING + SPREAD - 1, RENEWAL_LATER, EXPIRING + SPREAD);
    check(question, EXPIRING + SPREAD, RENEWAL_TRY, EXPIRING + SPREAD);
    check(question, SERVICE_END, RENEWAL_TRY, SERVICE_END);
    for (uint64_t spread = 0; spread <= UINT32_MAX; spread += UINT32_MAX / 1000) {
        question->spread = (uint32_t)spread;
        struct renewal_plan plan = renewal_plan_at(question, EXPIRING - DAY);
        assert_int_equal(plan.step, RENEWAL_LATER);
        assert_true(plan.at >= EXPIRING && plan.at < EXPIRING + RENEWAL_SPREAD);
    }
}

static void the_spread_is_even(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    unsigned minutes[RENEWAL_SPREAD / MINUTE] = {0};

    (void)state;
    for (unsigned i = 0; i < 3000; i++) {
        question->spread = i * UINT32_C(2654435761); /* Knuth's hash of the numbers 0 to 2999 */
        minutes[(renewal_plan_at(question, EXPIRING - DAY).at - EXPIRING) / MINUTE]++;
    }
    for (size_t i = 0; i < sizeof minutes / sizeof minutes[0]; i++)
        assert_in_range(minutes[i], 60, 140);
}

/* Up for an hour from the moment on at which it becomes expiring, and never again. */
static void the_first_hour_of_the_thirty_days_is_enough(void **state)
{
    (void)state;
    assert_true(RENEWAL_SPREAD + RENEWAL_TIMER_PAUSE + RENEWAL_TIMER_RANDOM < HOUR);
}

static void a_short_service_period_is_used_by_half_before_it_is_renewed(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    const int64_t days[] = {59, 20, 2};

    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        int64_t half = days[i] * DAY / 2;
        int64_t room = half / 4 < RENEWAL_SPREAD ? half / 4 : RENEWAL_SPREAD;
        scene.facts.service_start = SERVICE_END - 2 * half;
        int64_t at = SERVICE_END - half + SPREAD % room;
        check(question, SERVICE_END - half - 1, RENEWAL_LATER, at);
        check(question, at - 1, RENEWAL_LATER, at);
        check(question, at, RENEWAL_TRY, at);
    }
}

static void an_expired_certificate_is_renewed_at_once_as_long_as_it_can_be(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);

    (void)state;
    check(question, SERVICE_END + 1, RENEWAL_TRY, SERVICE_END + 1);
    check(question, NOT_AFTER, RENEWAL_TRY, NOT_AFTER);
    check(question, NOT_AFTER + 1, RENEWAL_NEVER, INT64_MAX);
}

static void nothing_is_tried_for_a_superseded_or_revoked_certificate(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);

    (void)state;
    scene.facts.superseded = 1;
    check(question, SERVICE_END - DAY, RENEWAL_NEVER, INT64_MAX);
    scene.facts.superseded = 0;
    scene.facts.centre_state = VALUX_CENTRE_REVOKED;
    check(question, SERVICE_END - DAY, RENEWAL_NEVER, INT64_MAX);
}

static void of_a_suspended_certificate_the_centre_is_asked_every_half_hour(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = SERVICE_END - 10 * DAY;

    (void)state;
    scene.facts.centre_state = VALUX_CENTRE_SUSPENDED;
    check(question, EXPIRING - 1, RENEWAL_LATER, EXPIRING + SPREAD);
    check(question, now, RENEWAL_ASK, now);
    renewal_tries_begin(&scene.tries, now);
    renewal_tries_end(&scene.tries, RENEWAL_REFUSED, 0);
    check(question, now + 30 * MINUTE - 1, RENEWAL_LATER, now + 30 * MINUTE);
    check(question, now + 30 * MINUTE, RENEWAL_ASK, now + 30 * MINUTE);
}

static void pauses_after_failures_grow_and_leave_a_try_in_every_hour(void **state)
{
    static const int64_t pauses[] = {5, 10, 20, 30, 30, 30};
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = SERVICE_END - 10 * DAY;

    (void)state;
    for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
        check(question, now, RENEWAL_TRY, now);
        renewal_tries_begin(&scene.tries, now);
        renewal_tries_end(&scene.tries, RENEWAL_FAILED, -1);
        check(question, now + pauses[i] * MINUTE - 1, RENEWAL_LATER, now + pauses[i] * MINUTE);
        now += pauses[i] * MINUTE;
    }
    assert_true(RENEWAL_PAUSE_LAST + RENEWAL_TIMER_PAUSE + RENEWAL_TIMER_RANDOM < HOUR);
    scene.tries.count = UINT32_MAX;
    renewal_tries_begin(&scene.tries, now);
    check(question, now + 1, RENEWAL_LATER, now + RENEWAL_PAUSE_LAST);
}

static void a_refusal_leaves_a_try_in_every_hour_until_a_day_after_the_end(void **state)
{
    static const int64_t left[] = {50 * DAY, DAY, 5 * HOUR, 0, -DAY};
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    const struct valux_status_thresholds early = {60 * DAY, 60 * DAY};

    (void)state;
    question->thresholds = &early;
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        int64_t now = SERVICE_END - left[i];
        scene.tries = (struct renewal_tries){.count = 8 * (uint32_t)i, .refused = 8 * (uint32_t)i};
        renewal_tries_begin(&scene.tries, now);
        renewal_tries_end(&scene.tries, RENEWAL_REFUSED, 0);
        check(question, now + 30 * MINUTE - 1, RENEWAL_LATER, now + 30 * MINUTE);
        check(question, now + 30 * MINUTE, RENEWAL_TRY, now + 30 * MINUTE);
    }
}

static void later_than_that_a_refusal_is_not_repeated_for_a_day(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = SERVICE_END + DAY + 1;

    (void)state;
    scene.tries = (struct renewal_tries){.count = 1000, .refused = 1000};
    for (int i = 0; i < 5; i++) {
        renewal_tries_begin(&scene.tries, now);
        renewal_tries_end(&scene.tries, RENEWAL_REFUSED, 0);
        check(question, now + DAY - 1, RENEWAL_LATER, now + DAY);
        now += DAY;
        check(question, now, RENEWAL_TRY, now);
    }
}

/* Of what is left, a wish takes a tenth at most, unless that is less than half an hour. */
static void the_centres_wish_does_not_use_up_what_is_left(void **state)
{
    static const struct {
        int64_t left;
        int64_t pause;
    } cases[] = {{20 * DAY, DAY},
                 {10 * DAY, DAY},
                 {DAY, DAY / 10},
                 {5 * HOUR, 30 * MINUTE},
                 {5 * HOUR - 1, 30 * MINUTE},
                 {0, 30 * MINUTE},
                 {-1, DAY}};
    static const enum renewal_result results[] = {RENEWAL_FAILED, RENEWAL_REFUSED};
    struct scene scene;
    struct renewal_question *question = begin(&scene);

    (void)state;
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        int64_t now = SERVICE_END - cases[i / 2].left;
        scene.tries = (struct renewal_tries){0};
        renewal_tries_begin(&scene.tries, now);
        renewal_tries_end(&scene.tries, results[i % 2], 9 * DAY);
        check(question, now, RENEWAL_LATER, now + cases[i / 2].pause);
    }
}

static void a_failure_after_refusals_is_tried_again_soon(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = SERVICE_END - 20 * DAY;

    (void)state;
    for (int i = 0; i < 3; i++) {
        renewal_tries_begin(&scene.tries, now);
        renewal_tries_end(&scene.tries, RENEWAL_REFUSED, 0);
    }
    renewal_tries_begin(&scene.tries, now);
    renewal_tries_end(&scene.tries, RENEWAL_FAILED, 0);
    check(question, now + 1, RENEWAL_LATER, now + RENEWAL_PAUSE_LAST);
    assert_int_equal(scene.tries.refused, 3);
    now = SERVICE_END + 10 * DAY;
    renewal_tries_begin(&scene.tries, now);
    check(question, now + 1, RENEWAL_LATER, now + RENEWAL_PAUSE_LAST);
}

static void the_centres_wish_is_heeded_for_a_day_at_most(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = SERVICE_END - 20 * DAY;

    (void)state;
    renewal_tries_begin(&scene.tries, now);
    renewal_tries_end(&scene.tries, RENEWAL_FAILED, 7 * HOUR);
    check(question, now + 1, RENEWAL_LATER, now + 7 * HOUR);
    renewal_tries_end(&scene.tries, RENEWAL_FAILED, 1);
    check(question, now + 1, RENEWAL_LATER, now + RENEWAL_PAUSE_FIRST);
    renewal_tries_end(&scene.tries, RENEWAL_FAILED, INT64_MAX);
    check(question, now + 1, RENEWAL_LATER, now + DAY);
    renewal_tries_begin(&scene.tries, now);
    check(question, now + 1, RENEWAL_LATER, now + 2 * RENEWAL_PAUSE_FIRST);
}

static void a_try_that_was_killed_counts_as_one_that_failed(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = SERVICE_END - 20 * DAY;

    (void)state;
    renewal_tries_begin(&scene.tries, now);
    check(question, now, RENEWAL_LATER, now + RENEWAL_PAUSE_FIRST);
    renewal_tries_begin(&scene.tries, now);
    check(question, now, RENEWAL_LATER, now + 2 * RENEWAL_PAUSE_FIRST);
}

static void a_clock_that_is_set_back_begins_the_pause_anew(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = SERVICE_END - 20 * DAY;

    (void)state;
    assert_false(renewal_tries_correct(&scene.tries, SERVICE_END, now));
    renewal_tries_begin(&scene.tries, now + 3650 * DAY);
    assert_true(renewal_tries_correct(&scene.tries, SERVICE_END, now));
    check(question, now, RENEWAL_LATER, now + RENEWAL_PAUSE_FIRST);
    assert_false(renewal_tries_correct(&scene.tries, SERVICE_END, now));
    assert_false(renewal_tries_correct(&scene.tries, SERVICE_END, now + 1));
}

static void after_many_failures_a_clock_that_was_set_back_costs_one_run_of_the_timer(void **state)
{
    struct scene scene;
    struct renewal_question *question = begin(&scene);
    int64_t now = EXPIRING + DAY;

    (void)state;
    scene.tries = (struct renewal_tries){.count = 9, .last = now + 25 * DAY};
    assert_true(renewal_tries_correct(&scene.tries, SERVICE_END, now));
    check(question, now, RENEWAL_LATER, now + RENEWAL_TIMER_PAUSE);
    scene.tries = (struct renewal_tries){.count = 9, .last = now + DAY, .asked_pause = 2 * HOUR};
    assert_true(renewal_tries_correct(&scene.tries, SERVICE_END, now));
    check(question, now, RENEWAL_LATER, now + 2 * HOUR);
    scene.tries = (struct renewal_tries){
        .count = 9, .refused = 9, .result = RENEWAL_REFUSED, .last = now + DAY};
    assert_true(renewal_tries_correct(&scene.tries, SERVICE_END, now));
    check(question, now, RENEWAL_LATER, now + RENEWAL_TIMER_PAUSE);
    now = SERVICE_END + 2 * DAY;
    scene.tries.last = now + DAY;
    assert_true(renewal_tries_correct(&scene.tries, SERVICE_END, now));
    check(question, now, RENEWAL_LATER, now + DAY);
}

static void extreme_times_overflow_nothing(void **state)
{
    static const int64_t times[] = {INT64_MIN,   INT64_MIN + 1, -1,       0, 1, INT32_MAX,
                                    SERVICE_END, INT64_MAX - 1, INT64_MAX};
    const size_t count = sizeof times / sizeof times[0];
    struct scene scene;
    struct renewal_question *question = begin(&scene);

    (void)state;
    for (size_t i = 0; i < count * count * count; i++) {
        int64_t now = times[i % count];
        scene.facts.service_end = times[i / count % count];
        scene.facts.not_after = INT64_MAX;
        scene.facts.service_start = scene.facts.not_before = INT64_MIN;
        scene.tries = (struct renewal_tries){.count = 3, .last = times[i / count / count]};
        struct renewal_plan plan = renewal_plan_at(question, now);
        if (plan.step == RENEWAL_TRY)
            assert_true(plan.at == now);
        if (plan.step == RENEWAL_LATER)
            assert_true(plan.at > now || now == INT64_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_off_unless_it_is_turned_on),
        cmocka_unit_test(the_first_try_comes_within_the_spread_of_the_thirty_days),
        cmocka_unit_test(the_spread_is_even),
        cmocka_unit_test(the_first_hour_of_the_thirty_days_is_enough),
        cmocka_unit_test(a_short_service_period_is_used_by_half_before_it_is_renewed),
        cmocka_unit_test(an_expired_certificate_is_renewed_at_once_as_long_as_it_can_be),
        cmocka_unit_test(nothing_is_tried_for_a_superseded_or_revoked_certificate),
        cmocka_unit_test(of_a_suspended_certificate_the_centre_is_asked_every_half_hour),
        cmocka_unit_test(pauses_after_failures_grow_and_leave_a_try_in_every_hour),
        cmocka_unit_test(a_refusal_leaves_a_try_in_every_hour_until_a_day_after_the_end),
        cmocka_unit_test(later_than_that_a_refusal_is_not_repeated_for_a_day),
        cmocka_unit_test(the_centres_wish_does_not_use_up_what_is_left),
        cmocka_unit_test(a_failure_after_refusals_is_tried_again_soon),
        cmocka_unit_test(the_centres_wish_is_heeded_for_a_day_at_most),
        cmocka_unit_test(a_try_that_was_killed_counts_as_one_that_failed),
        cmocka_unit_test(a_clock_that_is_set_back_begins_the_pause_anew),
        cmocka_unit_test(after_many_failures_a_clock_that_was_set_back_costs_one_run_of_the_timer),
        cmocka_unit_test(extreme_times_overflow_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
