/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "programs/sandboxed/application.h"

#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "programs/directories.h"

#define NAME_SIZE 256 /* bytes of an application's name with its zero; Flatpak allows 255 */

/*
 * Where the applications' directories are, and where in them our copies go. A snap's own directory
 * has one for each revision and `common`, which all revisions share and may write.
 */
struct place {
    enum valux_program_packaging packaging;
    const char *applications; /* in the home directory */
    const char *published;    /* in the application's directory */
};

static const struct place places[] = {
    {VALUX_PROGRAM_FLATPAK, ".var/app", "valux-pkcs11"},
    {VALUX_PROGRAM_SNAP, "snap", "common/valux-pkcs11"},
};

#define PLACE_COUNT (sizeof places / sizeof places[0])

/* Flatpak's and snapd's names have no other characters. */
static bool is_name(const char *name, size_t length)
{
    return length > 0 && length < NAME_SIZE && name[0] != '.' &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") >=
               length;
}

/* The application's name in `path`, if that is below `directory`; *length is the name's. */
static const char *name_below(const char *path, const char *directory, size_t *length)
{
    size_t prefix = strlen(directory);

    if (strncmp(path, directory, prefix) != 0 || path[prefix] != '/')
        return NULL;
    const char *name = path + prefix + 1;
    *length = strcspn(name, "/");
    return is_name(name, *length) ? name : NULL;
}

static bool match(const struct place *place, const char *path,
                  struct sandboxed_application *application)
{
    char home[VALUX_PATH_SIZE];
    char applications[VALUX_PATH_SIZE];
    char resolved[VALUX_PATH_SIZE];
    char name[NAME_SIZE];
    size_t length;

    if (!valux_paths_home(home) || !valux_paths_join(applications, home, place->applications))
        return false;
    directories_resolve(applications, resolved);
    const char *found = name_below(path, resolved, &length);
    if (found == NULL)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)length, found);
    application->packaging = place->packaging;
    application->below = found + length + strspn(found + length, "/");
    return valux_paths_join(application->directory, applications, name) &&
           valux_paths_join(application->published, application->directory, place->published);
}

bool sandboxed_application_of(const char *path, struct sandboxed_application *application)
{
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (match(&places[i], path, application))
            return true;
    return false;
}

bool sandboxed_application_same(const char *a, const char *b)
{
    struct sandboxed_application first;
    struct sandboxed_application second;

    return sandboxed_application_of(a, &first) && sandboxed_application_of(b, &second) &&
           strcmp(first.directory, second.directory) == 0;
}

static bool visit_all(const struct place *place, sandboxed_application_visitor *visit,
                      void *argument)
{
    char home[VALUX_PATH_SIZE];
    char path[VALUX_PATH_SIZE];
    char directory[VALUX_PATH_SIZE];
    bool result = true;
    const struct dirent *entry;

    if (!valux_paths_home(home) || !valux_paths_join(path, home, place->applications))
        return true;
    DIR *applications = opendir(path);
    if (applications == NULL)
        return true;
    while (result && (entry = readdir(applications)) != NULL)
        if (is_name(entry->d_name, strlen(entry->d_name)) &&
            valux_paths_join(directory, path, entry->d_name))
            result = visit(place->packaging, directory, argument);
    closedir(applications);
    return result;
}

bool sandboxed_application_find(enum valux_program_packaging packaging,
                                sandboxed_application_visitor *visit, void *argument)
{
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (places[i].packaging == packaging && !visit_all(&places[i], visit, argument))
            return false;
    return true;
}
