/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_CLOCK_H
#define VALUX_TESTS_BENCH_CLOCK_H

#include <stdint.h>

/* Nanoseconds of the monotonic clock. */
uint64_t clock_nanoseconds(void);

#endif
