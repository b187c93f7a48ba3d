/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_LOADED_MODULES_H
#define VALUX_LOADED_MODULES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "valux/error.h"

/* Which running programs still have a file of our module that has been replaced or removed. */

struct valux_loaded_module {
    pid_t pid;
    char program[32]; /* the process's own name for itself */
};

/*
 * Looks through the processes whose map of memory this user may read, for those that have loaded a
 * file named as the one at `module_path` that is no longer where it was. They go on with it until
 * they are restarted. A module in another place that is still there is not counted, since a restart
 * would load it again. A process that ends meanwhile is passed over. The caller frees *modules.
 */
bool valux_loaded_modules_find_replaced(const char *module_path,
                                        struct valux_loaded_module **modules, size_t *count,
                                        struct valux_error *error);

#endif
