/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "programs/directories.h"
#include "valux/file.h"
#include "valux/text.h"

#define FILE_LIMIT ((size_t)1024 * 1024)

bool policy_file_read(const char *path, struct valux_bytes *content, bool *absent,
                      struct valux_error *error)
{
    return valux_file_read(VALUX_FILE_PROGRAM, AT_FDCWD, path, FILE_LIMIT, content, absent, error);
}

/* The directory of a path. */
static void parent_of(const char *path, char directory[static VALUX_PATH_SIZE])
{
    snprintf(directory, VALUX_PATH_SIZE, "%.*s", (int)(strrchr(path, '/') - path), path);
}

bool policy_file_missing(const char *path, char made_from[static VALUX_PATH_SIZE],
                         struct valux_error *error)
{
    char directory[VALUX_PATH_SIZE];
    char nearest[VALUX_PATH_SIZE];
    struct stat status;

    parent_of(path, directory);
    return directories_examine(directory, made_from, nearest, &status, error);
}

bool policy_file_write(const char *path, const char *text, struct valux_error *error)
{
    char target[VALUX_PATH_SIZE];
    char directory[VALUX_PATH_SIZE];
    char made_from[VALUX_PATH_SIZE];

    if (realpath(path, target) == NULL) {
        if (errno != ENOENT)
            return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", path, strerror(errno));
        snprintf(target, sizeof target, "%s", path);
    }
    if (!policy_file_missing(target, made_from, error))
        return false;
    parent_of(target, directory);
    if ((made_from[0] == '\0' || valux_directory_make(VALUX_FILE_PROGRAM, directory, error)) &&
        valux_file_replace(VALUX_FILE_PROGRAM, AT_FDCWD, target, text, strlen(text), error))
        return true;
    directories_remove(directory, made_from);
    return false;
}

char *policy_print_document(const cJSON *document)
{
    char *text;
    char *printed = cJSON_Print(document);
    int length = printed == NULL ? -1 : asprintf(&text, "%s\n", printed);

    cJSON_free(printed);
    return length < 0 ? NULL : text;
}

bool policy_file_remove(const char *path, const char *made_from, struct valux_error *error)
{
    char directory[VALUX_PATH_SIZE];

    if (!valux_file_remove(VALUX_FILE_PROGRAM, AT_FDCWD, path, error))
        return false;
    parent_of(path, directory);
    directories_remove(directory, made_from);
    return true;
}
