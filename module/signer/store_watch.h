/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_STORE_WATCH_H
#define VALUX_MODULE_SIGNER_STORE_WATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * How a sealed signer, which can open nothing any more, finds out that the store has changed since
 * it read it. When the helper puts a new snapshot into the place of the old one, it counts up a
 * number in the old one. The signer has that number mapped and sees it at once. Every other change
 * (a restored backup, a removed or renamed store) shows in the status of the open snapshot or of
 * the open store, which the signer looks at every 4 ms at most.
 *
 * One page is mapped, and nothing of it is read but that number. If somebody truncates the file to
 * nothing, the read ends the signer by SIGBUS, and the module starts another one.
 */
struct store_watch {
    int directory; /* the open store, or -1 */
    int snapshot;  /* the open file, or -1 */
    struct stat directory_status;
    struct stat snapshot_status;
    const uint32_t *replaced; /* mapped; NULL where the file system shares no mapping */
    uint32_t replaced_before;
};

/*
 * Begins to watch the store at `store_path`. Called before the store is read, so that no change is
 * missed. A store that is not there never changes. The descriptors and the mapping stay until the
 * process ends.
 */
void store_watch_begin(struct store_watch *watch, const char *store_path);

/* Whether the store has changed since then. May be called by several threads at once. */
bool store_watch_has_changed(const struct store_watch *watch);

#endif
