/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LOCKED_MEMORY_H
#define VALUX_MODULE_SIGNER_LOCKED_MEMORY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Memory for keys and for all that is computed from them. It is locked (mlock(2)), left out of
 * dumps, empty in a forked child, and wiped when it is freed and at the end. Where the user's limit
 * of locked memory is used up, further memory is not locked, but has the other properties.
 */

/*
 * Has libcrypto allocate all its memory here. Called before any other function of libcrypto; false
 * where libcrypto has allocated something already.
 */
bool locked_memory_for_libcrypto(void);

/*
 * Starts libcrypto, but without its configuration file, which can load other people's code. A
 * forked child must not use libcrypto, because it finds the memory empty. False where it fails.
 */
bool locked_memory_start_libcrypto(void);

/*
 * Bytes of the stack of a thread that computes with keys. ThreadSanitizer takes a megabyte of each
 * stack for itself.
 */
#ifdef __SANITIZE_THREAD__
#define LOCKED_STACK_SIZE ((size_t)2 * 1024 * 1024)
#else
#define LOCKED_STACK_SIZE ((size_t)128 * 1024)
#endif

/*
 * A stack of LOCKED_STACK_SIZE bytes, aligned to a page and with a guard page below it, for a
 * thread that lives as long as the process. NULL where the system has no memory.
 */
void *locked_memory_stack(void);

struct locked_memory_call {
    pthread_t thread;
    void *stack;
};

/*
 * Calls function(argument) in a thread with such a stack. The caller goes on meanwhile, and waits
 * with locked_memory_end_call later. False where there is no stack or no thread.
 */
bool locked_memory_begin_call(void *(*function)(void *), void *argument,
                              struct locked_memory_call *call);

/* Waits until the function has returned, and wipes and frees the stack. */
void locked_memory_end_call(const struct locked_memory_call *call);

/* Wipes what computing has left on the calling thread's stack, below its caller. */
void locked_memory_wipe_stack(void);

/*
 * Wipes all memory, even what is in use. Afterwards no thread may call anything of libcrypto.
 */
void locked_memory_wipe(void);

#endif
