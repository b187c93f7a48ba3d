/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_VIEW_H
#define VALUX_MODULE_TOKEN_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/snapshot.h"

/*
 * The view: the mapped snapshot, and which of its objects programs see now. It follows the file and
 * the clock. Every function is called with the state's mutex held.
 */

/* A mapped snapshot that views and searches share. */
struct mapping {
    struct valux_snapshot snapshot;
    unsigned references;
};

void mapping_hold(struct mapping *mapping);

/* Unmaps with the last reference. NULL is allowed. */
void mapping_release(struct mapping *mapping);

/* Finds out where the store is. Nothing is mapped before the first refresh. */
void view_open(void);

/* Lets go of all mappings. */
void view_close(void);

/*
 * Brings the view up to date: the file is looked at, at most every 50 ms, and visibility is derived
 * anew when the second of the next status change has come or the clock was set back.
 */
void view_refresh(void);

/*
 * Rises when programs see other objects than before: what they cached is no longer true. Sessions
 * remember the number they were opened with.
 */
uint64_t view_generation(void);

/* Whether there is a store that can't be read or must not be trusted. */
bool view_failed(void);

/* The snapshot that programs see now, or NULL for an empty token. Hold it to keep it. */
struct mapping *view_current(void);

/* A bit for each object of the current snapshot: whether programs see it. See visibility.h. */
const uint64_t *view_visible(void);

/* An object, and the snapshot that it is in. */
struct view_object {
    const struct valux_snapshot *snapshot;
    const struct valux_snapshot_object *object;
    bool visible;
};

/*
 * Finds an object by handle, hidden ones and those of replaced snapshots too, so that a program can
 * read the objects that it listed before. False where no such object was ever seen.
 */
bool view_object(CK_OBJECT_HANDLE handle, struct view_object *found);

#endif
