/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "bench_sign_measure.h"

#include <stdio.h>

#include "bench_sign_report.h"

static bool rate_is_wanted(const struct sign_benchmark *benchmark, size_t key, size_t threads)
{
    static const char *const quantities[] = {"per-second", "p50-us", "p99-us", "cpu-us"};
    char name[FIGURE_NAME_SIZE];

    for (size_t peer = 1; peer < benchmark->candidates.count; peer++)
        for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++) {
            sign_name_rate(benchmark, key, threads, quantities[i], peer, name);
            if (figure_is_wanted(&benchmark->figures, name))
                return true;
        }
    if (threads + 2 < benchmark->thread_count_count)
        return benchmark->candidates.count == 1;
    sign_name_threads(benchmark, key, name);
    return benchmark->candidates.count == 1 || figure_is_wanted(&benchmark->figures, name);
}

static bool first_is_wanted(const struct sign_benchmark *benchmark, size_t key)
{
    char name[FIGURE_NAME_SIZE];

    for (size_t peer = 1; peer < benchmark->candidates.count; peer++) {
        sign_name_first(benchmark, key, peer, name);
        if (figure_is_wanted(&benchmark->figures, name))
            return true;
    }
    return benchmark->candidates.count == 1;
}

static bool run_once(struct sign_benchmark *benchmark, size_t key, size_t threads, size_t candidate,
                     struct sign_result *result)
{
    if (sign_program_run(&benchmark->programs[candidate], &benchmark->keys[candidate], key,
                         benchmark->thread_counts[threads], benchmark->milliseconds, result))
        return true;
    fprintf(stderr, "%s did not sign with %s\n", benchmark->candidates.all[candidate].name,
            benchmark->keys[candidate].all[key].name);
    return false;
}

/* One round: all tokens in turn for each key and number of threads. */
static bool measure_round(struct sign_benchmark *benchmark)
{
    struct sign_result result;

    for (size_t key = 0; key < benchmark->keys[0].count; key++)
        for (size_t threads = 0; threads < benchmark->thread_count_count; threads++) {
            if (!rate_is_wanted(benchmark, key, threads))
                continue;
            for (size_t i = 0; i < benchmark->candidates.count; i++) {
                struct sign_measured *measured = &benchmark->measured[key][threads][i];
                if (!run_once(benchmark, key, threads, i, &result))
                    return false;
                figure_add_sample(&measured->per_second, result.per_second);
                figure_add_sample(&measured->p50, result.p50);
                figure_add_sample(&measured->p99, result.p99);
                figure_add_sample(&measured->processor, result.processor);
            }
        }
    return true;
}

/* Each key signs on each token with one thread, which also ends what only a beginning costs. */
static bool measure_memory(struct sign_benchmark *benchmark)
{
    struct sign_result result = {0};

    for (size_t i = 0; i < benchmark->candidates.count; i++) {
        for (size_t key = 0; key < benchmark->keys[0].count; key++)
            if (!sign_program_run(&benchmark->programs[i], &benchmark->keys[i], key, 1, 50,
                                  &result))
                return false;
        figure_add_sample(&benchmark->program_memory[i], result.program_memory);
        figure_add_sample(&benchmark->child_memory[i], result.child_memory);
    }
    return true;
}

bool sign_measure_rates(struct sign_benchmark *benchmark)
{
    bool result = true;

    if (benchmark->rounds == 0)
        return true;
    for (size_t i = 0; i < benchmark->candidates.count && result; i++)
        result = sign_program_start(&benchmark->candidates.all[i], &benchmark->keys[i],
                                    &benchmark->programs[i]);
    result = result && measure_memory(benchmark);
    for (unsigned round = 0; round < benchmark->rounds && result; round++)
        result = measure_round(benchmark);
    for (size_t i = 0; i < benchmark->candidates.count; i++)
        if (!sign_program_end(&benchmark->programs[i])) {
            fprintf(stderr, "%s ended badly\n", benchmark->candidates.all[i].name);
            result = false;
        }
    return result;
}

bool sign_measure_firsts(struct sign_benchmark *benchmark)
{
    double milliseconds;

    for (size_t key = 0; key < benchmark->keys[0].count; key++) {
        if (benchmark->firsts == 0 || !first_is_wanted(benchmark, key))
            continue;
        /* The first of them warm the page cache, and are dropped. */
        for (unsigned round = 0; round <= benchmark->firsts; round++)
            for (size_t i = 0; i < benchmark->candidates.count; i++) {
                if (!sign_program_first(&benchmark->candidates.all[i], &benchmark->keys[i].all[key],
                                        &milliseconds)) {
                    fprintf(stderr, "%s has no first signature\n",
                            benchmark->candidates.all[i].name);
                    return false;
                }
                if (round > 0)
                    figure_add_sample(&benchmark->first[key][i], milliseconds);
            }
    }
    return true;
}
