/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/*
 * How the view follows the store at nearly no cost. A program makes thousands of calls while it
 * lists a token, so the file is looked at, by one lstat(2), at most every 50 ms of a clock that
 * takes no system call. It is read only when that shows a change. Where visibility changes by time
 * alone, the second of it is known ahead: it is computed together with the visibility, and then
 * compared with the clock.
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

#include "signer-link/store_path.h"
#include "token/debug.h"
#include "token/visible_objects.h"
#include "valux/paths.h"

#define LOOK_NANOSECONDS INT64_C(50000000)
#define NANOSECONDS_PER_SECOND INT64_C(1000000000)
#define RETIRED_MAX 16 /* replaced snapshots whose objects stay readable */

static char directory[VALUX_PATH_SIZE]; /* of the snapshot */
static char snapshot_path[VALUX_PATH_SIZE];
static enum valux_snapshot_result last_result = VALUX_SNAPSHOT_ABSENT;
static struct stat loaded; /* the file that was read last */
static int64_t looked_at;  /* CLOCK_MONOTONIC_COARSE, in nanoseconds */
static bool looked;

static struct shared_snapshot *current;
static uint64_t *visible;
static int64_t derived_at;
static int64_t next_change;
static uint64_t generation;

static struct shared_snapshot *retired[RETIRED_MAX];
static unsigned retired_count;

static const struct valux_snapshot *snapshot_of(const struct shared_snapshot *shared)
{
    return shared == NULL ? NULL : &shared->snapshot;
}

void shared_snapshot_hold(struct shared_snapshot *shared)
{
    shared->references++;
}

void shared_snapshot_release(struct shared_snapshot *shared)
{
    if (shared == NULL || --shared->references > 0)
        return;
    valux_snapshot_free(&shared->snapshot);
    free(shared);
}

/* Keeps a replaced snapshot if it has objects that `newer` lacks. The oldest of too many goes. */
static void retire(struct shared_snapshot *old, const struct shared_snapshot *newer)
{
    if (old == NULL)
        return;
    if (!visible_objects_lost(&old->snapshot, snapshot_of(newer))) {
        shared_snapshot_release(old);
        return;
    }
    if (retired_count == RETIRED_MAX) {
        shared_snapshot_release(retired[0]);
        memmove(&retired[0], &retired[1], (RETIRED_MAX - 1) * sizeof retired[0]);
        retired_count--;
    }
    retired[retired_count++] = old;
}

static void replace(struct shared_snapshot *shared, uint64_t *bits, int64_t now, int64_t change)
{
    struct shared_snapshot *old = current;

    if (!visible_objects_same(snapshot_of(current), visible, snapshot_of(shared), bits)) {
        generation++;
        debug_message("the view has changed");
    }
    free(visible);
    current = shared;
    visible = bits;
    derived_at = now;
    next_change = change;
    if (old != shared)
        retire(old, shared);
}

static void derive_again(int64_t now)
{
    uint64_t *bits = calloc(visible_objects_words(&current->snapshot), sizeof *bits);

    if (bits == NULL)
        return;
    int64_t change = visible_objects_derive(&current->snapshot, now, bits);
    replace(current, bits, now, change);
}

static void load(int64_t now)
{
    struct shared_snapshot *shared = calloc(1, sizeof *shared);
    uint64_t *bits = NULL;
    int64_t change = INT64_MAX;

    if (shared == NULL)
        return;
    shared->references = 1;
    if (directory[0] != '\0')
        last_result = valux_snapshot_load(directory, &shared->snapshot, &loaded);
    else /* A wrong VALUX_HOME must not look like a store without certificates. */
        last_result =
            valux_paths_wrong_store() == NULL ? VALUX_SNAPSHOT_ABSENT : VALUX_SNAPSHOT_REFUSED;
    if (last_result == VALUX_SNAPSHOT_OK) {
        bits = calloc(visible_objects_words(&shared->snapshot), sizeof *bits);
        if (bits == NULL) {
            last_result = VALUX_SNAPSHOT_DAMAGED;
            shared_snapshot_release(shared);
            return;
        }
        change = visible_objects_derive(&shared->snapshot, now, bits);
    } else {
        if (last_result == VALUX_SNAPSHOT_NEWER)
            debug_message("a newer version of VALUX for NSS wrote the snapshot: start this "
                          "program anew, or update VALUX for NSS");
        free(shared);
        shared = NULL;
    }
    replace(shared, bits, now, change);
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

void view_refresh_now(void)
{
    looked = false;
    view_refresh();
}

void view_open(void)
{
    if (!store_path(directory) || !valux_paths_join(snapshot_path, directory, VALUX_SNAPSHOT_FILE))
        directory[0] = '\0';
}

void view_close(void)
{
    for (unsigned i = 0; i < retired_count; i++)
        shared_snapshot_release(retired[i]);
    retired_count = 0;
    shared_snapshot_release(current);
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
    return last_result != VALUX_SNAPSHOT_OK && last_result != VALUX_SNAPSHOT_ABSENT;
}

struct shared_snapshot *view_current(void)
{
    return current;
}

const uint64_t *view_visible(void)
{
    return visible;
}

/*
 * Programs read one object by several calls, and objects in their order. So the object that was
 * found last and the one after it are tried first.
 */
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
        const struct shared_snapshot *shared = i == 0 ? current : retired[retired_count - i];
        if (shared == NULL)
            continue;
        found->snapshot = &shared->snapshot;
        found->object = find_near(&shared->snapshot, handle);
        if (found->object != NULL) {
            found->visible =
                shared == current &&
                visible_objects_get(visible, (uint32_t)(found->object - shared->snapshot.objects));
            return true;
        }
    }
    return false;
}
