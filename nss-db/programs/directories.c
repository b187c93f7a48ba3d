/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/directories.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/text.h"

/* The last slash of a path below the root directory, or NULL. */
static char *last_slash(char *path)
{
    char *slash = strrchr(path, '/');

    return slash == path ? NULL : slash;
}

bool directories_examine(const char *directory, char missing[static VALUX_PATH_SIZE],
                         char nearest[static VALUX_PATH_SIZE], struct stat *status,
                         struct valux_error *error)
{
    char *slash;

    missing[0] = '\0';
    snprintf(nearest, VALUX_PATH_SIZE, "%s", directory);
    while (stat(nearest, status) != 0) {
        int number = errno;
        slash = last_slash(nearest);
        if (number != ENOENT || slash == NULL)
            return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", nearest,
                                   strerror(number));
        memcpy(missing, nearest, VALUX_PATH_SIZE);
        *slash = '\0';
    }
    if (!S_ISDIR(status->st_mode))
        return valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s is not a directory."), nearest);
    return true;
}

void directories_remove(const char *directory, const char *outermost)
{
    char path[VALUX_PATH_SIZE];
    size_t length = strlen(outermost);
    char *slash = path;

    snprintf(path, sizeof path, "%s", directory);
    while (length > 0 && slash != NULL && strncmp(path, outermost, length) == 0 &&
           (path[length] == '/' || path[length] == '\0') && rmdir(path) == 0) {
        slash = last_slash(path);
        if (slash != NULL)
            *slash = '\0';
    }
}

bool directories_check_owner(const char *directory, char missing[static VALUX_PATH_SIZE],
                             struct valux_error *error)
{
    char nearest[VALUX_PATH_SIZE];
    struct stat status;

    if (!directories_examine(directory, missing, nearest, &status, error))
        return false;
    if (status.st_uid != geteuid())
        return valux_error_set(error, VALUX_ERROR_PROGRAM,
                               _("%s belongs to another user. Run the command as that user."),
                               nearest);
    return true;
}

void directories_resolve(const char *path, char resolved[static VALUX_PATH_SIZE])
{
    char nearest[VALUX_PATH_SIZE];
    char real[VALUX_PATH_SIZE];
    char *slash;

    snprintf(nearest, sizeof nearest, "%s", path);
    bool found = realpath(nearest, real) != NULL;
    while (!found && errno == ENOENT && (slash = last_slash(nearest)) != NULL) {
        *slash = '\0';
        found = realpath(nearest, real) != NULL;
    }
    const char *rest = path + strlen(nearest);
    if (!found || (*rest != '\0' && !valux_paths_join(resolved, real, rest + 1)))
        snprintf(resolved, VALUX_PATH_SIZE, "%s", path);
    else if (*rest == '\0')
        memcpy(resolved, real, sizeof real);
}
