/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "signer-link/own_path.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "valux/paths.h"

static char resolved[PATH_MAX];
static char published[VALUX_PATH_SIZE];
static const char *path = VALUX_MODULE_DIRECTORY "/";

/* "" is no own directory: an installed module has its store elsewhere, whatever lies beside it. */
static void find_published_store(void)
{
    struct stat status;

    if (!valux_paths_sibling(published, resolved, VALUX_MODULE_DIRECTORY, "",
                             VALUX_PUBLISHED_STORE) ||
        stat(published, &status) != 0 || !S_ISDIR(status.st_mode))
        published[0] = '\0';
}

/* Runs while the program loads the module, and so in the directory for which its path is meant. */
static __attribute__((constructor)) void find_own_path(void)
{
    Dl_info information;

    if (dladdr((const void *)find_own_path, &information) != 0 && information.dli_fname != NULL &&
        realpath(information.dli_fname, resolved) != NULL)
        path = resolved;
    find_published_store();
}

const char *own_path(void)
{
    return path;
}

const char *own_path_published_store(void)
{
    return published[0] == '\0' ? NULL : published;
}
