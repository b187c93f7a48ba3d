/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_BENCH_SIGN_H
#define VALUX_TESTS_BENCH_BENCH_SIGN_H

#include "figure.h"
#include "sign_program.h"

/*
 * bench-sign: how many signatures a second tokens give to one thread and to several, how long one
 * takes, how soon a fresh process has its first one, and what it costs in memory. Each signature is
 * verified, outside of the time that counts.
 */

#define THREAD_COUNTS_MAX 4

struct sign_measured {
    struct figure_samples per_second;
    struct figure_samples p50;
    struct figure_samples p99;
    struct figure_samples processor;
};

struct sign_benchmark {
    struct candidates candidates;
    struct figures figures;
    const char *key_texts[SIGN_KEYS_MAX + 1]; /* as they were given, ended by NULL */
    struct sign_keys keys[CANDIDATES_MAX];    /* the same ones on each token */
    unsigned thread_counts[THREAD_COUNTS_MAX];
    size_t thread_count_count;
    unsigned rounds; /* 0: no rates */
    unsigned milliseconds;
    unsigned firsts; /* 0: no first signatures */
    struct sign_program programs[CANDIDATES_MAX];
    struct sign_measured measured[SIGN_KEYS_MAX][THREAD_COUNTS_MAX][CANDIDATES_MAX];
    struct figure_samples first[SIGN_KEYS_MAX][CANDIDATES_MAX];
    struct figure_samples program_memory[CANDIDATES_MAX];
    struct figure_samples child_memory[CANDIDATES_MAX];
};

#endif
