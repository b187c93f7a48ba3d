/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/due.h"

#include <limits.h>

const char *alarm_keyword(enum alarm_kind kind)
{
    switch (kind) {
    case ALARM_NONE:
        break;
    case ALARM_ENDING:
        return "ending";
    case ALARM_ENDED:
        return "ended";
    case ALARM_EXPIRED:
        return "expired";
    case ALARM_SUSPENDED:
        return "suspended";
    case ALARM_REVOKED:
        return "revoked";
    }
    return "none";
}

/* Days from `now` to `end`. A day that has begun counts as a whole one. */
static int days_until(int64_t end, int64_t now)
{
    int64_t seconds;

    if (__builtin_sub_overflow(end, now, &seconds))
        return end < now ? INT_MIN : INT_MAX;
    int64_t days = seconds / VALUX_SECONDS_PER_DAY + (seconds % VALUX_SECONDS_PER_DAY > 0);
    if (days > INT_MAX)
        return INT_MAX;
    return days < INT_MIN ? INT_MIN : (int)days;
}

/* Finds the step that is `left` days before service end. False if that is before the first step. */
static bool find_step(const struct alarm_days *days, int left, int *step)
{
    int last = days->count == 0 ? 0 : days->days[days->count - 1];

    *step = left;
    if (left <= last)
        return true;
    for (size_t i = days->count; i-- > 0;) {
        *step = days->days[i];
        if (left <= *step)
            return true;
    }
    return false;
}

/* The alarm that is due by the dates alone. */
static struct alarm due_by_date(const struct valux_status_facts *facts,
                                const struct alarm_days *days, const struct alarm_record *record,
                                int64_t now)
{
    struct alarm none = {ALARM_NONE, 0};
    struct alarm alarm = none;

    if (now > facts->not_after) {
        alarm.kind = alarm_expiry_told(record, facts->service_end) ? ALARM_NONE : ALARM_EXPIRED;
        return alarm;
    }
    if (now < facts->service_start || now < facts->not_before ||
        !find_step(days, days_until(facts->service_end, now), &alarm.step) ||
        alarm_step_told(record, facts->service_end, alarm.step))
        return none;
    alarm.kind = now > facts->service_end ? ALARM_ENDED : ALARM_ENDING;
    return alarm;
}

struct alarm alarm_due(const struct valux_status_facts *facts, bool selected,
                       const struct alarm_days *days, const struct alarm_record *record,
                       int64_t now)
{
    struct alarm none = {ALARM_NONE, 0};

    enum valux_centre_state state = alarm_centre_state(facts);

    if (facts->superseded != 0)
        return none;
    if (selected && state != VALUX_CENTRE_ACTIVE && state != record->state_told)
        return (struct alarm){state == VALUX_CENTRE_SUSPENDED ? ALARM_SUSPENDED : ALARM_REVOKED, 0};
    return state == VALUX_CENTRE_REVOKED ? none : due_by_date(facts, days, record, now);
}
