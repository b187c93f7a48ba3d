/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_STORE_WATCH_H
#define VALUX_MODULE_SIGNER_STORE_WATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * How a sealed signer, which can open nothing any more, finds out that the store has changed since
 * it read it. The helper counts up in the old snapshot when it puts a new one in its place; that is
 * seen at once, since the word is mapped. Everything else (a restored backup, a removed or renamed
 * store) is seen by the status of the open snapshot and of the open store, within 4 ms.
 *
 * The mapping is one page, and nothing but this one word of it is read. Where somebody truncates
 * the file to nothing, reading it ends the signer by SIGBUS, and the module starts another one.
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
 * Begins to watch the store at `store_path`, before it is read. Where there is nothing to watch,
 * nothing changes. The descriptors and the mapping stay until the process ends.
 */
void store_watch_begin(struct store_watch *watch, const char *store_path);

/* Whether the store has changed since. May be called by several threads at once. */
bool store_watch_has_changed(const struct store_watch *watch);

#endif
