/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/status.h"

#include <stddef.h>

static int64_t add(int64_t a, int64_t b)
{
    int64_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        return b < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

static int64_t subtract(int64_t a, int64_t b)
{
    int64_t difference;

    if (__builtin_sub_overflow(a, b, &difference))
        return b < 0 ? INT64_MAX : INT64_MIN;
    return difference;
}

enum valux_status valux_status_at(const struct valux_status_facts *facts,
                                  const struct valux_status_thresholds *thresholds, int64_t now)
{
    if (facts->centre_state == VALUX_CENTRE_SUSPENDED)
        return VALUX_STATUS_SUSPENDED;
    if (facts->centre_state != VALUX_CENTRE_ACTIVE)
        return VALUX_STATUS_REVOKED;
    if (now > facts->not_after)
        return VALUX_STATUS_INVALID;
    if (now < facts->service_start || now < facts->not_before)
        return VALUX_STATUS_NOT_YET_VALID;
    if (now > facts->service_end)
        return VALUX_STATUS_EXPIRED;
    if (subtract(facts->service_end, now) <= thresholds->expiring_before)
        return VALUX_STATUS_EXPIRING;
    if (facts->ever_selected == 0)
        return VALUX_STATUS_NEW_ARRIVAL;
    if (subtract(now, facts->acquired) < thresholds->new_for)
        return VALUX_STATUS_NEW;
    return VALUX_STATUS_VALID;
}

bool valux_status_is_usable(enum valux_status status)
{
    switch (status) {
    case VALUX_STATUS_EXPIRING:
    case VALUX_STATUS_NEW_ARRIVAL:
    case VALUX_STATUS_NEW:
    case VALUX_STATUS_VALID:
        return true;
    default:
        return false;
    }
}

bool valux_status_facts_usable(const struct valux_status_facts *facts,
                               const struct valux_status_thresholds *thresholds, int64_t now)
{
    return facts->superseded == 0 &&
           valux_status_is_usable(valux_status_at(facts, thresholds, now));
}

bool valux_status_is_renewable(enum valux_status status)
{
    return status == VALUX_STATUS_EXPIRED || status == VALUX_STATUS_EXPIRING;
}

int64_t valux_status_next_change(const struct valux_status_facts *facts,
                                 const struct valux_status_thresholds *thresholds, int64_t now)
{
    /* For each condition of the rules, the first second at which it changes. */
    const int64_t edges[] = {
        facts->not_before,
        facts->service_start,
        add(facts->not_after, 1),
        add(facts->service_end, 1),
        subtract(facts->service_end, thresholds->expiring_before),
        add(facts->acquired, thresholds->new_for),
    };
    enum valux_status status = valux_status_at(facts, thresholds, now);
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (edges[i] > now && edges[i] < next &&
            valux_status_at(facts, thresholds, edges[i]) != status)
            next = edges[i];
    return next;
}

int64_t valux_status_service_end(int64_t not_before, int64_t not_after, int64_t margin)
{
    int64_t end = subtract(not_after, margin);

    return end < not_before ? not_before : end;
}

const char *valux_status_keyword(enum valux_status status)
{
    static const char *const keywords[VALUX_STATUS_COUNT] = {
        [VALUX_STATUS_REVOKED] = "revoked",
        [VALUX_STATUS_SUSPENDED] = "suspended",
        [VALUX_STATUS_INVALID] = "invalid",
        [VALUX_STATUS_NOT_YET_VALID] = "not-yet-valid",
        [VALUX_STATUS_EXPIRED] = "expired",
        [VALUX_STATUS_EXPIRING] = "expiring",
        [VALUX_STATUS_NEW_ARRIVAL] = "new-arrival",
        [VALUX_STATUS_NEW] = "new",
        [VALUX_STATUS_VALID] = "valid",
    };

    return keywords[status];
}
