/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_WINDOW_STORE_WATCH_H
#define VALUX_WINDOW_STORE_WATCH_H

/*
 * Watches the directory of the store, which need not exist yet: $VALUX_HOME, or valux in the user's
 * data directory.
 */

struct store_watch;

/* Begins to watch. `changed` is called by the main loop, once for changes that come together. */
struct store_watch *store_watch_start(void (*changed)(void *data), void *data);
void store_watch_stop(struct store_watch *watch);

#endif
