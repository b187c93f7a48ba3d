/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/private_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/paths.h"
#include "valux/text.h"

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

static bool system_error(const char *name, struct valux_error *error)
{
    return valux_error_set(error, VALUX_ERROR_STORE, _("%s can't be opened: %s."), name,
                           strerror(errno));
}

int valux_private_directory_open(int directory, const char *name, struct valux_error *error)
{
    struct stat status;
    int opened = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

    if (opened < 0 || fstat(opened, &status) != 0) {
        system_error(name, error);
    } else if (check_owner(&status, name, error)) {
        return opened;
    }
    if (opened >= 0)
        close(opened);
    return -1;
}

static bool check_file(int directory, const char *directory_name, const char *name,
                       struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    struct stat status;

    /* A file that is gone by now, a database's own journal say, does no harm. */
    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return true;
    valux_text_print(path, sizeof path, "%s/%s", directory_name, name);
    if (!S_ISREG(status.st_mode))
        return valux_error_set(error, VALUX_ERROR_STORE, _("%s is not a regular file."), path);
    return check_owner(&status, path, error);
}

bool valux_private_directory_check(int directory, const char *name, struct valux_error *error)
{
    bool result = true;
    const struct dirent *entry;
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);

    if (entries == NULL) {
        system_error(name, error);
        if (copy >= 0)
            close(copy);
        return false;
    }
    while (result && (entry = readdir(entries)) != NULL)
        result = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                 check_file(directory, name, entry->d_name, error);
    closedir(entries);
    return result;
}
