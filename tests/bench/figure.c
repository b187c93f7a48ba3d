/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "figure.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AIM_TEXT_SIZE 32

static const struct {
    const char *sign;
    enum figure_aim_kind kind;
} signs[] = {
    {":ours<=", FIGURE_OURS_AT_MOST},
    {"<=", FIGURE_RATIO_AT_MOST},
    {">=", FIGURE_RATIO_AT_LEAST},
};

bool figure_add_aim(struct figures *figures, const char *text)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *at = strstr(text, signs[i].sign);
        if (at == NULL || figures->aim_count == FIGURE_AIMS_MAX ||
            (size_t)(at - text) >= FIGURE_NAME_SIZE)
            continue;
        struct figure_aim *aim = &figures->aims[figures->aim_count++];
        memcpy(aim->pattern, text, (size_t)(at - text));
        aim->kind = signs[i].kind;
        aim->limit = strtod(at + strlen(signs[i].sign), NULL);
        return true;
    }
    return false;
}

bool figure_is_wanted(const struct figures *figures, const char *name)
{
    return figures->only == NULL || fnmatch(figures->only, name, 0) == 0;
}

void figure_add_sample(struct figure_samples *samples, double value)
{
    if (samples->count < FIGURE_SAMPLES_MAX)
        samples->values[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;

    return (left > right) - (left < right);
}

double figure_percentile(double *values, size_t count, double part)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, compare);
    return values[(size_t)((double)(count - 1) * part + 0.5)];
}

double figure_median(const struct figure_samples *samples)
{
    struct figure_samples sorted = *samples;

    return figure_percentile(sorted.values, sorted.count, 0.5);
}

double figure_largest(const struct figure_samples *samples)
{
    struct figure_samples sorted = *samples;

    return figure_percentile(sorted.values, sorted.count, 1);
}

static double median_ratio(const struct figure_samples *ours, const struct figure_samples *peer)
{
    struct figure_samples ratios = {.count = 0};

    for (size_t i = 0; i < ours->count && i < peer->count; i++)
        if (peer->values[i] != 0)
            figure_add_sample(&ratios, ours->values[i] / peer->values[i]);
    return figure_median(&ratios);
}

static struct figure_aim aim_of(const struct figures *figures, const char *name)
{
    struct figure_aim aim = {.kind = FIGURE_NO_AIM};

    for (size_t i = 0; i < figures->aim_count; i++)
        if (fnmatch(figures->aims[i].pattern, name, 0) == 0)
            aim = figures->aims[i];
    return aim;
}

static const char *judge(const struct figure_aim *aim, double ours, double ratio,
                         char text[static AIM_TEXT_SIZE])
{
    switch (aim->kind) {
    case FIGURE_RATIO_AT_MOST:
        snprintf(text, AIM_TEXT_SIZE, "<=%g", aim->limit);
        return ratio <= aim->limit ? "ok" : "short";
    case FIGURE_RATIO_AT_LEAST:
        snprintf(text, AIM_TEXT_SIZE, ">=%g", aim->limit);
        return ratio >= aim->limit ? "ok" : "short";
    case FIGURE_OURS_AT_MOST:
        snprintf(text, AIM_TEXT_SIZE, "ours<=%g", aim->limit);
        return ours <= aim->limit ? "ok" : "short";
    case FIGURE_NO_AIM:
        break;
    }
    snprintf(text, AIM_TEXT_SIZE, "-");
    return "-";
}

void figure_print(const struct figures *figures, const char *name,
                  const struct figure_samples *ours, const struct figure_samples *peer)
{
    char text[AIM_TEXT_SIZE];
    struct figure_aim aim = aim_of(figures, name);
    double our_median = figure_median(ours);
    double ratio = median_ratio(ours, peer);

    if (ours->count == 0 || peer->count == 0 || !figure_is_wanted(figures, name))
        return;
    const char *judgement = judge(&aim, our_median, ratio, text);
    printf("%-46s %12.1f %12.1f %9.4f %10s %s\n", name, our_median, figure_median(peer), ratio,
           text, judgement);
    fflush(stdout);
}
