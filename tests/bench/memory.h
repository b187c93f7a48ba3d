/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_MEMORY_H
#define VALUX_TESTS_BENCH_MEMORY_H

/*
 * The calling process's anonymous memory in kB: "Anonymous" of /proc/self/smaps_rollup (proc(5));
 * -1 where it can't be read.
 */
long memory_own(void);

#endif
