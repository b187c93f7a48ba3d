/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_LOADED_MODULES_H
#define VALUX_LOADED_MODULES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "valux/error.h"
#include "valux/paths.h"

/* Which running programs have loaded a file of our module that is out of date. */

struct valux_loaded_module {
    pid_t pid;
    char program[32];           /* the process's own name for itself */
    char path[VALUX_PATH_SIZE]; /* the module's file, as the process sees it */
    bool replaced;              /* that file is no longer there: a restart loads the newer one */
    unsigned snapshot_version;  /* unless replaced: what that file reads; 0: it does not say */
};

/*
 * Looks through the processes whose map of memory this user may read, for those that have loaded a
 * file named as the one at `module_path` that has been replaced or removed, or one that is there
 * but reads snapshots of another version than VALUX_SNAPSHOT_VERSION. A process that ends meanwhile
 * is passed over. The caller frees *modules.
 */
bool valux_loaded_modules_find_outdated(const char *module_path,
                                        struct valux_loaded_module **modules, size_t *count,
                                        struct valux_error *error);

#endif
