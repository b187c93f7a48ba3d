/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_YEARS_WORLD_H
#define VALUX_TESTS_YEARS_WORLD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What goes on around a certificate, by chance: a machine that is on and off, a centre and a
 * network that work and don't, a contract that is in force and not, a disk that is full, a clock
 * that is set wrong and right again. All of it follows from one seed. Times are seconds since
 * 1970-01-01T00:00:00Z, in truth.
 */

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* A generator of numbers that looks random (SplitMix64). */
struct chance {
    uint64_t state;
};

uint64_t chance_next(struct chance *chance);

/* A number from `from` to `to`, both included. */
int64_t chance_between(struct chance *chance, int64_t from, int64_t to);

/* True in so many of a thousand cases. */
bool chance_of(struct chance *chance, int in_a_thousand);

/* The contract fails while the centre refuses to renew anything under it. */
enum part { PART_MACHINE, PART_CENTRE, PART_CONTRACT, PART_NETWORK, PART_DISK, PART_COUNT };

struct world {
    struct chance chance;
    int64_t now;
    struct {
        const struct habit *habit;
        bool works;
        int64_t until; /* it goes on so until then */
    } parts[PART_COUNT];
    int64_t clock_offset; /* the machine's clock is ahead by so much */
    int64_t clock_until;
    unsigned clock_jumps; /* that there were */
};

/* Begins at a time of the 21st century, and with habits, that the seed chooses. */
void world_begin(struct world *world, uint64_t seed);

/* The machine's clock. */
int64_t world_clock(const struct world *world);

/* Whether the clock is right enough for the centre's TLS certificate. */
bool world_clock_serves(const struct world *world);

/* The time of the next change of anything. */
int64_t world_next_change(const struct world *world);

/* Goes on to a time that is not after the next change, and makes the changes of that time. */
void world_go_on(struct world *world, int64_t time);

/* Goes on over a time in which nothing is looked at. The clock is right then. */
void world_skip(struct world *world, int64_t time);

/* The habits, for a trace: "machine: office, centre: weak, …". */
void world_print(const struct world *world);

#endif
