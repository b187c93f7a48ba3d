/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_FIGURE_H
#define VALUX_TESTS_BENCH_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Figures: a line each, with what was measured of ours and of a peer, their ratio, and whether the
 * aim is reached. Patterns are those of glob(7) and match whole names.
 */

#define FIGURE_NAME_SIZE 96
#define FIGURE_AIMS_MAX 64
#define FIGURE_SAMPLES_MAX 256

enum figure_aim_kind {
    FIGURE_NO_AIM,
    FIGURE_RATIO_AT_MOST,
    FIGURE_RATIO_AT_LEAST,
    FIGURE_OURS_AT_MOST,
};

struct figure_aim {
    char pattern[FIGURE_NAME_SIZE];
    enum figure_aim_kind kind;
    double limit;
};

struct figures {
    struct figure_aim aims[FIGURE_AIMS_MAX];
    size_t aim_count;
    const char *only; /* a pattern: figures with other names are left out; NULL: none is */
};

/* Samples of one quantity, of which ours and a peer's with the same index were taken together. */
struct figure_samples {
    double values[FIGURE_SAMPLES_MAX];
    size_t count;
};

/*
 * Reads an aim: PATTERN<=NUMBER or PATTERN>=NUMBER for the ratio ours / peer,
 * PATTERN:ours<=NUMBER for ours alone. Of aims that match a figure the last one counts.
 */
bool figure_add_aim(struct figures *figures, const char *text);

/* Whether the figure is asked for. */
bool figure_is_wanted(const struct figures *figures, const char *name);

/* A sample more; those that find no room are passed over. */
void figure_add_sample(struct figure_samples *samples, double value);

double figure_median(const struct figure_samples *samples);

/* The largest sample: of rates, what the machine does when nothing else disturbs it. */
double figure_largest(const struct figure_samples *samples);

/*
 * Prints "name ours peer ratio aim ok|short": medians, and the median of the ratios of samples
 * taken together. A figure without an aim has "-" for aim and judgement; one without samples is
 * not printed.
 */
void figure_print(const struct figures *figures, const char *name,
                  const struct figure_samples *ours, const struct figure_samples *peer);

/* The value below which the given part (0 to 1) of the `count` values lies; sorts them. */
double figure_percentile(double *values, size_t count, double part);

#endif
