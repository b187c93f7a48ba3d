/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer/store_watch.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "valux/snapshot.h"

static void map_counter(struct store_watch *watch)
{
    const unsigned char *page;

    if (watch->snapshot_status.st_size < (off_t)sizeof(struct valux_snapshot_header))
        return;
    page =
        mmap(NULL, sizeof(struct valux_snapshot_header), PROT_READ, MAP_SHARED, watch->snapshot, 0);
    if (page == MAP_FAILED)
        return;
    watch->replaced =
        (const uint32_t *)(const void *)(page + offsetof(struct valux_snapshot_header, replaced));
    watch->replaced_before = __atomic_load_n(watch->replaced, __ATOMIC_RELAXED);
}

void store_watch_begin(struct store_watch *watch, const char *store_path)
{
    *watch = (struct store_watch){.snapshot = -1};
    watch->directory = open(store_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (watch->directory < 0 || fstat(watch->directory, &watch->directory_status) != 0)
        return;
    watch->snapshot = openat(watch->directory, VALUX_SNAPSHOT_FILE,
                             O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (watch->snapshot >= 0 && fstat(watch->snapshot, &watch->snapshot_status) == 0)
        map_counter(watch);
}

/*
 * This makes the system call itself, because fstat(3) may make another one that takes a path, which
 * the sandbox forbids. A descriptor that was never opened counts as unchanged.
 */
static bool has_other_status(int descriptor, const struct stat *before)
{
    struct stat now;

    return descriptor >= 0 &&
           (syscall(SYS_fstat, descriptor, &now) != 0 || now.st_nlink != before->st_nlink ||
            !valux_snapshot_same_file(&now, before));
}

/*
 * True once in a tick of the coarse clock, which is 4 ms, for all threads together: to look takes a
 * tenth of the time of a P-256 signature.
 */
static bool is_time_to_look(void)
{
    static _Atomic int64_t looked_at;
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    int64_t tick = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    return atomic_load_explicit(&looked_at, memory_order_relaxed) != tick &&
           atomic_exchange_explicit(&looked_at, tick, memory_order_relaxed) != tick;
}

bool store_watch_has_changed(const struct store_watch *watch)
{
    if (watch->replaced != NULL &&
        __atomic_load_n(watch->replaced, __ATOMIC_RELAXED) != watch->replaced_before)
        return true;
    return is_time_to_look() && (has_other_status(watch->snapshot, &watch->snapshot_status) ||
                                 has_other_status(watch->directory, &watch->directory_status));
}
