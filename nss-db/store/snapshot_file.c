/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "store/snapshot_file.h"

#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include "valux/file.h"
#include "valux/snapshot.h"

#define SNAPSHOT_SIZE_MAX ((size_t)1 << 30)

bool snapshot_file_read(int directory, struct valux_bytes *snapshot, bool *absent,
                        struct valux_error *error)
{
    return valux_file_read(VALUX_FILE_PRIVATE, directory, VALUX_SNAPSHOT_FILE, SNAPSHOT_SIZE_MAX,
                           snapshot, absent, error);
}

/*
 * Marks the old snapshot, so that signers that have read it see that it was replaced. The mark
 * counts up, because a backup may have brought back a file that was marked before. If it can't be
 * written, signers find out some milliseconds later by the file's status.
 */
static void mark_replaced(int old)
{
    const off_t offset = offsetof(struct valux_snapshot_header, replaced);
    uint32_t replaced = 0;

    if (pread(old, &replaced, sizeof replaced, offset) != sizeof replaced)
        return;
    replaced++;
    (void)!pwrite(old, &replaced, sizeof replaced, offset);
}

bool snapshot_file_replace(int directory, const struct valux_bytes *snapshot,
                           struct valux_error *error)
{
    int old = openat(directory, VALUX_SNAPSHOT_FILE, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool result = valux_file_replace(VALUX_FILE_PRIVATE, directory, VALUX_SNAPSHOT_FILE,
                                     snapshot->data, snapshot->length, error);

    if (!result)
        (void)unlinkat(directory, VALUX_SNAPSHOT_FILE, 0);
    if (old >= 0) {
        mark_replaced(old);
        close(old);
    }
    return result;
}
