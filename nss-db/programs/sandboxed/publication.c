/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/sandboxed/publication.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "programs/sandboxed/own_directory.h"
#include "store/snapshot_file.h"
#include "valux/file.h"
#include "valux/snapshot.h"
#include "valux/text.h"

#define MODULE_SIZE_MAX ((size_t)64 << 20)
#define MODULE_FILE "libvalux-pkcs11.so"
#define SOCKET_PATH "/" VALUX_PUBLISHED_STORE "/" VALUX_PUBLISHED_SOCKET

/* The published directory and the one in it, open. */
struct place {
    int directory;
    int store;
};

bool publication_module_path(const struct sandboxed_application *application,
                             char path[static VALUX_PATH_SIZE], struct valux_error *error)
{
    return valux_paths_join(path, application->published, MODULE_FILE) ||
           valux_error_set(error, VALUX_ERROR_PROGRAM, "%s", _("A path is too long."));
}

bool publication_read_module(const char *module_path, struct valux_bytes *module,
                             struct valux_error *error)
{
    return valux_file_read(VALUX_FILE_PROGRAM, AT_FDCWD, module_path, MODULE_SIZE_MAX, module, NULL,
                           error);
}

bool publication_check(const struct sandboxed_application *application, struct valux_error *error)
{
    struct statvfs system;

    if (strlen(application->published) + sizeof SOCKET_PATH >
        sizeof((struct sockaddr_un){0}).sun_path)
        return valux_error_set(error, VALUX_ERROR_PROGRAM,
                               _("%s: the path of the agent's socket in it would be too long."),
                               application->published);
    if (statvfs(application->directory, &system) != 0)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", application->directory,
                               strerror(errno));
    return (system.f_flag & ST_NOEXEC) == 0 ||
           valux_error_set(error, VALUX_ERROR_PROGRAM,
                           _("%s is on a file system that is mounted with noexec: no module can be "
                             "loaded from there."),
                           application->directory);
}

/* The name of a directory in the application's, from the path that begins with the latter. */
static const char *below(const struct sandboxed_application *application, const char *path)
{
    return path + strlen(application->directory) + 1;
}

static bool open_place(struct place *place, const struct sandboxed_application *application,
                       bool make, bool *absent, struct valux_error *error)
{
    char store[VALUX_PATH_SIZE];

    *place = (struct place){-1, -1};
    *absent = false;
    if (!valux_paths_join(store, application->published, VALUX_PUBLISHED_STORE))
        return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s", _("A path is too long."));
    place->directory = own_directory_open(
        application->directory, below(application, application->published), make, absent, error);
    if (place->directory < 0)
        return false;
    place->store =
        own_directory_open(application->directory, below(application, store), make, absent, error);
    return place->store >= 0;
}

static void close_place(const struct place *place)
{
    if (place->store >= 0)
        close(place->store);
    if (place->directory >= 0)
        close(place->directory);
}

/* Errors about copies are the program's, not the store's. The message gets the place. */
static bool copy_error(const struct sandboxed_application *application, struct valux_error *error)
{
    struct valux_error cause = *error;

    return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s", application->published,
                           cause.message);
}

/* Whether the file in the directory has these bytes. One that can't be read has others. */
static bool file_is(int directory, const char *name, const struct valux_bytes *wanted)
{
    struct valux_bytes there = {NULL, 0};
    struct valux_error ignored;
    bool absent;
    bool result = valux_file_read(VALUX_FILE_PRIVATE, directory, name, wanted->length, &there,
                                  &absent, &ignored) &&
                  !absent && valux_bytes_equal(&there, wanted);

    valux_bytes_free(&there);
    return result;
}

/* Whether the copy is what the store has, and be it no snapshot at all. */
static bool snapshot_is(int directory, const struct valux_bytes *wanted, bool absent)
{
    if (!absent)
        return file_is(directory, VALUX_SNAPSHOT_FILE, wanted);
    return faccessat(directory, VALUX_SNAPSHOT_FILE, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
}

static bool read_store(const struct valux_store *store, struct valux_bytes *snapshot, bool *absent,
                       struct valux_error *error)
{
    *snapshot = (struct valux_bytes){NULL, 0};
    *absent = true;
    return store->directory < 0 || snapshot_file_read(store->directory, snapshot, absent, error);
}

static bool write_snapshot(int directory, const struct valux_store *store,
                           struct valux_error *error)
{
    struct valux_bytes snapshot;
    bool absent;
    bool result = read_store(store, &snapshot, &absent, error);

    if (result && !snapshot_is(directory, &snapshot, absent))
        result = absent
                     ? valux_file_remove(VALUX_FILE_PRIVATE, directory, VALUX_SNAPSHOT_FILE, error)
                     : snapshot_file_replace(directory, &snapshot, error);
    valux_bytes_free(&snapshot);
    return result;
}

/*
 * Removes what is in the directory but for directories: everything, or the temporary files alone
 * that a killed helper has left. Their names begin with a point.
 */
static void remove_files(int directory, bool temporary_alone)
{
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;

    if (entries == NULL) {
        if (copy >= 0)
            close(copy);
        return;
    }
    while ((entry = readdir(entries)) != NULL)
        if (entry->d_name[0] == '.' || !temporary_alone)
            (void)unlinkat(directory, entry->d_name, 0);
    closedir(entries);
}

static bool make_private(const struct place *place, struct valux_error *error)
{
    if (fchmod(place->directory, 0700) != 0 || fchmod(place->store, 0700) != 0)
        return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s.", strerror(errno));
    remove_files(place->directory, true);
    remove_files(place->store, true);
    return true;
}

static bool write_module(int directory, const struct valux_bytes *module, struct valux_error *error)
{
    return file_is(directory, MODULE_FILE, module) ||
           valux_file_replace(VALUX_FILE_PRIVATE, directory, MODULE_FILE, module->data,
                              module->length, error);
}

/* The module comes last: without the directory beside it, it would look for the user's store. */
bool publication_write(const struct sandboxed_application *application,
                       const struct valux_bytes *module, const struct valux_store *store,
                       struct valux_error *error)
{
    struct place place;
    bool absent;
    bool result = open_place(&place, application, true, &absent, error);

    if (result && !(make_private(&place, error) && write_snapshot(place.store, store, error) &&
                    write_module(place.directory, module, error)))
        result = copy_error(application, error);
    close_place(&place);
    return result;
}

static bool has_socket(int directory)
{
    struct stat status;

    return fstatat(directory, VALUX_PUBLISHED_SOCKET, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISSOCK(status.st_mode);
}

bool publication_examine(const struct sandboxed_application *application,
                         const struct valux_bytes *module, const struct valux_store *store,
                         struct valux_published_state *state, struct valux_error *error)
{
    struct place place;
    struct valux_bytes snapshot = {NULL, 0};
    bool absent;
    bool no_snapshot;
    bool result = open_place(&place, application, false, &absent, error);

    *state = (struct valux_published_state){0};
    if (result && (result = read_store(store, &snapshot, &no_snapshot, error))) {
        state->module = file_is(place.directory, MODULE_FILE, module);
        state->snapshot = snapshot_is(place.store, &snapshot, no_snapshot);
        state->socket = has_socket(place.store);
    }
    valux_bytes_free(&snapshot);
    close_place(&place);
    return result || absent;
}

/* Removes the published directory, which is empty by now. */
static bool remove_directory(const struct sandboxed_application *application,
                             struct valux_error *error)
{
    char parent[VALUX_PATH_SIZE];
    const char *published = below(application, application->published);
    const char *slash = strrchr(published, '/');
    int length = slash == NULL ? 0 : (int)(slash - published);
    bool absent;

    snprintf(parent, sizeof parent, "%.*s", length, published);
    int above = own_directory_open(application->directory, parent, false, &absent, error);
    if (above < 0)
        return absent;
    bool removed = unlinkat(above, slash == NULL ? published : slash + 1, AT_REMOVEDIR) == 0;
    if (!removed)
        valux_error_set(error, VALUX_ERROR_PROGRAM, _("%s can't be removed: %s."),
                        application->published, strerror(errno));
    close(above);
    return removed;
}

bool publication_remove(const struct sandboxed_application *application, struct valux_error *error)
{
    struct place place;
    bool absent;

    (void)open_place(&place, application, false, &absent, error);
    bool opened = place.directory >= 0;
    if (place.store >= 0) {
        remove_files(place.store, false);
        (void)unlinkat(place.directory, VALUX_PUBLISHED_STORE, AT_REMOVEDIR);
    }
    if (opened)
        remove_files(place.directory, false);
    close_place(&place);
    return opened ? remove_directory(application, error) : absent;
}
