/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_TESTS_BENCH_CHILDREN_H
#define VALUX_TESTS_BENCH_CHILDREN_H

#include <stdint.h>
#include <sys/types.h>

/* What a process and its children use, as the kernel counts it (proc(5)). */

/* The sum of the children's anonymous memory in kB: "RssAnon", which anybody can read. */
long children_memory(pid_t process);

/* The processor time that the process and its living children have had, in nanoseconds. */
uint64_t children_processor_time(pid_t process);

#endif
