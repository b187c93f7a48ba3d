/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "promise.h"

#include "world.h"

void promise_begin(struct promise *promise, int64_t service_end)
{
    *promise = (struct promise){.service_end = service_end, .last = INT64_MIN};
}

static int64_t doubled(int64_t first, int64_t last, uint32_t times)
{
    for (uint32_t i = 1; i < times && first < last; i++)
        first *= 2;
    return first < last ? first : last;
}

/* A tenth of what is left of the service period at most, but half an hour always. */
static void set_pause(struct promise *promise)
{
    int64_t left = promise->service_end - promise->last;
    int64_t longest = left / 10 > 30 * MINUTE ? left / 10 : 30 * MINUTE;

    promise->pause = left >= 0 && longest < promise->whole_pause ? longest : promise->whole_pause;
}

void promise_after(struct promise *promise, enum answer answer, int64_t wish, int64_t clock)
{
    promise->failures++;
    if (answer == ANSWER_REFUSED)
        promise->refusals++;
    else if (answer != ANSWER_KILLED)
        promise->refusals = 0;
    int64_t pause = answer == ANSWER_REFUSED ? doubled(DAY, 3 * DAY, promise->refusals)
                                             : doubled(5 * MINUTE, 30 * MINUTE, promise->failures);
    int64_t wait = wish < DAY ? wish : DAY;
    promise->whole_pause = pause > wait ? pause : wait;
    promise->told_to_wait = answer == ANSWER_REFUSED || answer == ANSWER_WAIT;
    promise->last = clock;
    set_pause(promise);
}

void promise_see_clock(struct promise *promise, int64_t clock)
{
    if (promise->last <= clock)
        return;
    promise->last = clock;
    set_pause(promise);
    if (!promise->told_to_wait && promise->pause > 10 * MINUTE)
        promise->pause = 10 * MINUTE;
}

int64_t promise_pause_end(const struct promise *promise)
{
    return promise->last == INT64_MIN ? 0 : promise->last + promise->pause;
}

bool promise_waits(const struct promise *promise, int64_t clock)
{
    return promise->told_to_wait && clock < promise_pause_end(promise);
}
