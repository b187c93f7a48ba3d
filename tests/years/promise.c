/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "promise.h"

#include "world.h"

void promise_begin(struct promise *promise, int64_t service_end)
{
    *promise = (struct promise){.service_end = service_end, .last = INT64_MIN};
}

/* Five minutes, doubled after each failure but the first, and half an hour at most. */
static int64_t growing_pause(uint32_t failures)
{
    int64_t pause = 5 * MINUTE;

    for (uint32_t i = 1; i < failures && pause < 30 * MINUTE; i++)
        pause *= 2;
    return pause < 30 * MINUTE ? pause : 30 * MINUTE;
}

/*
 * Half an hour after a refusal, and a day where the services ended more than a day ago.
 * A wish takes a tenth of what is left at most, but half an hour always.
 */
static void set_pause(struct promise *promise)
{
    int64_t left = promise->service_end - promise->last;
    int64_t most = left / 10 > 30 * MINUTE ? left / 10 : 30 * MINUTE;
    int64_t wish = left >= 0 && most < promise->wish ? most : promise->wish;

    if (!promise->refused)
        promise->pause = growing_pause(promise->failures);
    else if (left >= -DAY)
        promise->pause = 30 * MINUTE;
    else
        promise->pause = DAY;
    if (promise->pause < wish)
        promise->pause = wish;
}

void promise_after(struct promise *promise, enum answer answer, int64_t wish, int64_t clock)
{
    promise->failures++;
    promise->refused = answer == ANSWER_REFUSED;
    promise->wish = wish < DAY ? wish : DAY;
    promise->last = clock;
    set_pause(promise);
}

void promise_see_clock(struct promise *promise, int64_t clock)
{
    if (promise->last <= clock)
        return;
    promise->last = clock;
    set_pause(promise);
    bool has_lapsed = clock - promise->service_end > DAY;
    if (promise->wish == 0 && !has_lapsed && promise->pause > 10 * MINUTE)
        promise->pause = 10 * MINUTE;
}

int64_t promise_pause_end(const struct promise *promise)
{
    return promise->last == INT64_MIN ? 0 : promise->last + promise->pause;
}

bool promise_waits(const struct promise *promise, int64_t clock)
{
    return promise->wish > 0 && clock < promise_pause_end(promise);
}
