/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_SIGN_PROGRAM_H
#define VALUX_TESTS_BENCH_SIGN_PROGRAM_H

#include "candidate.h"
#include "program.h"
#include "sign_keys.h"

/* The driver's side of a bench-program that signs, one for each token. */

struct sign_program {
    struct candidate_process process;
    int descriptor; /* of the records */
    struct program_record *records;
};

/* Times are in microseconds. */
struct sign_result {
    double per_second;
    double p50;
    double p99;
    double processor;      /* time that program and children had for a signature */
    double program_memory; /* kB that the program grew by */
    double child_memory;   /* kB of anonymous memory of the program's children */
};

/* Starts the process; it has found all keys when it answers the first request. */
bool sign_program_start(const struct candidate *candidate, const struct sign_keys *keys,
                        struct sign_program *program);

/* Signs for `milliseconds` and verifies each signature afterwards. */
bool sign_program_run(struct sign_program *program, const struct sign_keys *keys, size_t key,
                      unsigned threads, unsigned milliseconds, struct sign_result *result);

/*
 * Starts a process that signs once; *milliseconds are those from the start to its answer. The
 * signature is verified.
 */
bool sign_program_first(const struct candidate *candidate, const struct sign_key *key,
                        double *milliseconds);

bool sign_program_end(struct sign_program *program);

#endif
