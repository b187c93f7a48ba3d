/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "alarm/told.h"

#include <string.h>

enum valux_centre_state alarm_centre_state(const struct valux_status_facts *facts)
{
    if (facts->centre_state == VALUX_CENTRE_ACTIVE)
        return VALUX_CENTRE_ACTIVE;
    return facts->centre_state == VALUX_CENTRE_SUSPENDED ? VALUX_CENTRE_SUSPENDED
                                                         : VALUX_CENTRE_REVOKED;
}

bool alarm_step_told(const struct alarm_record *record, int64_t service_end, int step)
{
    if (record->service_end != service_end)
        return false;
    for (size_t i = 0; i < record->step_count; i++)
        if (record->steps[i] == step)
            return true;
    return false;
}

bool alarm_expiry_told(const struct alarm_record *record, int64_t service_end)
{
    return record->expiry_told && record->service_end == service_end;
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
        record->state_told = alarm_centre_state(facts);
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
    if (record->state_told != VALUX_CENTRE_ACTIVE &&
        record->state_told != alarm_centre_state(facts)) {
        record->state_told = VALUX_CENTRE_ACTIVE;
        changed = true;
    }
    return changed;
}
