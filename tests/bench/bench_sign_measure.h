/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_BENCH_SIGN_MEASURE_H
#define VALUX_TESTS_BENCH_BENCH_SIGN_MEASURE_H

#include <stdbool.h>

#include "bench_sign.h"

/* Measure what is asked for; false where a token failed, after saying so. */
bool sign_measure_rates(struct sign_benchmark *benchmark);
bool sign_measure_firsts(struct sign_benchmark *benchmark);

#endif
