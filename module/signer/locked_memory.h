/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LOCKED_MEMORY_H
#define VALUX_MODULE_SIGNER_LOCKED_MEMORY_H

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

/* Of each thread that computes with keys; ThreadSanitizer has a megabyte of its own on each. */
#ifdef __SANITIZE_THREAD__
#define LOCKED_STACK_SIZE ((size_t)2 * 1024 * 1024)
#else
#define LOCKED_STACK_SIZE ((size_t)128 * 1024)
#endif

/*
 * LOCKED_STACK_SIZE bytes at a page, with a guard page below, for a thread that lives as long as
 * the process; NULL where there is none.
 */
void *locked_memory_stack(void);

/*
 * Has a thread with such a stack call function(argument), wipes and frees the stack when it has
 * returned, and returns then. False where there is no stack or no thread.
 */
bool locked_memory_call(void *(*function)(void *), void *argument);

/*
 * Wipes all that was allocated, whether in use or not: nothing of libcrypto may be called any
 * more, by no thread.
 */
void locked_memory_wipe(void);

#endif
