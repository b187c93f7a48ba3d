/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_YEARS_LINEAGE_H
#define VALUX_TESTS_YEARS_LINEAGE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A certificate on one machine and those that follow it by automatic renewal, over years: the
 * timer's runs, the centre's answers, kills. What the product decides is decided by its own
 * functions (enroll/renewal/plan.h); the rest follows acquisition/automatic.c.
 */

struct lineage_counts {
    uint64_t years;
    uint64_t runs;     /* of the timer's service */
    uint64_t tries;    /* of a renewal */
    uint64_t requests; /* that came to the centre */
    uint64_t kills;    /* during a try */
    uint64_t jumps;    /* of the clock */
    uint64_t renewals;
    uint64_t lapses; /* service periods that ended unrenewed; none had an hour for it */
    uint64_t lost;   /* certificates that expired unrenewed; likewise */
};

/*
 * Lives so many certificates, one after the other; with `trace`, says what happens. False where a
 * rule was broken, which has been told on standard error.
 */
bool lineage_live(uint64_t seed, unsigned certificates, bool trace, struct lineage_counts *counts);

#endif
