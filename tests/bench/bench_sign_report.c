/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "bench_sign_report.h"

#include <stdio.h>

void sign_name_rate(const struct sign_benchmark *benchmark, size_t key, size_t threads,
                    const char *quantity, size_t peer, char name[static FIGURE_NAME_SIZE])
{
    snprintf(name, FIGURE_NAME_SIZE, "sign/%s/%u/%s/%s", benchmark->keys[0].all[key].name,
             benchmark->thread_counts[threads], quantity, benchmark->candidates.all[peer].name);
}

void sign_name_first(const struct sign_benchmark *benchmark, size_t key, size_t peer,
                     char name[static FIGURE_NAME_SIZE])
{
    snprintf(name, FIGURE_NAME_SIZE, "first/%s/ms/%s", benchmark->keys[0].all[key].name,
             benchmark->candidates.all[peer].name);
}

void sign_name_threads(const struct sign_benchmark *benchmark, size_t key,
                       char name[static FIGURE_NAME_SIZE])
{
    size_t count = benchmark->thread_count_count;

    snprintf(name, FIGURE_NAME_SIZE, "sign/%s/threads/per-second/%u-of-%u",
             benchmark->keys[0].all[key].name, benchmark->thread_counts[count - 1],
             count < 2 ? 0 : benchmark->thread_counts[count - 2]);
}

static void print_threads(const struct sign_benchmark *benchmark, size_t key)
{
    size_t last = benchmark->thread_count_count - 1;
    char name[FIGURE_NAME_SIZE];

    if (last == 0)
        return;
    sign_name_threads(benchmark, key, name);
    figure_print(&benchmark->figures, name, &benchmark->measured[key][last][0].per_second,
                 &benchmark->measured[key][last - 1][0].per_second);
}

static void print_rate_details(const struct sign_benchmark *benchmark, size_t key, size_t threads)
{
    for (size_t i = 0; i < benchmark->candidates.count; i++) {
        const struct sign_measured *measured = &benchmark->measured[key][threads][i];
        if (measured->per_second.count == 0)
            continue;
        printf("# %s, threads: %u, %s: %.0f signatures a second (best %.0f), p50 %.0f us, "
               "p99 %.0f us, processor %.0f us\n",
               benchmark->keys[0].all[key].name, benchmark->thread_counts[threads],
               benchmark->candidates.all[i].name, figure_median(&measured->per_second),
               figure_largest(&measured->per_second), figure_median(&measured->p50),
               figure_median(&measured->p99), figure_median(&measured->processor));
    }
}

static void print_token_details(const struct sign_benchmark *benchmark, size_t candidate)
{
    const char *name = benchmark->candidates.all[candidate].name;

    if (benchmark->program_memory[candidate].count > 0)
        printf("# memory %s: program %.0f kB, its children %.0f kB\n", name,
               figure_median(&benchmark->program_memory[candidate]),
               figure_median(&benchmark->child_memory[candidate]));
    for (size_t key = 0; key < benchmark->keys[0].count; key++)
        if (benchmark->first[key][candidate].count > 0)
            printf("# first signature, %s, %s: %.2f ms\n", benchmark->keys[0].all[key].name, name,
                   figure_median(&benchmark->first[key][candidate]));
}

static void print_rates(const struct sign_benchmark *benchmark, size_t key, size_t threads,
                        size_t peer)
{
    const struct sign_measured *measured = benchmark->measured[key][threads];
    char name[FIGURE_NAME_SIZE];

    sign_name_rate(benchmark, key, threads, "per-second", peer, name);
    figure_print(&benchmark->figures, name, &measured[0].per_second, &measured[peer].per_second);
    sign_name_rate(benchmark, key, threads, "p50-us", peer, name);
    figure_print(&benchmark->figures, name, &measured[0].p50, &measured[peer].p50);
    sign_name_rate(benchmark, key, threads, "p99-us", peer, name);
    figure_print(&benchmark->figures, name, &measured[0].p99, &measured[peer].p99);
    sign_name_rate(benchmark, key, threads, "cpu-us", peer, name);
    figure_print(&benchmark->figures, name, &measured[0].processor, &measured[peer].processor);
}

static void print_figures(const struct sign_benchmark *benchmark)
{
    char name[FIGURE_NAME_SIZE];

    for (size_t peer = 1; peer < benchmark->candidates.count; peer++) {
        for (size_t key = 0; key < benchmark->keys[0].count; key++) {
            for (size_t threads = 0; threads < benchmark->thread_count_count; threads++)
                print_rates(benchmark, key, threads, peer);
            sign_name_first(benchmark, key, peer, name);
            figure_print(&benchmark->figures, name, &benchmark->first[key][0],
                         &benchmark->first[key][peer]);
        }
        snprintf(name, sizeof name, "sign/program-memory-kb/%s",
                 benchmark->candidates.all[peer].name);
        figure_print(&benchmark->figures, name, &benchmark->program_memory[0],
                     &benchmark->program_memory[peer]);
    }
}

void sign_report(const struct sign_benchmark *benchmark)
{
    for (size_t key = 0; key < benchmark->keys[0].count; key++)
        for (size_t threads = 0; threads < benchmark->thread_count_count; threads++)
            print_rate_details(benchmark, key, threads);
    for (size_t i = 0; i < benchmark->candidates.count; i++)
        print_token_details(benchmark, i);
    for (size_t key = 0; key < benchmark->keys[0].count; key++)
        print_threads(benchmark, key);
    print_figures(benchmark);
}
