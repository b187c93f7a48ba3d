/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "world.h"

#include <inttypes.h>
#include <stdio.h>

struct habit {
    const char *name;
    int64_t works_least, works_most; /* seconds in a row */
    int64_t fails_least, fails_most;
};

static const struct habit machines[] = {
    {"always on", 30 * DAY, 200 * DAY, MINUTE, HOUR},
    {"office", 7 * HOUR, 10 * HOUR, 14 * HOUR, 17 * HOUR},
    {"short visits", 20 * MINUTE, 100 * MINUTE, 12 * HOUR, 3 * DAY},
    {"restless", 5 * MINUTE, 4 * HOUR, MINUTE, 5 * HOUR},
    {"away for weeks", 40 * MINUTE, 9 * HOUR, 3 * DAY, 25 * DAY},
};

static const struct habit services[] = {
    {"steady", 10 * DAY, 90 * DAY, MINUTE, 3 * HOUR},
    {"weak", HOUR, 2 * DAY, 30 * MINUTE, 5 * DAY},
    {"flapping", MINUTE, 2 * HOUR, MINUTE, HOUR},
    {"dead for weeks", 50 * MINUTE, 8 * HOUR, DAY, 25 * DAY},
};

static const struct habit contracts[] = {
    {"in force", 100 * DAY, 900 * DAY, HOUR, 20 * DAY},
    {"in dispute", 50 * MINUTE, 3 * HOUR, HOUR, 20 * DAY},
};

static const struct habit disks[] = {
    {"roomy", 100 * DAY, 900 * DAY, MINUTE, HOUR},
    {"often full", 30 * MINUTE, 10 * DAY, 10 * MINUTE, 3 * DAY},
};

uint64_t chance_next(struct chance *chance)
{
    uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t chance_between(struct chance *chance, int64_t from, int64_t to)
{
    return from + (int64_t)(chance_next(chance) % (uint64_t)(to - from + 1));
}

bool chance_of(struct chance *chance, int in_a_thousand)
{
    return chance_between(chance, 0, 999) < in_a_thousand;
}

static void toggle(struct world *world, enum part part, bool works)
{
    const struct habit *habit = world->parts[part].habit;

    world->parts[part].works = works;
    world->parts[part].until +=
        works ? chance_between(&world->chance, habit->works_least, habit->works_most)
              : chance_between(&world->chance, habit->fails_least, habit->fails_most);
}

static const struct habit *choose(struct world *world, const struct habit *habits, int count)
{
    return &habits[chance_between(&world->chance, 0, count - 1)];
}

#define COUNT(habits) ((int)(sizeof(habits) / sizeof(habits)[0]))

void world_begin(struct world *world, uint64_t seed)
{
    *world = (struct world){.chance = {seed}};
    /* 2025 to 2055; every fifth just before 2038-01-19T03:14:08Z, where 32 bits end. */
    world->now = chance_between(&world->chance, INT64_C(1735689600), INT64_C(2682374400));
    if (chance_of(&world->chance, 200))
        world->now = INT32_MAX - chance_between(&world->chance, 0, 400 * DAY);
    world->parts[PART_MACHINE].habit = choose(world, machines, COUNT(machines));
    world->parts[PART_CENTRE].habit = choose(world, services, COUNT(services));
    world->parts[PART_CONTRACT].habit = choose(world, contracts, COUNT(contracts));
    world->parts[PART_NETWORK].habit = choose(world, services, COUNT(services));
    world->parts[PART_DISK].habit = choose(world, disks, COUNT(disks));
    for (enum part part = 0; part < PART_COUNT; part++) {
        world->parts[part].until = world->now;
        toggle(world, part, chance_of(&world->chance, 500));
    }
    world->clock_until = world->now + chance_between(&world->chance, DAY, 60 * DAY);
}

int64_t world_clock(const struct world *world)
{
    return world->now + world->clock_offset;
}

bool world_clock_serves(const struct world *world)
{
    return world->clock_offset > -DAY && world->clock_offset < DAY;
}

int64_t world_next_change(const struct world *world)
{
    int64_t next = world->clock_until;

    for (enum part part = 0; part < PART_COUNT; part++)
        if (world->parts[part].until < next)
            next = world->parts[part].until;
    return next;
}

/* By an hour as with summer time, by days, by years, to 1970, or behind the end of 32 bits. */
static int64_t wrong_offset(struct world *world)
{
    static const int64_t sizes[] = {HOUR, HOUR, 25 * DAY, 400 * DAY, 12 * (366 * DAY)};
    int kind = (int)chance_between(&world->chance, 0, 6);
    int64_t sign = chance_of(&world->chance, 500) ? 1 : -1;

    if (kind == 5)
        return -world->now;
    if (kind == 6)
        return INT64_C(4102444800) - world->now;
    return sign * (sizes[kind] + (kind < 2 ? 0 : chance_between(&world->chance, 0, 5 * DAY)));
}

static void set_clock(struct world *world)
{
    world->clock_jumps++;
    world->clock_offset = world->clock_offset == 0 ? wrong_offset(world) : 0;
    world->clock_until += world->clock_offset == 0
                              ? chance_between(&world->chance, HOUR, 40 * DAY)
                              : chance_between(&world->chance, 10 * MINUTE, 4 * DAY);
}

void world_go_on(struct world *world, int64_t time)
{
    world->now = time;
    for (enum part part = 0; part < PART_COUNT; part++)
        if (world->parts[part].until <= time)
            toggle(world, part, !world->parts[part].works);
    if (world->clock_until <= time)
        set_clock(world);
}

void world_skip(struct world *world, int64_t time)
{
    if (time <= world->now)
        return;
    world->now = time;
    for (enum part part = 0; part < PART_COUNT; part++)
        while (world->parts[part].until <= time)
            toggle(world, part, !world->parts[part].works);
    world->clock_offset = 0;
    world->clock_until = time + chance_between(&world->chance, HOUR, 40 * DAY);
}

void world_print(const struct world *world)
{
    static const char *const names[] = {"machine", "centre", "contract", "network", "disk"};

    printf("%" PRId64 ":", world->now);
    for (enum part part = 0; part < PART_COUNT; part++)
        printf(" %s %s;", names[part], world->parts[part].habit->name);
    putchar('\n');
}
