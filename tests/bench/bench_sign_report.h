/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_BENCH_SIGN_REPORT_H
#define VALUX_TESTS_BENCH_BENCH_SIGN_REPORT_H

#include "bench_sign.h"

/* The names of figures. */
void sign_name_rate(const struct sign_benchmark *benchmark, size_t key, size_t threads,
                    const char *quantity, size_t peer, char name[static FIGURE_NAME_SIZE]);
void sign_name_first(const struct sign_benchmark *benchmark, size_t key, size_t peer,
                     char name[static FIGURE_NAME_SIZE]);

/* Prints the details of each token, then the figures. */
void sign_report(const struct sign_benchmark *benchmark);

/* The figure's name: what the last number of threads reaches of what the one before it does. */
void sign_name_threads(const struct sign_benchmark *benchmark, size_t key,
                       char name[static FIGURE_NAME_SIZE]);

#endif
