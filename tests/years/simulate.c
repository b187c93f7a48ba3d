/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * Lives thousands of certificate years in some seconds, by chance, and checks the rules of the
 * automatic renewal: `years-simulate [--years N] [--seed S]`, or `--replay SEED` for one lineage
 * with all that happens in it. A failure names the seed to replay.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lineage.h"
#include "renewal/plan.h"
#include "world.h"

#define CERTIFICATES 10 /* of a lineage */
#define FLEET 1000      /* machines of a company, whose certificates came on one day */

/* No minute of the half hour sees more than a small part of a company's machines. */
static bool check_fleet(struct chance *chance)
{
    static unsigned tries[RENEWAL_SPREAD / MINUTE];
    const struct valux_status_thresholds thresholds = {30 * DAY, 30 * DAY};
    const struct valux_status_facts facts = {
        .not_after = 387 * DAY, .service_end = 366 * DAY, .ever_selected = 1};
    const struct renewal_tries none = {0};
    unsigned most = 0;

    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++)
        tries[i] = 0;
    for (int i = 0; i < FLEET; i++) {
        const struct renewal_question question = {&facts, &thresholds, true,
                                                  (uint32_t)chance_next(chance), &none};
        int64_t at = renewal_plan_at(&question, 300 * DAY).at - 336 * DAY;
        if (at < 0 || at >= RENEWAL_SPREAD)
            return false;
        unsigned *slot = &tries[at / MINUTE];
        if (++*slot > most)
            most = *slot;
    }
    printf("fleet of %d: at most %u first tries in a minute\n", FLEET, most);
    return most <= FLEET / 16;
}

static int live_years(uint64_t seed, unsigned years)
{
    struct chance chance = {seed};
    struct lineage_counts counts = {0};
    int failed = check_fleet(&chance) ? 0 : 1;

    printf("seed %" PRIu64 "\n", seed);
    for (unsigned i = 0; i * CERTIFICATES < years && failed < 10; i++) {
        uint64_t own = chance_next(&chance);
        if (!lineage_live(own, CERTIFICATES, false, &counts)) {
            fprintf(stderr, "replay: years-simulate --replay %" PRIu64 "\n", own);
            failed++;
        }
    }
    printf("%" PRIu64 " certificate years: %" PRIu64 " runs, %" PRIu64 " tries, %" PRIu64
           " requests, %" PRIu64 " kills, %" PRIu64 " clock jumps; %" PRIu64
           " renewals; without an hour for it, %" PRIu64 " service periods ended and %" PRIu64
           " certificates expired; %d failures\n",
           counts.years, counts.runs, counts.tries, counts.requests, counts.kills, counts.jumps,
           counts.renewals, counts.lapses, counts.lost, failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argument_count, char **arguments)
{
    static const struct option options[] = {{"years", required_argument, NULL, 'y'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"replay", required_argument, NULL, 'r'},
                                            {NULL, 0, NULL, 0}};
    struct lineage_counts counts = {0};
    uint64_t seed = (uint64_t)time(NULL);
    unsigned years = 10000;

    for (int option; (option = getopt_long(argument_count, arguments, "", options, NULL)) != -1;) {
        if (option == 'y')
            years = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 's')
            seed = strtoull(optarg, NULL, 10);
        else if (option == 'r')
            return lineage_live(strtoull(optarg, NULL, 10), CERTIFICATES, true, &counts)
                       ? EXIT_SUCCESS
                       : EXIT_FAILURE;
        else
            return 2;
    }
    return live_years(seed, years);
}
