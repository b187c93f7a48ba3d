/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_lock.h"
#include "valux/file.h"
#include "valux/own_places.h"
#include "valux/text.h"

static bool open_directory(struct valux_store *store, struct valux_error *error)
{
    struct stat status;

    store->directory = open(store->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->directory < 0)
        return errno == ENOENT ||
               valux_error_set(error, VALUX_ERROR_STORE, _("The store %s can't be opened: %s."),
                               store->path, strerror(errno));
    if (fstat(store->directory, &status) != 0)
        return valux_error_set(error, VALUX_ERROR_STORE, _("The store %s can't be opened: %s."),
                               store->path, strerror(errno));
    if (status.st_uid != geteuid())
        return valux_error_set(
            error, VALUX_ERROR_STORE,
            _("The store %s belongs to another user. Certificates work only for the user who "
              "acquired them."),
            store->path);
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("The store %s may be written by other users. Take that "
                                 "permission away (chmod 700) after you have made sure that "
                                 "nothing in it was changed."),
                               store->path);
    return true;
}

static bool find_path(struct valux_store *store, struct valux_error *error)
{
    store->directory = -1;
    store->lock = -1;
    bool found = valux_paths_store(store->path);
    return valux_own_places_check(error) &&
           (found || valux_error_set(error, VALUX_ERROR_STORE, "%s",
                                     _("There is no home directory for the store.")));
}

bool valux_store_open(struct valux_store *store, struct valux_error *error)
{
    return find_path(store, error) && open_directory(store, error);
}

bool valux_store_open_locked(struct valux_store *store, unsigned wait_seconds,
                             struct valux_error *error)
{
    if (!find_path(store, error) || !open_directory(store, error))
        return false;
    if (store->directory < 0 && (!valux_directory_make(VALUX_FILE_PRIVATE, store->path, error) ||
                                 !open_directory(store, error)))
        return false;
    if (mkdirat(store->directory, VALUX_STORE_PENDING_DIRECTORY, 0700) != 0 && errno != EEXIST)
        return valux_error_set(error, VALUX_ERROR_STORE, _("The store %s can't be written: %s."),
                               store->path, strerror(errno));
    return store_lock_take(store, wait_seconds, error);
}

void valux_store_close(struct valux_store *store)
{
    if (store->lock >= 0)
        close(store->lock);
    if (store->directory >= 0)
        close(store->directory);
    store->lock = -1;
    store->directory = -1;
}
