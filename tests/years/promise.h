/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_YEARS_PROMISE_H
#define VALUX_TESTS_YEARS_PROMISE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How often the centre may be asked, as the manual page says it: kept here a second time, and with
 * nothing of the product's. Times are seconds by the machine's clock.
 */

enum answer { ANSWER_DONE, ANSWER_NONE, ANSWER_REFUSED, ANSWER_WAIT, ANSWER_KILLED };

struct promise {
    int64_t service_end;
    int64_t last;      /* the last try, or when the clock was seen to be before it */
    int64_t pause;     /* that follows it */
    int64_t wish;      /* seconds that the centre's last answer asked to wait, or 0 */
    uint32_t failures; /* in a row, the refusals among them */
    bool refused;      /* whether the last try was */
};

/* A new certificate; nothing has been tried. */
void promise_begin(struct promise *promise, int64_t service_end);

/* A try at `clock` has ended. `wish` is the centre's with ANSWER_WAIT, seconds. */
void promise_after(struct promise *promise, enum answer answer, int64_t wish, int64_t clock);

/* A run looks at the clock. If it is before the last try, the pause begins anew. */
void promise_see_clock(struct promise *promise, int64_t clock);

/* Before this time there must be no try; 0 if there was none yet. */
int64_t promise_pause_end(const struct promise *promise);

/* Whether a wish of the centre's still holds. */
bool promise_waits(const struct promise *promise, int64_t clock);

#endif
