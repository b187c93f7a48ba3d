/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/own_path.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>

static char resolved[PATH_MAX];
static const char *path = VALUX_MODULE_DIRECTORY "/";

/* Runs while the program loads the module, and so in the directory for which its path is meant. */
static __attribute__((constructor)) void find_own_path(void)
{
    Dl_info information;

    if (dladdr((const void *)find_own_path, &information) != 0 && information.dli_fname != NULL &&
        realpath(information.dli_fname, resolved) != NULL)
        path = resolved;
}

const char *own_path(void)
{
    return path;
}
