/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_VISIBILITY_H
#define VALUX_MODULE_TOKEN_VISIBILITY_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/snapshot.h"

/* Which objects of a snapshot programs see: a bitmap with a bit for each object. */

/* The 64-bit words of a snapshot's bitmap. */
uint32_t visibility_words(const struct valux_snapshot *snapshot);

/* The bit of this object. */
bool visibility_get(const uint64_t *bits, uint32_t number);

/* Sets the bit of this object. */
void visibility_set(uint64_t *bits, uint32_t number);

/*
 * Sets, in a bitmap of zeros, the bits of what programs see at `now` by the status rules and the
 * exposure. Returns the first second at which that may change.
 */
int64_t visibility_derive(const struct valux_snapshot *snapshot, int64_t now, uint64_t *bits);

/*
 * Whether programs see the same objects with the same labels in the same order. A snapshot that is
 * NULL has no objects.
 */
bool visibility_same(const struct valux_snapshot *a, const uint64_t *bits_a,
                     const struct valux_snapshot *b, const uint64_t *bits_b);

/* Whether `older` has an object, visible or not, that `newer` lacks. `newer` may be NULL. */
bool visibility_lost(const struct valux_snapshot *older, const struct valux_snapshot *newer);

#endif
