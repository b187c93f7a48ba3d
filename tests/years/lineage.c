/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "lineage.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "promise.h"
#include "renewal/plan.h"
#include "world.h"

#define LIFE (387 * DAY)
#define MARGIN (21 * DAY)
#define WINDOW (30 * DAY)
#define FIRST_RUN (2 * MINUTE) /* after the login, as valux-renewal.timer has it */
#define RUN_SECONDS 40         /* a run may take so long */
#define HOUR_ENOUGH HOUR       /* in which everything works, and the renewal has to be done */

static const struct valux_status_thresholds thresholds = {WINDOW, WINDOW};

struct lineage {
    struct world world;
    struct valux_status_facts facts;
    struct renewal_tries tries;
    uint32_t spread;
    bool trace;
    bool broken;
    int64_t run_at;     /* the timer's next run, while the machine is on */
    int64_t run_left;   /* of a suspended machine: until then */
    int64_t fine_since; /* everything works since then; INT64_MAX: something does not */
    struct promise promise;
    int64_t last_true; /* of the last try, by the true time */
    int64_t day_begin; /* of the day in which tries are counted */
    unsigned day_tries;
    struct lineage_counts *counts;
};

static void say(struct lineage *lineage, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void say(struct lineage *lineage, const char *format, ...)
{
    va_list arguments;

    if (!lineage->trace)
        return;
    printf("%+10.1f h: ", (double)(lineage->world.now - lineage->facts.service_end) / (double)HOUR);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

static void break_rule(struct lineage *lineage, const char *rule)
{
    lineage->broken = true;
    fprintf(stderr, "at %" PRId64 " (%.2f days before service end): %s\n", lineage->world.now,
            (double)(lineage->facts.service_end - lineage->world.now) / (double)DAY, rule);
}

static bool works(const struct lineage *lineage, enum part part)
{
    return lineage->world.parts[part].works;
}

static struct renewal_question question(const struct lineage *lineage)
{
    return (struct renewal_question){
        .facts = &lineage->facts,
        .thresholds = &thresholds,
        .automatic = true,
        .spread = lineage->spread,
        .tries = &lineage->tries,
    };
}

static void acquire(struct lineage *lineage)
{
    int64_t now = lineage->world.now;

    lineage->facts = (struct valux_status_facts){
        .not_before = now,
        .not_after = now + LIFE,
        .service_start = now,
        .service_end = now + LIFE - MARGIN,
        .acquired = world_clock(&lineage->world),
        .ever_selected = 1,
    };
    lineage->tries = (struct renewal_tries){0};
    lineage->last_true = INT64_MIN;
    promise_begin(&lineage->promise, lineage->facts.service_end);
    lineage->fine_since = INT64_MAX;
    lineage->spread = (uint32_t)chance_next(&lineage->world.chance);
}

/* No try comes sooner than the rule says by the machine's clock, whatever has become of it. */
static void check_pause(struct lineage *lineage)
{
    int64_t clock = world_clock(&lineage->world);

    if (clock < promise_pause_end(&lineage->promise))
        break_rule(lineage, "a try comes sooner than the rule says");
    if (lineage->last_true != INT64_MIN && lineage->world.now - lineage->last_true < FIRST_RUN)
        break_rule(lineage, "a clock that was set makes tries come at once");
    if (lineage->world.now - lineage->day_begin >= DAY) {
        lineage->day_begin = lineage->world.now;
        lineage->day_tries = 0;
    }
    if (++lineage->day_tries > 60)
        break_rule(lineage, "more than 60 tries in a day");
    lineage->last_true = lineage->world.now;
}

/* What the centre says: it goes by the true time. */
static enum answer ask_centre(struct lineage *lineage)
{
    struct chance *chance = &lineage->world.chance;
    int64_t now = lineage->world.now;

    if (!works(lineage, PART_NETWORK) || !world_clock_serves(&lineage->world))
        return ANSWER_NONE;
    lineage->counts->requests++;
    if (!works(lineage, PART_CENTRE))
        return chance_of(chance, 300) ? ANSWER_WAIT : ANSWER_NONE;
    if (now < lineage->facts.service_end - WINDOW || now > lineage->facts.not_after ||
        !works(lineage, PART_CONTRACT) || chance_of(chance, 20))
        return ANSWER_REFUSED;
    return chance_of(chance, 60) ? ANSWER_NONE : ANSWER_DONE;
}

/* A try, from which true comes back if the certificate has been renewed. */
static bool try_renewal(struct lineage *lineage)
{
    struct chance *chance = &lineage->world.chance;
    int64_t wish = 0;

    check_pause(lineage);
    lineage->counts->tries++;
    renewal_tries_begin(&lineage->tries, world_clock(&lineage->world));
    enum answer answer = chance_of(chance, 50) ? ANSWER_KILLED : ask_centre(lineage);
    if (answer == ANSWER_DONE)
        return true;
    lineage->fine_since = INT64_MAX;
    if (answer == ANSWER_WAIT)
        wish = chance_between(chance, 1, 10 * DAY);
    if (answer == ANSWER_KILLED)
        lineage->counts->kills++;
    else
        renewal_tries_end(&lineage->tries,
                          answer == ANSWER_REFUSED ? RENEWAL_REFUSED : RENEWAL_FAILED, wish);
    promise_after(&lineage->promise, answer, wish, world_clock(&lineage->world));
    say(lineage, "try %" PRIu32 ": %s, pause %" PRId64 " min", lineage->tries.count,
        answer == ANSWER_REFUSED ? "refused"
        : answer == ANSWER_WAIT  ? "told to wait"
        : answer == ANSWER_NONE  ? "no answer"
                                 : "killed",
        (promise_pause_end(&lineage->promise) - world_clock(&lineage->world)) / MINUTE);
    return false;
}

static void set_timer(struct lineage *lineage, int64_t after)
{
    lineage->run_at = lineage->world.now + after +
                      chance_between(&lineage->world.chance, 0, RENEWAL_TIMER_RANDOM);
}

/* A run of the timer's service; true if it has renewed the certificate. */
static bool run(struct lineage *lineage)
{
    int64_t clock = world_clock(&lineage->world);
    bool renewed = false;

    lineage->counts->runs++;
    if (works(lineage, PART_DISK)) {
        promise_see_clock(&lineage->promise, clock);
        (void)renewal_tries_correct(&lineage->tries, lineage->facts.service_end, clock);
        const struct renewal_question asked = question(lineage);
        struct renewal_plan plan = renewal_plan_at(&asked, clock);
        if (plan.step == RENEWAL_TRY)
            renewed = try_renewal(lineage);
        else
            say(lineage, "run: %s", plan.step == RENEWAL_LATER ? "later" : "never");
    }
    set_timer(lineage,
              RENEWAL_TIMER_PAUSE + chance_between(&lineage->world.chance, 0, RUN_SECONDS));
    return renewed;
}

/*
 * Whether machine and centre are up, in the last 30 days by the true time and by the machine's
 * clock. A centre that refuses or wants to be asked later is not up for this certificate. One that
 * refuses is up again as soon as it would grant the renewal.
 */
static bool is_fine(const struct lineage *lineage)
{
    int64_t begin = lineage->facts.service_end - WINDOW;
    int64_t now = lineage->world.now;

    return works(lineage, PART_MACHINE) && works(lineage, PART_CENTRE) &&
           works(lineage, PART_CONTRACT) && works(lineage, PART_NETWORK) &&
           works(lineage, PART_DISK) && world_clock_serves(&lineage->world) &&
           !promise_waits(&lineage->promise, world_clock(&lineage->world)) && now >= begin &&
           world_clock(&lineage->world) >= begin && now <= lineage->facts.service_end;
}

/* The next moment after now at which is_fine may change without a change of the world. */
static int64_t next_edge(const struct lineage *lineage)
{
    int64_t begin = lineage->facts.service_end - WINDOW;
    int64_t offset = lineage->world.clock_offset;
    const int64_t edges[] = {begin, begin - offset, promise_pause_end(&lineage->promise) - offset};
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
        if (edges[i] > lineage->world.now && edges[i] < next)
            next = edges[i];
    return next;
}

/* What a change of the world does to the timer, and to the hour in which all is fine. */
static void follow_world(struct lineage *lineage, bool was_on, unsigned jumps)
{
    bool is_on = works(lineage, PART_MACHINE);

    if (was_on && !is_on)
        lineage->run_left =
            chance_of(&lineage->world.chance, 500) ? lineage->run_at - lineage->world.now : -1;
    if (!was_on && is_on) {
        set_timer(lineage, FIRST_RUN);
        if (lineage->run_left >= 0)
            lineage->run_at = lineage->world.now + lineage->run_left;
    }
    if (lineage->world.clock_jumps != jumps) {
        lineage->counts->jumps++;
        lineage->fine_since = INT64_MAX;
    }
    if (!is_fine(lineage))
        lineage->fine_since = INT64_MAX;
    else if (lineage->fine_since == INT64_MAX)
        lineage->fine_since = lineage->world.now;
}

/* Goes on to the next thing that happens, `end` at the latest. True if it was a renewal. */
static bool step(struct lineage *lineage, int64_t end)
{
    struct world *world = &lineage->world;
    bool was_on = works(lineage, PART_MACHINE);
    unsigned jumps = world->clock_jumps;
    int64_t next = world_next_change(world);
    int64_t edge = next_edge(lineage);
    if (edge < next)
        next = edge;
    bool runs = was_on && lineage->run_at < next && lineage->run_at <= end;

    if (runs)
        next = lineage->run_at;
    if (next > end)
        next = end;
    if (lineage->fine_since != INT64_MAX && next - lineage->fine_since > HOUR_ENOUGH &&
        next <= lineage->facts.service_end)
        break_rule(lineage, "not renewed, although everything has worked for an hour");
    world_go_on(world, next);
    bool renewed = runs && run(lineage);
    if (!renewed)
        follow_world(lineage, was_on, jumps);
    return renewed;
}

/* Lives for a time; true if the certificate was renewed in it. */
static bool live_until(struct lineage *lineage, int64_t end)
{
    while (lineage->world.now < end && !lineage->broken)
        if (step(lineage, end))
            return true;
    return false;
}

static void skip(struct lineage *lineage, int64_t time)
{
    world_skip(&lineage->world, time);
    set_timer(lineage, FIRST_RUN);
    lineage->run_left = -1;
    lineage->fine_since = INT64_MAX;
}

/*
 * One certificate: two times of some days in its year, in which nothing has to happen, and then the
 * time from before its last 30 days on.
 */
static void live_certificate(struct lineage *lineage)
{
    struct chance *chance = &lineage->world.chance;
    int64_t quiet_end = lineage->facts.service_end - WINDOW - 2 * DAY;

    for (int64_t i = 1; i <= 2; i++) {
        int64_t begin = lineage->facts.not_before + i * 110 * DAY + chance_between(chance, 0, DAY);
        skip(lineage, begin);
        if (live_until(lineage, begin + chance_between(chance, DAY, 12 * DAY)))
            break_rule(lineage, "renewed before its last 30 days");
    }
    skip(lineage, quiet_end);
    if (live_until(lineage, lineage->facts.service_end)) {
        lineage->counts->renewals++;
        return;
    }
    if (lineage->broken)
        return;
    lineage->counts->lapses++;
    say(lineage, "the service period has ended");
    if (live_until(lineage, lineage->facts.not_after))
        lineage->counts->renewals++;
    else
        lineage->counts->lost++;
}

bool lineage_live(uint64_t seed, unsigned certificates, bool trace, struct lineage_counts *counts)
{
    struct lineage lineage = {.trace = trace, .counts = counts, .run_left = -1};

    world_begin(&lineage.world, seed);
    if (trace)
        world_print(&lineage.world);
    for (unsigned i = 0; i < certificates && !lineage.broken; i++) {
        acquire(&lineage);
        live_certificate(&lineage);
        counts->years++;
    }
    return !lineage.broken;
}
