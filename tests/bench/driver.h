/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_DRIVER_H
#define VALUX_TESTS_BENCH_DRIVER_H

#include <stdio.h>

#include "candidate.h"
#include "figure.h"

/* The command line of a benchmark: its own options, those of figures and those of tokens. */

#define DRIVER_OPTIONS_MAX 8

struct driver {
    void (*usage)(FILE *stream);
    const char *options[DRIVER_OPTIONS_MAX]; /* of its own, each with a value; ended by NULL */
    /* Takes one of them; false where the value is wrong. `value` lives as long as argv. */
    bool (*take)(void *benchmark, const char *name, char *value);
    void *benchmark;
    struct figures *figures;
    struct candidates *candidates;
};

/* Reads the arguments. False where they are wrong, after the usage was printed; ends for --help. */
bool driver_read_arguments(const struct driver *driver, int argc, char *argv[]);

#endif
