/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef MEMORY_H
#define MEMORY_H

#include <sys/types.h>

/* Anonymous memory, as the kernel counts it (proc(5)), in kB; -1 where it can't be read. */

/* The calling process's: "Anonymous" of /proc/self/smaps_rollup. */
long memory_own(void);

/* Another process's: "RssAnon" of its status, which also those that may not trace it can read. */
long memory_of(pid_t process);

/* The sum over a process's children. */
long memory_of_children(pid_t process);

#endif
