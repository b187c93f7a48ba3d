/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/alarm.h"

#include <limits.h>
#include <string.h>

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

static bool step_told(const struct alarm_record *record, int64_t service_end, int step)
{
    if (record->service_end != service_end)
        return false;
    for (size_t i = 0; i < record->step_count; i++)
        if (record->steps[i] == step)
            return true;
    return false;
}

static bool expiry_told(const struct alarm_record *record, int64_t service_end)
{
    return record->expiry_told && record->service_end == service_end;
}

/* A state outside the enum counts as revoked, as in the status rules. */
static enum valux_centre_state centre_state(const struct valux_status_facts *facts)
{
    if (facts->centre_state == VALUX_CENTRE_ACTIVE)
        return VALUX_CENTRE_ACTIVE;
    return facts->centre_state == VALUX_CENTRE_SUSPENDED ? VALUX_CENTRE_SUSPENDED
                                                         : VALUX_CENTRE_REVOKED;
}

/* The alarm that is due by the dates alone. */
static struct alarm due_by_date(const struct valux_status_facts *facts,
                                const struct alarm_days *days, const struct alarm_record *record,
                                int64_t now)
{
    struct alarm none = {ALARM_NONE, 0};
    struct alarm alarm = none;

    if (now > facts->not_after) {
        alarm.kind = expiry_told(record, facts->service_end) ? ALARM_NONE : ALARM_EXPIRED;
        return alarm;
    }
    if (now < facts->service_start || now < facts->not_before ||
        !find_step(days, days_until(facts->service_end, now), &alarm.step) ||
        step_told(record, facts->service_end, alarm.step))
        return none;
    alarm.kind = now > facts->service_end ? ALARM_ENDED : ALARM_ENDING;
    return alarm;
}

struct alarm alarm_due(const struct valux_status_facts *facts, bool selected,
                       const struct alarm_days *days, const struct alarm_record *record,
                       int64_t now)
{
    struct alarm none = {ALARM_NONE, 0};

    enum valux_centre_state state = centre_state(facts);

    if (facts->superseded != 0)
        return none;
    if (selected && state != VALUX_CENTRE_ACTIVE && state != record->state_told)
        return (struct alarm){state == VALUX_CENTRE_SUSPENDED ? ALARM_SUSPENDED : ALARM_REVOKED, 0};
    return state == VALUX_CENTRE_REVOKED ? none : due_by_date(facts, days, record, now);
}

static void add_step(struct alarm_record *record, int step)
{
    if (record->step_count == ALARM_STEPS_MAX) {
        record->step_count--;
        memmove(record->steps, record->steps + 1, record->step_count * sizeof record->steps[0]);
    }
    record->steps[record->step_count++] = step;
}

void alarm_told(struct alarm_record *record, const struct valux_status_facts *facts,
                const struct alarm *alarm)
{
    (void)alarm_forget(record, facts);
    record->service_end = facts->service_end;
    switch (alarm->kind) {
    case ALARM_ENDING:
    case ALARM_ENDED:
        add_step(record, alarm->step);
        break;
    case ALARM_EXPIRED:
        record->expiry_told = true;
        break;
    case ALARM_SUSPENDED:
    case ALARM_REVOKED:
        record->state_told = centre_state(facts);
        break;
    case ALARM_NONE:
        break;
    }
}

bool alarm_forget(struct alarm_record *record, const struct valux_status_facts *facts)
{
    bool changed = false;

    if (record->service_end != facts->service_end &&
        (record->step_count > 0 || record->expiry_told)) {
        record->step_count = 0;
        record->expiry_told = false;
        changed = true;
    }
    if (record->state_told != VALUX_CENTRE_ACTIVE && record->state_told != centre_state(facts)) {
        record->state_told = VALUX_CENTRE_ACTIVE;
        changed = true;
    }
    return changed;
}
