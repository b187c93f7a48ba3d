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

#include "programs/directories.h"
#include "valux/text.h"

#define FILE_LIMIT (1024L * 1024L)

static bool system_error(struct valux_error *error, const char *path)
{
    int number = errno;

    return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", path, strerror(number));
}

bool policy_file_read(const char *path, struct valux_bytes *content, bool *absent,
                      struct valux_error *error)
{
    bool result = false;
    struct stat status;
    size_t length = 0;
    uint8_t *data = NULL;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    *absent = file < 0 && (errno == ENOENT || errno == ENOTDIR);
    *content = (struct valux_bytes){NULL, 0};
    if (file < 0)
        return *absent || system_error(error, path);
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > FILE_LIMIT) {
        valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s is not a regular file of at most 1 MiB."),
                        path);
        goto done;
    }
    data = calloc(1, (size_t)status.st_size + 1);
    if (data == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    while (length < (size_t)status.st_size) {
        ssize_t got = read(file, data + length, (size_t)status.st_size - length);
        if (got < 0 && errno != EINTR) {
            system_error(error, path);
            goto done;
        }
        if (got == 0)
            break;
        length += got > 0 ? (size_t)got : 0;
    }
    *content = (struct valux_bytes){data, length};
    data = NULL;
    result = true;
done:
    free(data);
    close(file);
    return result;
}

static bool make_directories(const char *directory, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];

    for (size_t i = 1; i <= strlen(directory); i++) {
        if (directory[i] != '/' && directory[i] != '\0')
            continue;
        memcpy(path, directory, i);
        path[i] = '\0';
        if (mkdir(path, 0755) == 0) {
            if (chmod(path, 0755) != 0)
                return system_error(error, path);
        } else if (errno != EEXIST) {
            return system_error(error, path);
        }
    }
    return true;
}

static bool write_text(int file, const char *text)
{
    size_t length = strlen(text);

    while (length > 0) {
        ssize_t wrote = write(file, text, length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        text += wrote;
        length -= (size_t)wrote;
    }
    return true;
}

/* Gives the new file mode and owner of the one that it replaces, or 0644. */
static bool copy_mode(int file, const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return errno == ENOENT && fchmod(file, 0644) == 0;
    return fchown(file, status.st_uid, status.st_gid) == 0 &&
           fchmod(file, status.st_mode & 07777) == 0;
}

static bool sync_directory(const char *directory)
{
    int file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool result = file >= 0 && fsync(file) == 0;

    if (file >= 0)
        close(file);
    return result;
}

/* Replaces the file at `path`, whose directory exists. */
static bool replace(const char *path, const char *directory, const char *text,
                    struct valux_error *error)
{
    bool result = false;
    char temporary[VALUX_PATH_SIZE];
    int file = -1;

    if (!valux_paths_join(temporary, directory, ".valux-XXXXXX")) {
        errno = ENAMETOOLONG;
        return system_error(error, path);
    }
    file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0)
        return system_error(error, path);
    if (!write_text(file, text) || !copy_mode(file, path) || fsync(file) != 0 ||
        rename(temporary, path) != 0) {
        system_error(error, path);
        (void)unlink(temporary);
        goto done;
    }
    result = sync_directory(directory) || system_error(error, directory);
done:
    close(file);
    return result;
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
            return system_error(error, path);
        snprintf(target, sizeof target, "%s", path);
    }
    if (!policy_file_missing(target, made_from, error))
        return false;
    parent_of(target, directory);
    if ((made_from[0] == '\0' || make_directories(directory, error)) &&
        replace(target, directory, text, error))
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

    if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
        return system_error(error, path);
    parent_of(path, directory);
    directories_remove(directory, made_from);
    return true;
}
