/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PUBLISHED_COPIES_H
#define VALUX_PUBLISHED_COPIES_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/find_programs.h"
#include "valux/paths.h"
#include "valux/store.h"

/*
 * The copies of the module and of the snapshot that are published for sandboxed programs (Flatpak,
 * snap), which can't see the store. valux_program_register publishes them, and
 * valux_program_unregister takes them back; in between, every change of the store renews them.
 */

/*
 * Writes the directory in which the copies for a program are, or "" for a program that is not
 * sandboxed.
 */
void valux_published_directory(const struct valux_program *program,
                               char path[static VALUX_PATH_SIZE]);

/* How what is published compares with what belongs there. */
struct valux_published_state {
    bool module;   /* the module's copy is equal */
    bool snapshot; /* the snapshot's copy is equal */
    bool socket;   /* the agent's socket is there */
};

/*
 * Makes the copies for all sandboxed programs of the store's record equal to the module at
 * `module_path` and to the store's snapshot. What is equal already is not touched. A program that
 * is gone is struck off the record, and what is published for it is removed. All are tried; *error
 * is the first failure. The store is open and locked.
 */
bool valux_published_renew(const struct valux_store *store, const char *module_path,
                           struct valux_error *error);

/* Compares what is published for a sandboxed program with module and store. */
bool valux_published_examine(const struct valux_store *store, const struct valux_program *program,
                             const char *module_path, struct valux_published_state *state,
                             struct valux_error *error);

/* The path of an agent's socket. */
struct valux_published_socket {
    char path[VALUX_PATH_SIZE];
};

/*
 * The agent's sockets that belong to the store's record, one for each sandboxed application. The
 * caller frees *sockets.
 */
bool valux_published_sockets(const struct valux_store *store,
                             struct valux_published_socket **sockets, size_t *count,
                             struct valux_error *error);

#endif
