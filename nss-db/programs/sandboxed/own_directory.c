/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/sandboxed/own_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/paths.h"
#include "valux/text.h"

#define NAME_SIZE 256

static void fail(const char *path, int number, struct valux_error *error)
{
    if (number == ELOOP || number == ENOTDIR)
        valux_error_set(error, VALUX_ERROR_PROGRAM,
                        _("%s is not used: a directory of it is a symbolic link or a file."), path);
    else
        valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", path, strerror(number));
}

static bool check_owner(int directory, const char *path, struct valux_error *error)
{
    struct stat status;

    if (fstat(directory, &status) != 0) {
        fail(path, errno, error);
        return false;
    }
    return status.st_uid == geteuid() ||
           valux_error_set(error, VALUX_ERROR_PROGRAM,
                           _("%s belongs to another user. Run the command as that user."), path);
}

/* Opens the directory `name` in `directory`, which is closed. */
static int descend(int directory, const char *name, bool make)
{
    int opened = -1;

    if (!make || mkdirat(directory, name, 0700) == 0 || errno == EEXIST)
        opened = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int number = errno;
    close(directory);
    errno = number;
    return opened;
}

/* Takes the next name off a path that has one. False for a name that is too long or leads up. */
static bool next_name(const char **rest, char name[static NAME_SIZE])
{
    size_t length = strcspn(*rest, "/");

    if (length >= NAME_SIZE)
        return false;
    memcpy(name, *rest, length);
    name[length] = '\0';
    *rest += length + strspn(*rest + length, "/");
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

int own_directory_open(const char *application, const char *below, bool make, bool *absent,
                       struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    char name[NAME_SIZE];
    int directory = open(application, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

    *absent = false;
    valux_text_print(path, sizeof path, "%s/%s", application, below);
    while (directory >= 0 && check_owner(directory, path, error)) {
        if (*below == '\0')
            return directory;
        if (!next_name(&below, name)) {
            fail(path, EINVAL, error);
            break;
        }
        directory = descend(directory, name, make);
    }
    if (directory >= 0) {
        close(directory);
        return -1;
    }
    *absent = errno == ENOENT;
    fail(path, errno, error);
    return -1;
}
