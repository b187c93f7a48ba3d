/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/policies/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/file.h"

#define FILE_LIMIT ((size_t)1024 * 1024)

static bool system_error(struct valux_error *error, const struct policy_root *root,
                         const char *path)
{
    return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s%s: %s.", root->path, path,
                           strerror(errno));
}

bool policy_file_read(const struct policy_root *root, const char *path, struct valux_bytes *content,
                      bool *absent, struct valux_error *error)
{
    char name[VALUX_PATH_SIZE];
    int file = policy_root_open_path(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);

    *absent = file < 0 && (errno == ENOENT || errno == ENOTDIR);
    *content = (struct valux_bytes){NULL, 0};
    if (file < 0)
        return *absent || system_error(error, root, path);
    policy_root_name(root, path, name);
    bool result = valux_file_read_open(VALUX_FILE_PROGRAM, file, name, FILE_LIMIT, content, error);
    close(file);
    return result;
}

/* The directory of a path. */
static void parent_of(const char *path, char directory[static VALUX_PATH_SIZE])
{
    snprintf(directory, VALUX_PATH_SIZE, "%.*s", (int)(strrchr(path, '/') - path), path);
}

bool policy_file_missing(const struct policy_root *root, const char *path,
                         char made_from[static VALUX_PATH_SIZE], struct valux_error *error)
{
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(made_from, VALUX_PATH_SIZE, "%.*s", (int)(slash - path), path);
        int file = policy_root_open_path(root, made_from, O_PATH | O_DIRECTORY);
        if (file < 0)
            return errno == ENOENT || system_error(error, root, made_from);
        close(file);
    }
    made_from[0] = '\0';
    return true;
}

/* Makes a directory, whose parent exists, with mode 0755. */
static bool make_directory(const struct policy_root *root, const char *path,
                           struct valux_error *error)
{
    struct policy_place place;

    if (!policy_root_find(root, path, &place))
        return system_error(error, root, path);
    int file = -1;
    if (mkdirat(place.directory, place.name, 0755) == 0)
        file = openat(place.directory, place.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool result = (file >= 0 && fchmod(file, 0755) == 0) || system_error(error, root, path);
    if (file >= 0)
        close(file);
    close(place.directory);
    return result;
}

/* Makes the directories of a file from `made_from` on, the outermost one that is missing. */
static bool make_directories(const struct policy_root *root, const char *path,
                             const char *made_from, struct valux_error *error)
{
    char directory[VALUX_PATH_SIZE];
    const char *slash = path + strlen(made_from);

    for (; slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(directory, sizeof directory, "%.*s", (int)(slash - path), path);
        if (!make_directory(root, directory, error))
            return false;
    }
    return true;
}

/* Removes the directories of a file up to `made_from`, as long as they are empty. */
static void remove_directories(const struct policy_root *root, const char *path,
                               const char *made_from)
{
    char directory[VALUX_PATH_SIZE];
    struct policy_place place;
    size_t length = strlen(made_from);
    bool removed = length > 0;

    parent_of(path, directory);
    while (removed && strncmp(directory, made_from, length) == 0 &&
           (directory[length] == '/' || directory[length] == '\0') &&
           policy_root_find(root, directory, &place)) {
        removed = unlinkat(place.directory, place.name, AT_REMOVEDIR) == 0;
        close(place.directory);
        *strrchr(directory, '/') = '\0';
    }
}

/* Replaces the file at a place. The error names the directory too. */
static bool replace(const struct policy_root *root, const char *path,
                    const struct policy_place *place, const char *text, struct valux_error *error)
{
    struct valux_error reason;
    char directory[VALUX_PATH_SIZE];

    if (valux_file_replace(VALUX_FILE_PROGRAM, place->directory, place->name, text, strlen(text),
                           &reason))
        return true;
    parent_of(path, directory);
    return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s%s: %s", root->path, directory,
                           reason.message);
}

bool policy_file_write(const struct policy_root *root, const char *path, const char *text,
                       struct valux_error *error)
{
    bool result = false;
    char made_from[VALUX_PATH_SIZE];
    struct policy_place place;

    if (!policy_file_missing(root, path, made_from, error))
        return false;
    if (made_from[0] != '\0' && !make_directories(root, path, made_from, error))
        goto done;
    if (!policy_root_find(root, path, &place)) {
        system_error(error, root, path);
        goto done;
    }
    result = replace(root, path, &place, text, error);
    close(place.directory);
done:
    if (!result)
        remove_directories(root, path, made_from);
    return result;
}

char *policy_print_document(const cJSON *document)
{
    char *text;
    char *printed = cJSON_Print(document);
    int length = printed == NULL ? -1 : asprintf(&text, "%s\n", printed);

    cJSON_free(printed);
    return length < 0 ? NULL : text;
}

bool policy_file_remove(const struct policy_root *root, const char *path, const char *made_from,
                        struct valux_error *error)
{
    struct policy_place place;

    if (policy_root_find(root, path, &place)) {
        bool removed = unlinkat(place.directory, place.name, 0) == 0 || errno == ENOENT;
        if (!removed)
            system_error(error, root, path);
        close(place.directory);
        if (!removed)
            return false;
    } else if (errno != ENOENT && errno != ENOTDIR) {
        return system_error(error, root, path);
    }
    remove_directories(root, path, made_from);
    return true;
}
