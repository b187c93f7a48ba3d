/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * How the view follows the store without costing anything. A program asks for objects thousands of
 * times while it lists a token, so the file is looked at (one lstat) at most every 50 ms by a clock
 * that needs no system call, and a change of status is known ahead: its second is computed when
 * visibility is derived. The file is read only when its status has changed.
 *
 * The generation rises only when programs would see other objects, or the same ones with other
 * labels or in another order. Each rise makes NSS close every connection that was authenticated
 * with the token, so a file that changes nothing of that must not raise it.
 *
 * A snapshot that was replaced is kept as long as it has objects that the present one lacks: NSS
 * gives up a whole listing when one object of it can't be read any more.
 */
#include "token/view.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "token/debug.h"
#include "token/visibility.h"
#include "valux/paths.h"

#define LOOK_NANOSECONDS INT64_C(50000000)
#define NANOSECONDS_PER_SECOND INT64_C(1000000000)
#define RETIRED_MAX 16 /* replaced snapshots whose objects stay readable */

static char store_path[VALUX_PATH_SIZE];
static char snapshot_path[VALUX_PATH_SIZE];
static enum valux_snapshot_result last_result = VALUX_SNAPSHOT_ABSENT;
static struct stat loaded; /* the file that was read last */
static int64_t looked_at;  /* CLOCK_MONOTONIC_COARSE, in nanoseconds */
static bool looked;

static struct mapping *current;
static uint64_t *visible;
static int64_t derived_at;
static int64_t next_change;
static uint64_t generation;

static struct mapping *retired[RETIRED_MAX];
static unsigned retired_count;

static const struct valux_snapshot *snapshot_of(const struct mapping *mapping)
{
    return mapping == NULL ? NULL : &mapping->snapshot;
}

void mapping_hold(struct mapping *mapping)
{
    mapping->references++;
}

void mapping_release(struct mapping *mapping)
{
    if (mapping == NULL || --mapping->references > 0)
        return;
    valux_snapshot_free(&mapping->snapshot);
    free(mapping);
}

/* Keeps a replaced snapshot for the objects that only it has; drops the oldest of too many. */
static void retire(struct mapping *old, const struct mapping *newer)
{
    if (old == NULL)
        return;
    if (!visibility_lost(&old->snapshot, snapshot_of(newer))) {
        mapping_release(old);
        return;
    }
    if (retired_count == RETIRED_MAX) {
        mapping_release(retired[0]);
        memmove(&retired[0], &retired[1], (RETIRED_MAX - 1) * sizeof retired[0]);
        retired_count--;
    }
    retired[retired_count++] = old;
}

static void replace(struct mapping *mapping, uint64_t *bits, int64_t now, int64_t change)
{
    struct mapping *old = current;

    if (!visibility_same(snapshot_of(current), visible, snapshot_of(mapping), bits)) {
        generation++;
        debug_message("the view has changed");
    }
    free(visible);
    current = mapping;
    visible = bits;
    derived_at = now;
    next_change = change;
    if (old != mapping)
        retire(old, mapping);
}

static void derive_again(int64_t now)
{
    uint64_t *bits = calloc(visibility_words(&current->snapshot), sizeof *bits);

    if (bits == NULL)
        return;
    int64_t change = visibility_derive(&current->snapshot, now, bits);
    replace(current, bits, now, change);
}

static void load(int64_t now)
{
    struct mapping *mapping = calloc(1, sizeof *mapping);
    uint64_t *bits = NULL;
    int64_t change = INT64_MAX;

    if (mapping == NULL)
        return;
    mapping->references = 1;
    if (store_path[0] != '\0')
        last_result = valux_snapshot_load(store_path, &mapping->snapshot, &loaded);
    else /* A wrong VALUX_HOME must not look like a store without certificates. */
        last_result =
            valux_paths_wrong_store() == NULL ? VALUX_SNAPSHOT_ABSENT : VALUX_SNAPSHOT_REFUSED;
    if (last_result == VALUX_SNAPSHOT_OK) {
        bits = calloc(visibility_words(&mapping->snapshot), sizeof *bits);
        if (bits == NULL) {
            last_result = VALUX_SNAPSHOT_DAMAGED;
            mapping_release(mapping);
            return;
        }
        change = visibility_derive(&mapping->snapshot, now, bits);
    } else {
        free(mapping);
        mapping = NULL;
    }
    replace(mapping, bits, now, change);
}

static bool is_time_to_look(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    int64_t nanoseconds = now.tv_sec * NANOSECONDS_PER_SECOND + now.tv_nsec;
    if (looked && nanoseconds - looked_at < LOOK_NANOSECONDS)
        return false;
    looked = true;
    looked_at = nanoseconds;
    return true;
}

static bool file_is_the_same(void)
{
    struct stat status;

    return last_result == VALUX_SNAPSHOT_OK && lstat(snapshot_path, &status) == 0 &&
           valux_snapshot_same_file(&status, &loaded);
}

void view_refresh(void)
{
    struct timespec wall;

    clock_gettime(CLOCK_REALTIME, &wall);
    if (is_time_to_look() && !file_is_the_same())
        load(wall.tv_sec);
    else if (current != NULL && (wall.tv_sec < derived_at || wall.tv_sec >= next_change))
        derive_again(wall.tv_sec);
}

void view_open(void)
{
    if (!valux_paths_store(store_path) ||
        !valux_paths_join(snapshot_path, store_path, VALUX_SNAPSHOT_FILE))
        store_path[0] = '\0';
}

void view_close(void)
{
    for (unsigned i = 0; i < retired_count; i++)
        mapping_release(retired[i]);
    retired_count = 0;
    mapping_release(current);
    current = NULL;
    free(visible);
    visible = NULL;
    last_result = VALUX_SNAPSHOT_ABSENT;
    looked = false;
}

uint64_t view_generation(void)
{
    return generation;
}

bool view_failed(void)
{
    return last_result == VALUX_SNAPSHOT_DAMAGED || last_result == VALUX_SNAPSHOT_REFUSED;
}

struct mapping *view_current(void)
{
    return current;
}

const uint64_t *view_visible(void)
{
    return visible;
}

/* Programs read an object in several calls, and objects in order: most are the last or the next. */
static const struct valux_snapshot_object *find_near(const struct valux_snapshot *snapshot,
                                                     CK_OBJECT_HANDLE handle)
{
    static uint32_t last;

    for (uint32_t i = last; i < snapshot->header->object_count && i - last < 2; i++)
        if (snapshot->objects[i].handle == handle) {
            last = i;
            return &snapshot->objects[i];
        }
    const struct valux_snapshot_object *object = valux_snapshot_object_by_handle(snapshot, handle);
    last = object == NULL ? 0 : (uint32_t)(object - snapshot->objects);
    return object;
}

bool view_object(CK_OBJECT_HANDLE handle, struct view_object *found)
{
    for (unsigned i = 0; i <= retired_count; i++) {
        const struct mapping *mapping = i == 0 ? current : retired[retired_count - i];
        if (mapping == NULL)
            continue;
        found->snapshot = &mapping->snapshot;
        found->object = find_near(&mapping->snapshot, handle);
        if (found->object != NULL) {
            found->visible =
                mapping == current &&
                visibility_get(visible, (uint32_t)(found->object - mapping->snapshot.objects));
            return true;
        }
    }
    return false;
}
