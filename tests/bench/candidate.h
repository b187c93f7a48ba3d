/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_CANDIDATE_H
#define VALUX_TESTS_BENCH_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "token.h"

/*
 * The tokens that a benchmark compares. The first one is the one that is judged, "ours"; the
 * others are its peers. Each is used in processes of its own: bench-program, beside the driver.
 */

#define CANDIDATES_MAX 8
#define CANDIDATE_ENVIRONMENT_MAX 8

struct candidate {
    const char *name;
    struct token_choice choice;
    const char *environment[CANDIDATE_ENVIRONMENT_MAX]; /* NAME=VALUE, for its processes */
    size_t environment_count;
    unsigned long way; /* 0, or the device error that a first signature counts with */
};

struct candidates {
    struct candidate all[CANDIDATES_MAX];
    size_t count;
};

/* The options that describe tokens, for a driver's usage text. */
extern const char candidate_usage[];

/*
 * Takes one argument of the command line with its value: --token begins a candidate, --module,
 * --init, --label, --pin, --environment and --way tell of the last one. False where it is none of
 * these.
 */
bool candidate_option(struct candidates *candidates, const char *name, const char *value);

/* Whether each candidate has a module and there are enough of them. Says what is missing. */
bool candidate_check(const struct candidates *candidates);

/* A running bench-program. */
struct candidate_process {
    pid_t pid;
    int requests; /* its standard input */
    int answers;  /* its standard output */
};

/*
 * Starts `bench-program verb TOKEN arguments…` (NULL ends them) for the candidate. `records`
 * becomes its descriptor 3, or is -1.
 */
bool candidate_start(const struct candidate *candidate, const char *verb,
                     const char *const arguments[], int records, struct candidate_process *process);

/* Reads exactly `size` bytes of an answer, for at most two minutes. */
bool candidate_answer(const struct candidate_process *process, void *answer, size_t size);

/* Closes the process's standard input and waits for its end; false where it ended badly. */
bool candidate_end(struct candidate_process *process);

#endif
