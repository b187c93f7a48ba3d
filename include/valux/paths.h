/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PATHS_H
#define VALUX_PATHS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Where things are on disk. A process that has more rights than its caller (AT_SECURE) ignores the
 * environment and takes the home directory from the password database.
 */

#define VALUX_PATH_SIZE 4096 /* bytes of a path with its terminating zero: PATH_MAX */

/*
 * What a copy of the module for a sandboxed program finds beside itself: the directory
 * VALUX_PUBLISHED_STORE with a copy of the store's snapshot and the agent's socket.
 */
#define VALUX_PUBLISHED_STORE "valux"
#define VALUX_PUBLISHED_SOCKET "agent"

/*
 * The store's seal: VALUX_SEAL_SECRET_SIZE bytes, which are the secret itself, or a longer text
 * with the secret under a PIN.
 */
#define VALUX_SEAL_FILE "seal"
#define VALUX_SEAL_SECRET_SIZE 32

/*
 * Whether the seal at `path`, seen from the open directory `directory` or AT_FDCWD, is under a PIN.
 * Where it can't be looked at, it is not.
 */
bool valux_paths_seal_has_pin(int directory, const char *path);

/*
 * The store: $VALUX_HOME, or $XDG_DATA_HOME/valux, or ~/.local/share/valux. Relative values of the
 * XDG variables are passed over, as the XDG Base Directory Specification says. Writes the path to
 * `path` of VALUX_PATH_SIZE bytes. False if VALUX_HOME is wrong, if there is no home directory, or
 * if the path is too long.
 */
bool valux_paths_store(char path[static VALUX_PATH_SIZE]);

/*
 * The value of VALUX_HOME where it is neither empty nor an absolute path, and so names no store;
 * else NULL. It is the environment's.
 */
const char *valux_paths_wrong_store(void);

/* The user's home directory, as valux_paths_store gives its path. */
bool valux_paths_home(char path[static VALUX_PATH_SIZE]);

/* $XDG_CONFIG_HOME, or ~/.config, likewise. */
bool valux_paths_config_home(char path[static VALUX_PATH_SIZE]);

/* $XDG_DATA_HOME, or ~/.local/share, likewise. */
bool valux_paths_data_home(char path[static VALUX_PATH_SIZE]);

/* $XDG_STATE_HOME, or ~/.local/state, likewise. */
bool valux_paths_state_home(char path[static VALUX_PATH_SIZE]);

/* Joins directory, a slash and name. False if the result is too long; `path` is then "". */
bool valux_paths_join(char path[static VALUX_PATH_SIZE], const char *directory, const char *name);

/*
 * Finds another file of this product. `self` is the absolute path of the program or library that
 * asks. If it is in `own_directory`, where it is installed, the file is at the absolute path
 * `installed`. Otherwise this is a build tree, and the file is at `relative`, seen from the
 * directory of `self`. False if the result is too long.
 */
bool valux_paths_sibling(char path[static VALUX_PATH_SIZE], const char *self,
                         const char *own_directory, const char *installed, const char *relative);

#endif
