/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/private_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/paths.h"
#include "valux/text.h"

static bool file_error(struct valux_error *error, const char *what, const char *name)
{
    int number = errno;

    return valux_error_set(error, VALUX_ERROR_STORE, what, name, strerror(number));
}

static bool check_owner(const struct stat *status, const char *name, struct valux_error *error)
{
    if (status->st_uid != geteuid())
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("%s belongs to another user. It is not used."), name);
    if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("%s may be written by other users. It is not used."), name);
    return true;
}

static bool check_regular(const struct stat *status, const char *name, struct valux_error *error)
{
    if (!S_ISREG(status->st_mode))
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s is not a regular file."), name);
    return check_owner(status, name, error);
}

static bool check_ours(int file, const char *name, size_t limit, struct stat *status,
                       struct valux_error *error)
{
    if (fstat(file, status) != 0)
        return file_error(error, _("%s can't be examined: %s."), name);
    if (!check_regular(status, name, error))
        return false;
    if (status->st_size < 0 || (uintmax_t)status->st_size > limit)
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s is too large."), name);
    return true;
}

static bool read_all(int file, uint8_t *data, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t got = read(file, data + *length, size - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        *length += (size_t)got;
    }
    return true;
}

bool valux_file_read(int directory, const char *name, size_t limit, struct valux_bytes *content,
                     bool *absent, struct valux_error *error)
{
    bool result = false;
    struct stat status;
    uint8_t *data = NULL;
    size_t length;

    if (absent != NULL)
        *absent = false;
    int file = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 && errno == ENOENT && absent != NULL) {
        *absent = true;
        *content = (struct valux_bytes){NULL, 0};
        return true;
    }
    if (file < 0)
        return file_error(error, _("%s can't be opened: %s."), name);
    if (!check_ours(file, name, limit, &status, error))
        goto done;
    data = malloc((size_t)status.st_size + 1);
    if (data == NULL) {
        valux_error_set_memory(error);
        goto done;
    }
    if (!read_all(file, data, (size_t)status.st_size, &length)) {
        file_error(error, _("%s can't be read: %s."), name);
        goto done;
    }
    data[length] = 0;
    *content = (struct valux_bytes){data, length};
    data = NULL;
    result = true;
done:
    free(data);
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

bool valux_file_replace(int directory, const char *name, const void *data, size_t length,
                        struct valux_error *error)
{
    bool result = false;
    char temporary[300];
    uint64_t random;
    int file = -1;

    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        return file_error(error, _("%s can't be written: %s."), name);
    int size =
        snprintf(temporary, sizeof temporary, ".%s.%016llx", name, (unsigned long long)random);
    if (size >= (int)sizeof temporary) {
        errno = ENAMETOOLONG;
        return file_error(error, _("%s can't be written: %s."), name);
    }
    file = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return file_error(error, _("%s can't be written: %s."), name);
    if (!write_all(file, data, length) || fsync(file) != 0)
        goto done;
    int closed = close(file);
    file = -1;
    if (closed != 0 || renameat(directory, temporary, directory, name) != 0)
        goto done;
    temporary[0] = '\0';
    if (fsync(directory) != 0)
        goto done;
    result = true;
done:
    if (!result)
        file_error(error, _("%s can't be written: %s."), name);
    if (file >= 0)
        close(file);
    if (temporary[0] != '\0')
        unlinkat(directory, temporary, 0);
    return result;
}

bool valux_file_remove(int directory, const char *name, struct valux_error *error)
{
    if (unlinkat(directory, name, 0) != 0) {
        if (errno == ENOENT)
            return true;
        return file_error(error, _("%s can't be removed: %s."), name);
    }
    if (fsync(directory) != 0)
        return file_error(error, _("%s can't be removed: %s."), name);
    return true;
}

int valux_directory_open(int directory, const char *name, struct valux_error *error)
{
    struct stat status;
    int opened = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

    if (opened < 0) {
        file_error(error, _("%s can't be opened: %s."), name);
        return -1;
    }
    bool ours = fstat(opened, &status) == 0
                    ? check_owner(&status, name, error)
                    : file_error(error, _("%s can't be examined: %s."), name);
    if (ours)
        return opened;
    close(opened);
    return -1;
}

bool valux_directory_check(int directory, const char *name, struct valux_error *error)
{
    bool result = true;
    char path[VALUX_PATH_SIZE];
    struct stat status;
    const struct dirent *entry;
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);

    if (entries == NULL) {
        file_error(error, _("%s can't be opened: %s."), name);
        if (copy >= 0)
            close(copy);
        return false;
    }
    while (result && (entry = readdir(entries)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        /* A file that is gone by now, a database's own journal say, does no harm. */
        if (fstatat(directory, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        valux_text_print(path, sizeof path, "%s/%s", name, entry->d_name);
        result = check_regular(&status, path, error);
    }
    closedir(entries);
    return result;
}

bool valux_directory_make(const char *path, struct valux_error *error)
{
    char partial[VALUX_PATH_SIZE];
    struct stat status;
    size_t length = strlen(path);

    if (length >= sizeof partial) {
        errno = ENAMETOOLONG;
        return file_error(error, _("%s can't be made: %s."), path);
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(partial, path, i);
        partial[i] = '\0';
        int number = mkdir(partial, 0700) == 0 ? 0 : errno;
        if (number != 0 && number != EEXIST && stat(partial, &status) != 0) {
            errno = number;
            return file_error(error, _("%s can't be made: %s."), partial);
        }
    }
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s is not a directory."), path);
    return true;
}
