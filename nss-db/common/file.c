/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/paths.h"
#include "valux/text.h"

static const enum valux_error_domain domains[] = {
    [VALUX_FILE_PRIVATE] = VALUX_ERROR_STORE,
    [VALUX_FILE_CONFIGURATION] = VALUX_ERROR_CONFIGURATION,
    [VALUX_FILE_PROGRAM] = VALUX_ERROR_PROGRAM,
};

static bool file_error(enum valux_file_kind kind, const char *what, const char *name,
                       struct valux_error *error)
{
    int number = errno;

    return valux_error_set(error, domains[kind], what, name, strerror(number));
}

static bool check_trust(enum valux_file_kind kind, const struct stat *status, const char *name,
                        struct valux_error *error)
{
    bool own = status->st_uid == geteuid();

    if (kind == VALUX_FILE_CONFIGURATION &&
        (!S_ISREG(status->st_mode) || (!own && status->st_uid != 0) ||
         (status->st_mode & (S_IWGRP | S_IWOTH)) != 0))
        return valux_error_set(error, domains[kind],
                               _("%s is not used: it must be a regular file of yours or root's "
                                 "that nobody else may write (chmod go-w)."),
                               name);
    if (!S_ISREG(status->st_mode))
        return valux_error_set(error, domains[kind], _("%s is not a regular file."), name);
    if (kind != VALUX_FILE_PRIVATE)
        return true;
    if (!own)
        return valux_error_set(error, domains[kind],
                               _("%s belongs to another user. It is not used."), name);
    if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return valux_error_set(error, domains[kind],
                               _("%s may be written by other users. It is not used."), name);
    return true;
}

/*
 * Reads to the file's end, or until there are more than `limit` bytes. `expected` is the file's
 * size, so the content is moved to more memory only if the file grows meanwhile. A zero byte
 * follows the content. False with errno set; *content is then to be freed all the same.
 */
static bool read_all(int file, size_t expected, size_t limit, struct valux_bytes *content)
{
    size_t size = 0;

    *content = (struct valux_bytes){NULL, 0};
    for (;;) {
        if (content->length + 1 >= size) {
            size = size == 0 ? expected + 2 : 2 * size;
            uint8_t *grown = realloc(content->data, size);
            if (grown == NULL)
                return false;
            content->data = grown;
        }
        ssize_t got = read(file, content->data + content->length, size - content->length - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        content->length += (size_t)got;
        content->data[content->length] = 0;
        if (got == 0 || content->length > limit)
            return true;
    }
}

bool valux_file_read_open(enum valux_file_kind kind, int file, const char *name, size_t limit,
                          struct valux_bytes *content, struct valux_error *error)
{
    struct stat status;
    struct valux_bytes all = {NULL, 0};

    if (fstat(file, &status) != 0)
        return file_error(kind, _("%s can't be examined: %s."), name, error);
    if (!check_trust(kind, &status, name, error))
        return false;
    size_t size = status.st_size < 0 ? SIZE_MAX : (size_t)status.st_size;
    bool read = size > limit || read_all(file, size, limit, &all);
    if (!read)
        file_error(kind, _("%s can't be read: %s."), name, error);
    else if (size > limit || all.length > limit)
        read = valux_error_set(error, domains[kind], _("%s is too large."), name);
    if (read)
        *content = all;
    else
        valux_bytes_wipe(&all);
    return read;
}

bool valux_file_read(enum valux_file_kind kind, int directory, const char *name, size_t limit,
                     struct valux_bytes *content, bool *absent, struct valux_error *error)
{
    int links = kind == VALUX_FILE_PRIVATE ? O_NOFOLLOW : 0;
    int file = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | links);

    if (absent != NULL) {
        *absent = file < 0 && (errno == ENOENT || errno == ENOTDIR);
        *content = (struct valux_bytes){NULL, 0};
        if (*absent)
            return true;
    }
    if (file < 0)
        return file_error(kind, _("%s can't be opened: %s."), name, error);
    bool result = valux_file_read_open(kind, file, name, limit, content, error);
    close(file);
    return result;
}

static bool write_all(int file, const uint8_t *data, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(file, data, length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        data += wrote;
        length -= (size_t)wrote;
    }
    return true;
}

/* Gives the new file the owner and the mode of the one that it replaces, or the mode 0644. */
static bool copy_mode(int file, int directory, const char *name)
{
    struct stat status;

    if (fstatat(directory, name, &status, 0) != 0)
        return errno == ENOENT && fchmod(file, 0644) == 0;
    return fchown(file, status.st_uid, status.st_gid) == 0 &&
           fchmod(file, status.st_mode & 07777) == 0;
}

/* False with errno set where the name is too long. */
static bool make_temporary_name(const char *name, char *temporary, size_t size)
{
    uint64_t random;

    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        return false;
    int length = snprintf(temporary, size, ".%s.%016llx", name, (unsigned long long)random);
    errno = ENAMETOOLONG;
    return length > 0 && (size_t)length < size;
}

/* Replaces the file `name`, which is in the directory itself. False with errno set. */
static bool replace(enum valux_file_kind kind, int directory, const char *name, const void *data,
                    size_t length)
{
    char temporary[300];

    if (!make_temporary_name(name, temporary, sizeof temporary))
        return false;
    int file =
        openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return false;
    bool written = write_all(file, data, length) &&
                   (kind != VALUX_FILE_PROGRAM || copy_mode(file, directory, name)) &&
                   fsync(file) == 0;
    int number = errno;
    if (close(file) != 0 && written) {
        written = false;
        number = errno;
    }
    if (written && renameat(directory, temporary, directory, name) == 0)
        return fsync(directory) == 0;
    if (written)
        number = errno;
    (void)unlinkat(directory, temporary, 0);
    errno = number;
    return false;
}

/* Opens the directory that the file is in; *last becomes the last part of `name`. */
static int open_parent(int directory, const char *name, const char **last)
{
    const char *slash = strrchr(name, '/');
    char parent[VALUX_PATH_SIZE];

    *last = slash == NULL ? name : slash + 1;
    int length = slash == NULL ? snprintf(parent, sizeof parent, ".")
                               : snprintf(parent, sizeof parent, "%.*s", (int)(*last - name), name);
    errno = ENAMETOOLONG;
    return length < (int)sizeof parent
               ? openat(directory, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
               : -1;
}

bool valux_file_replace(enum valux_file_kind kind, int directory, const char *name,
                        const void *data, size_t length, struct valux_error *error)
{
    const char *last;
    int parent = open_parent(directory, name, &last);
    bool result = parent >= 0 && replace(kind, parent, last, data, length);

    if (!result)
        file_error(kind, _("%s can't be written: %s."), name, error);
    if (parent >= 0)
        close(parent);
    return result;
}

bool valux_file_remove(enum valux_file_kind kind, int directory, const char *name,
                       struct valux_error *error)
{
    const char *last;
    int parent = open_parent(directory, name, &last);
    bool removed = parent >= 0 && unlinkat(parent, last, 0) == 0;
    bool result = removed ? fsync(parent) == 0 : errno == ENOENT || errno == ENOTDIR;

    if (!result)
        file_error(kind, _("%s can't be removed: %s."), name, error);
    if (parent >= 0)
        close(parent);
    return result;
}

/* Makes one directory. The mode of a program's does not depend on the umask. */
static bool make_one(enum valux_file_kind kind, const char *path)
{
    struct stat status;
    mode_t mode = kind == VALUX_FILE_PROGRAM ? 0755 : 0700;

    if (mkdir(path, mode) == 0)
        return kind != VALUX_FILE_PROGRAM || chmod(path, mode) == 0;
    int number = errno;
    bool there = number == EEXIST || stat(path, &status) == 0;
    errno = number;
    return there;
}

bool valux_directory_make(enum valux_file_kind kind, const char *path, struct valux_error *error)
{
    char partial[VALUX_PATH_SIZE];
    struct stat status;
    size_t length = strlen(path);

    if (length >= sizeof partial) {
        errno = ENAMETOOLONG;
        return file_error(kind, _("%s can't be made: %s."), path, error);
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(partial, path, i);
        partial[i] = '\0';
        if (!make_one(kind, partial))
            return file_error(kind, _("%s can't be made: %s."), partial, error);
    }
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return valux_error_set(error, domains[kind], _("%s is not a directory."), path);
    return true;
}
