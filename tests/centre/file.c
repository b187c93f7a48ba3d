/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

static bool read_all(int descriptor, char *content, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t count = read(descriptor, content + *length, size - *length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        if (count == 0)
            break;
        *length += (size_t)count;
    }
    return true;
}

bool file_read(int directory, const char *name, char **content, size_t *length)
{
    struct stat status;
    int descriptor;
    char *read_content = NULL;
    bool result = false;

    *content = NULL;
    *length = 0;
    descriptor = openat(directory, name, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT)
        return true;
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        complain("%s: %s", name, strerror(errno));
        goto done;
    }
    if (!S_ISREG(status.st_mode) || status.st_size > (off_t)FILE_LIMIT) {
        complain("%s: not a file of at most %u bytes", name, FILE_LIMIT);
        goto done;
    }
    read_content = malloc((size_t)status.st_size + 1);
    if (read_content == NULL ||
        !read_all(descriptor, read_content, (size_t)status.st_size, length)) {
        complain("%s: %s", name, strerror(errno));
        goto done;
    }
    read_content[*length] = '\0';
    *content = read_content;
    read_content = NULL;
    result = true;
done:
    free(read_content);
    if (descriptor >= 0)
        close(descriptor);
    return result;
}

static bool write_all(int descriptor, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t count = write(descriptor, data, length);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        data += count;
        length -= (size_t)count;
    }
    return true;
}

/* Syncs the directory that `directory` and `name` (perhaps a path) point into. */
static bool sync_directory(int directory, const char *name)
{
    const char *slash = strrchr(name, '/');
    char *parent = slash == NULL ? strdup(".") : strndup(name, (size_t)(slash - name) + 1);
    int descriptor = parent == NULL ? -1 : openat(directory, parent, O_RDONLY | O_CLOEXEC);
    bool result = descriptor >= 0 && fsync(descriptor) == 0;

    if (descriptor >= 0)
        close(descriptor);
    free(parent);
    return result;
}

bool file_replace(int directory, const char *name, mode_t mode, const void *data, size_t length)
{
    char temporary[512];
    int descriptor = -1;
    bool result = false;
    int written = snprintf(temporary, sizeof(temporary), "%s.%ld.new", name, (long)getpid());

    if (written < 0 || (size_t)written >= sizeof(temporary)) {
        errno = ENAMETOOLONG;
        goto done;
    }
    descriptor = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (descriptor < 0 || !write_all(descriptor, data, length) || fsync(descriptor) != 0 ||
        renameat(directory, temporary, directory, name) != 0)
        goto done;
    result = sync_directory(directory, name);
done:
    if (!result)
        complain("%s: %s", name, strerror(errno));
    if (descriptor >= 0)
        close(descriptor);
    return result;
}
