/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SNAPSHOT_WORDS_H
#define VALUX_SNAPSHOT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/snapshot.h"

/*
 * CK_ULONG, the number of PKCS#11, has the size of a machine's word. A 32-bit program reads the
 * snapshot of a 64-bit helper, since both work in one home directory.
 */

/*
 * Makes a snapshot that valux_snapshot_check has found good fit words of `word_size` bytes, in the
 * memory at `base`, which it is in and which has to be writable. With 8 it has nothing to do. With
 * 4, values of CK_ULONG become 4 bytes long, and handles smaller than 2^30, in the same order.
 * False if a value of CK_ULONG has not 8 bytes, or if there are more handles than numbers.
 */
bool snapshot_words_fit(unsigned char *base, const struct valux_snapshot *snapshot,
                        size_t word_size);

#endif
