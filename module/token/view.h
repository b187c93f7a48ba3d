/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_TOKEN_VIEW_H
#define VALUX_MODULE_TOKEN_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include <pkcs11.h>

#include "valux/snapshot.h"

/*
 * The view: the store's snapshot, and which of its objects programs see now. It follows the file
 * and the clock. Every function is called with the state's mutex held.
 */

/* A snapshot in memory. The view holds it, and so does each search in it. */
struct shared_snapshot {
    struct valux_snapshot snapshot;
    unsigned references;
};

/* Keeps the snapshot until it is released as often as it is held. */
void shared_snapshot_hold(struct shared_snapshot *shared);

/* Frees the snapshot when nobody holds it any more. NULL is allowed. */
void shared_snapshot_release(struct shared_snapshot *shared);

/* Finds out where the store is. Nothing is read before the first view_refresh. */
void view_open(void);

/* Releases all snapshots. */
void view_close(void);

/*
 * Brings the view up to date. The file is looked at, but at most every 50 ms, and read if it is
 * another one. What programs see is derived anew when the second of the next status change has come
 * or the clock was set back.
 */
void view_refresh(void);

/*
 * view_refresh that looks at the file now, however lately it was looked at: before a refusal that
 * a change of the last 50 ms would make wrong.
 */
void view_refresh_now(void);

/*
 * The view's generation: a number that rises when programs see other objects than before, so that
 * what they remember of the token is no longer true. A session keeps the number of its opening.
 */
uint64_t view_generation(void);

/* Whether there is a store that can't be read, or that others may write and is not trusted. */
bool view_failed(void);

/* The snapshot that programs see now; NULL for an empty token. Who keeps it holds it. */
struct shared_snapshot *view_current(void);

/* A bit for each object of view_current, as visibility.h has them: whether programs see it. */
const uint64_t *view_visible(void);

/* An object, and the snapshot that it is in. */
struct view_object {
    const struct valux_snapshot *snapshot;
    const struct valux_snapshot_object *object;
    bool visible;
};

/*
 * Finds an object by its handle. Hidden objects and those of replaced snapshots are found as well,
 * so that a program can go on reading what it has listed. False where there is no such object.
 */
bool view_object(CK_OBJECT_HANDLE handle, struct view_object *found);

#endif
