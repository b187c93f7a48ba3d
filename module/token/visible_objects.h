/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_VISIBLE_OBJECTS_H
#define VALUX_MODULE_TOKEN_VISIBLE_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/snapshot.h"

/* Which objects of a snapshot programs see, as a bitmap: a bit for each object, by its number. */

/* How many 64-bit words the bitmap of this snapshot has. */
uint32_t visible_objects_words(const struct valux_snapshot *snapshot);

/* Whether the bit of this object is set. */
bool visible_objects_get(const uint64_t *bits, uint32_t number);

/* Sets the bit of this object. */
void visible_objects_set(uint64_t *bits, uint32_t number);

/*
 * Sets the bits of the objects that programs see at the second `now`, by the status rules and the
 * exposure. `bits` is a bitmap of zeros. Returns the first second at which another result is
 * possible.
 */
int64_t visible_objects_derive(const struct valux_snapshot *snapshot, int64_t now, uint64_t *bits);

/*
 * Whether programs see the same objects in both, with the same labels and in the same order. A
 * snapshot that is NULL has no objects.
 */
bool visible_objects_same(const struct valux_snapshot *a, const uint64_t *bits_a,
                          const struct valux_snapshot *b, const uint64_t *bits_b);

/* Whether `older` has an object, visible or not, that `newer` lacks. `newer` may be NULL. */
bool visible_objects_lost(const struct valux_snapshot *older, const struct valux_snapshot *newer);

#endif
