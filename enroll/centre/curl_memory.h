/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_CENTRE_CURL_MEMORY_H
#define VALUX_ENROLL_CENTRE_CURL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Memory for libcurl, which keeps copies of passwords and of what it has sent. Each block is
 * overwritten before it is given back, and kept out of swap space as far as the limit on locked
 * memory allows.
 */

/* Initialises libcurl with this memory, once in a process. False where libcurl can't be used. */
bool curl_memory_initialise(void);

/*
 * Overwrites every copy of the text, which has `length` bytes, in the blocks that libcurl has now.
 * For a text that libcurl does not need any more. Does nothing for an empty text.
 */
void curl_memory_forget(const void *text, size_t length);

#endif
