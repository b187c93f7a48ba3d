/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef LOCKED_MEMORY_H
#define LOCKED_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Memory for keys and for all that is computed from them: locked (mlock(2)), left out of dumps,
 * empty in a forked child, wiped when freed and at the end. libcrypto allocates everything here,
 * because it copies parts of keys into structures (Montgomery contexts, powers) that its own secure
 * heap does not cover. Where the limit of locked memory is used up, the rest is not locked, but
 * treated alike otherwise.
 */

/* Has libcrypto allocate here. Called before anything else of libcrypto. False where it is late. */
bool locked_memory_for_libcrypto(void);

/*
 * Starts libcrypto, without a configuration file, which could load other people's code. A child
 * that was forked finds its memory empty, so it uses no libcrypto.
 */
bool locked_memory_start_libcrypto(void);

/* `size` bytes at a page, with a guard page below, for a thread's stack; NULL where there is none.
 * Never freed. */
void *locked_memory_stack(size_t size);

/*
 * Wipes all that was allocated, whether in use or not: nothing of libcrypto may be called any
 * more, by no thread.
 */
void locked_memory_wipe(void);

#endif
