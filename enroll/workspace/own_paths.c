/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/own_paths.h"

#include <stdlib.h>
#include <unistd.h>

#include "valux/text.h"

/* The path `installed` or, in a build tree, the path `relative` to this program's directory. */
static bool find(char path[static VALUX_PATH_SIZE], const char *installed, const char *relative)
{
    char self[VALUX_PATH_SIZE];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

    if (length < 0)
        return false;
    self[length] = '\0';
    return valux_paths_sibling(path, self, VALUX_INSTALLED_PROGRAM_DIRECTORY, installed, relative);
}

bool own_paths_module(char path[static VALUX_PATH_SIZE], struct valux_error *error)
{
    char module[VALUX_PATH_SIZE];

    if (!find(module, VALUX_INSTALLED_MODULE, "../" VALUX_RELATIVE_MODULE) ||
        realpath(module, path) == NULL)
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                               _("The module's path can't be found."));
    return true;
}

bool own_paths_units(char path[static VALUX_PATH_SIZE], struct valux_error *error)
{
    return find(path, VALUX_INSTALLED_UNITS, "../" VALUX_RELATIVE_UNITS) ||
           valux_error_set(error, VALUX_ERROR_SYSTEM, "%s",
                           _("The unit files' path can't be found."));
}

bool own_paths_agent(char path[static VALUX_PATH_SIZE], struct valux_error *error)
{
    return find(path, VALUX_INSTALLED_AGENT, "../" VALUX_RELATIVE_AGENT) ||
           valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("The agent's path can't be found."));
}

bool own_paths_locale(char path[static VALUX_PATH_SIZE])
{
    return find(path, VALUX_INSTALLED_LOCALE, "../" VALUX_RELATIVE_LOCALE);
}
