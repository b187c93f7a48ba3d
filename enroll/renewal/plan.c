/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "renewal/plan.h"

static int64_t growing_pause(uint32_t count)
{
    int64_t pause = RENEWAL_PAUSE_FIRST;

    for (uint32_t i = 1; i < count && pause < RENEWAL_PAUSE_LAST; i++)
        pause *= 2;
    return pause < RENEWAL_PAUSE_LAST ? pause : RENEWAL_PAUSE_LAST;
}

static int64_t add(int64_t time, int64_t seconds)
{
    int64_t sum;

    if (__builtin_add_overflow(time, seconds, &sum))
        return seconds < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

static int64_t subtract(int64_t time, int64_t other)
{
    int64_t difference;

    if (__builtin_sub_overflow(time, other, &difference))
        return time < other ? INT64_MIN : INT64_MAX;
    return difference;
}

/* Whether the services had ended long ago when the last try began. */
static bool has_lapsed(const struct renewal_tries *tries, int64_t service_end)
{
    return subtract(tries->last, service_end) > RENEWAL_LAPSED_AFTER;
}

/* How much of the centre's wish to wait is heeded. */
static int64_t heeded_wish(const struct renewal_tries *tries, int64_t service_end)
{
    int64_t left = subtract(service_end, tries->last);
    int64_t most = left / RENEWAL_ASKED_PAUSE_SHARE;

    if (most < RENEWAL_PAUSE_LAST)
        most = RENEWAL_PAUSE_LAST;
    return left < 0 || tries->asked_pause < most ? tries->asked_pause : most;
}

static int64_t pause_after(const struct renewal_tries *tries, int64_t service_end)
{
    int64_t wish = heeded_wish(tries, service_end);
    int64_t pause = RENEWAL_PAUSE_LAST;

    if (tries->result != RENEWAL_REFUSED)
        pause = growing_pause(tries->count);
    else if (has_lapsed(tries, service_end))
        pause = RENEWAL_LAPSED_PAUSE;
    return pause > wish ? pause : wish;
}

int64_t renewal_tries_pause_end(const struct renewal_tries *tries, int64_t service_end)
{
    return tries->count == 0 ? INT64_MIN : add(tries->last, pause_after(tries, service_end));
}

/* The second half of the service period begins, and the certificate is expiring; and the spread. */
static int64_t first_try(const struct renewal_question *question)
{
    const struct valux_status_facts *facts = question->facts;
    int64_t begin = subtract(facts->service_end, question->thresholds->expiring_before);
    int64_t half = subtract(facts->service_end, facts->service_start) / 2;

    if (half > 0 && subtract(facts->service_end, half) > begin)
        begin = subtract(facts->service_end, half);
    int64_t room = subtract(facts->service_end, begin) / 4;
    int64_t spread = room < RENEWAL_SPREAD ? room : RENEWAL_SPREAD;
    return spread > 0 ? add(begin, question->spread % spread) : begin;
}

struct renewal_plan renewal_plan_at(const struct renewal_question *question, int64_t now)
{
    const struct renewal_plan never = {RENEWAL_NEVER, INT64_MAX};
    enum renewal_step step = RENEWAL_TRY;
    int64_t at = first_try(question);

    if (!question->automatic || question->facts->superseded)
        return never;
    switch (valux_status_at(question->facts, question->thresholds, now)) {
    case VALUX_STATUS_REVOKED:
    case VALUX_STATUS_INVALID:
        return never;
    case VALUX_STATUS_SUSPENDED:
        step = RENEWAL_ASK;
        break;
    case VALUX_STATUS_EXPIRED:
        at = INT64_MIN;
        break;
    case VALUX_STATUS_NOT_YET_VALID:
    case VALUX_STATUS_NEW_ARRIVAL:
    case VALUX_STATUS_NEW:
    case VALUX_STATUS_VALID:
        return (struct renewal_plan){RENEWAL_LATER, at > now ? at : add(now, 1)};
    case VALUX_STATUS_EXPIRING:
        break;
    }
    if (question->tries->count > 0)
        at = renewal_tries_pause_end(question->tries, question->facts->service_end);
    return (struct renewal_plan){at > now ? RENEWAL_LATER : step, at > now ? at : now};
}

void renewal_tries_begin(struct renewal_tries *tries, int64_t now)
{
    if (tries->count < UINT32_MAX)
        tries->count++;
    tries->last = now;
    tries->asked_pause = 0;
    tries->result = RENEWAL_FAILED;
}

void renewal_tries_end(struct renewal_tries *tries, enum renewal_result result, int64_t asked_pause)
{
    tries->result = result;
    if (result == RENEWAL_REFUSED && tries->refused < UINT32_MAX)
        tries->refused++;
    if (asked_pause < 0)
        asked_pause = 0;
    tries->asked_pause =
        asked_pause < RENEWAL_ASKED_PAUSE_LAST ? asked_pause : RENEWAL_ASKED_PAUSE_LAST;
}

bool renewal_tries_correct(struct renewal_tries *tries, int64_t service_end, int64_t now)
{
    if (tries->count == 0 || tries->last <= now)
        return false;
    tries->last = now;
    bool may_wait = tries->asked_pause > 0 || has_lapsed(tries, service_end);
    int64_t too_long = pause_after(tries, service_end) - RENEWAL_TIMER_PAUSE;
    if (!may_wait && too_long > 0)
        tries->last = add(now, -too_long);
    return true;
}
