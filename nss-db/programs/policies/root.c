/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/root.h"

#include <stdio.h>
#include <string.h>

#include "programs/policies/file.h"
#include "valux/text.h"

bool policy_full_path(const char *root, const char *path, char full[static VALUX_PATH_SIZE],
                      struct valux_error *error)
{
    return valux_paths_join(full, root, path + 1) ||
           valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s: the path is too long."), path);
}

bool policy_missing(const char *root, const char *path, char made_from[static VALUX_PATH_SIZE],
                    struct valux_error *error)
{
    char full[VALUX_PATH_SIZE];
    char missing[VALUX_PATH_SIZE];

    if (!policy_full_path(root, path, full, error) || !policy_file_missing(full, missing, error))
        return false;
    if (missing[0] == '\0')
        made_from[0] = '\0';
    else if (strlen(missing) > strlen(root))
        snprintf(made_from, VALUX_PATH_SIZE, "%s", missing + strlen(root));
    else /* The root is missing too: all below it will be made. */
        snprintf(made_from, VALUX_PATH_SIZE, "/%.*s", (int)strcspn(path + 1, "/"), path + 1);
    return true;
}
