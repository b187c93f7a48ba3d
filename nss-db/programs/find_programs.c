/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/find_programs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programs/directories.h"
#include "programs/profiles_ini.h"
#include "programs/recorded_registrations.h"
#include "programs/running.h"
#include "programs/sandboxed/application.h"
#include "valux/text.h"

enum base { HOME, CONFIG_HOME, DATA_HOME };

struct location {
    enum valux_program_kind kind;
    enum valux_program_packaging packaging;
    enum base base;
    const char *path;
};

/* Directories with a profiles.ini. Firefox 147 and later use the configuration directory. */
static const struct location profile_locations[] = {
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_NATIVE, CONFIG_HOME, "mozilla/firefox"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_NATIVE, CONFIG_HOME, "mozilla/firefox-esr"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_NATIVE, HOME, ".mozilla/firefox"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_NATIVE, HOME, ".mozilla/firefox-esr"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_SNAP, HOME, "snap/firefox/common/.mozilla/firefox"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_SNAP, HOME,
     "snap/firefox/common/.config/mozilla/firefox"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_SNAP, HOME,
     "snap/firefox/current/.config/mozilla/firefox"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_FLATPAK, HOME,
     ".var/app/org.mozilla.firefox/.mozilla/firefox"},
    {VALUX_PROGRAM_FIREFOX, VALUX_PROGRAM_FLATPAK, HOME,
     ".var/app/org.mozilla.firefox/config/mozilla/firefox"},
    {VALUX_PROGRAM_THUNDERBIRD, VALUX_PROGRAM_NATIVE, HOME, ".thunderbird"},
    {VALUX_PROGRAM_THUNDERBIRD, VALUX_PROGRAM_NATIVE, CONFIG_HOME, "thunderbird"},
    {VALUX_PROGRAM_THUNDERBIRD, VALUX_PROGRAM_SNAP, HOME, "snap/thunderbird/common/.thunderbird"},
    {VALUX_PROGRAM_THUNDERBIRD, VALUX_PROGRAM_SNAP, HOME, "snap/thunderbird/current/.thunderbird"},
    {VALUX_PROGRAM_THUNDERBIRD, VALUX_PROGRAM_FLATPAK, HOME,
     ".var/app/org.mozilla.Thunderbird/.thunderbird"},
    {VALUX_PROGRAM_THUNDERBIRD, VALUX_PROGRAM_FLATPAK, HOME,
     ".var/app/org.mozilla.thunderbird/.thunderbird"},
    {VALUX_PROGRAM_THUNDERBIRD, VALUX_PROGRAM_FLATPAK, HOME,
     ".var/app/net.thunderbird.Thunderbird/.thunderbird"},
};

/* Shared databases. Chromium 146 and later use the data directory, unless ~/.pki/nssdb exists. */
static const struct location shared_locations[] = {
    {VALUX_PROGRAM_SHARED, VALUX_PROGRAM_NATIVE, HOME, ".pki/nssdb"},
    {VALUX_PROGRAM_SHARED, VALUX_PROGRAM_NATIVE, DATA_HOME, "pki/nssdb"},
};

/* Where in a sandboxed application's own directory its shared database is. */
static const char *const flatpak_databases[] = {".pki/nssdb", "data/pki/nssdb", NULL};
static const char *const snap_databases[] = {"current/.pki/nssdb", "current/.local/share/pki/nssdb",
                                             NULL};

struct finder {
    const struct location *location;
    char root[VALUX_PATH_SIZE]; /* the directory of the profiles.ini that is being read */
    struct valux_program *programs;
    size_t count;
    bool out_of_memory;
};

static bool exists(const char *directory, const char *name)
{
    char path[VALUX_PATH_SIZE];

    return valux_paths_join(path, directory, name) && access(path, F_OK) == 0;
}

/*
 * Appends a program. Its `directory` is a path without symbolic links. If the list already has the
 * program, that one only gets the profile's name if it has none. False if there is not enough
 * memory.
 */
static bool append(struct valux_program **programs, size_t *count,
                   const struct valux_program *program)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp((*programs)[i].directory, program->directory) != 0)
            continue;
        if ((*programs)[i].profile[0] == '\0')
            memcpy((*programs)[i].profile, program->profile, sizeof program->profile);
        return true;
    }
    struct valux_program *grown = realloc(*programs, (*count + 1) * sizeof **programs);
    if (grown == NULL)
        return false;
    *programs = grown;
    grown[*count] = *program;
    grown[*count].exists = exists(program->directory, "cert9.db");
    (*count)++;
    return true;
}

/*
 * Sets the packaging of a program by where its database is. False if it was found by a sandboxed
 * program's list of profiles and is not in that program's directory: such a program can't see it,
 * and its list must not lead us there.
 */
static bool is_packaged_so(struct valux_program *program)
{
    struct sandboxed_application application;
    enum valux_program_packaging found = program->packaging;

    program->packaging = sandboxed_application_of(program->directory, &application)
                             ? application.packaging
                             : VALUX_PROGRAM_NATIVE;
    return found == VALUX_PROGRAM_NATIVE || found == program->packaging;
}

static bool add_profile(const struct mozilla_profile *profile, void *argument)
{
    struct finder *finder = argument;
    struct valux_program program = {.kind = finder->location->kind,
                                    .packaging = finder->location->packaging};
    char path[VALUX_PATH_SIZE];
    struct stat status;

    if (!profiles_ini_locate(finder->root, profile, path) ||
        realpath(path, program.directory) == NULL || stat(program.directory, &status) != 0 ||
        !S_ISDIR(status.st_mode))
        return true;
    if (!is_packaged_so(&program))
        return true;
    memcpy(program.profile, profile->name, sizeof program.profile);
    finder->out_of_memory = !append(&finder->programs, &finder->count, &program);
    return !finder->out_of_memory;
}

static bool base_directory(enum base base, char path[static VALUX_PATH_SIZE])
{
    switch (base) {
    case HOME:
        return valux_paths_home(path);
    case CONFIG_HOME:
        return valux_paths_config_home(path);
    case DATA_HOME:
        return valux_paths_data_home(path);
    }
    return false;
}

/*
 * The directory below the home directory. That must be the effective user's or root's: sudo can
 * leave a user's home directory in root's environment, and root must not change programs there.
 */
static bool location_directory(const struct location *location, char path[static VALUX_PATH_SIZE],
                               struct valux_error *error)
{
    char base[VALUX_PATH_SIZE];
    struct stat status;

    if (!base_directory(location->base, base) || !valux_paths_join(path, base, location->path))
        return valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("There is no home directory."));
    if (stat(base, &status) == 0 && status.st_uid != geteuid() && status.st_uid != 0)
        return valux_error_set(error, VALUX_ERROR_PROGRAM,
                               _("%s belongs to another user. Run the command as that user."),
                               base);
    return true;
}

static bool find_shared(struct finder *finder, const struct location *location,
                        struct valux_error *error)
{
    struct valux_program program = {.kind = location->kind, .packaging = location->packaging};
    char path[VALUX_PATH_SIZE];

    if (!location_directory(location, path, error))
        return false;
    directories_resolve(path, program.directory);
    (void)is_packaged_so(&program);
    return append(&finder->programs, &finder->count, &program) || valux_error_set_memory(error);
}

static bool find_sandboxed(enum valux_program_packaging packaging, const char *directory,
                           void *argument)
{
    struct finder *finder = argument;
    const char *const *names =
        packaging == VALUX_PROGRAM_FLATPAK ? flatpak_databases : snap_databases;
    char path[VALUX_PATH_SIZE];

    for (; *names != NULL; names++) {
        struct valux_program program = {.kind = VALUX_PROGRAM_SHARED, .packaging = packaging};
        if (!valux_paths_join(path, directory, *names) ||
            realpath(path, program.directory) == NULL || !is_packaged_so(&program))
            continue;
        if (!append(&finder->programs, &finder->count, &program)) {
            finder->out_of_memory = true;
            return false;
        }
    }
    return true;
}

static bool find_profiles(struct finder *finder, const struct location *location, size_t *skipped,
                          struct valux_error *error)
{
    static const char *const files[] = {"profiles.ini", "installs.ini"};

    if (!location_directory(location, finder->root, error))
        return false;
    finder->location = location;
    for (size_t i = 0; i < 2; i++) {
        if (profiles_ini_read(finder->root, files[i], add_profile, finder) ==
            MOZILLA_PROFILES_UNREADABLE)
            (*skipped)++;
        if (finder->out_of_memory)
            return valux_error_set_memory(error);
    }
    return true;
}

/* A profile without a name in profiles.ini gets its directory's name. */
static void name_nameless(struct valux_program *programs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (programs[i].kind != VALUX_PROGRAM_SHARED && programs[i].profile[0] == '\0')
            valux_text_print(programs[i].profile, sizeof programs[i].profile, "%s",
                             strrchr(programs[i].directory, '/') + 1);
    }
}

bool valux_programs_find(struct valux_program **programs, size_t *count, size_t *skipped,
                         struct valux_error *error)
{
    bool result = false;
    struct finder finder = {0};
    size_t unreadable = 0;

    for (size_t i = 0; i < sizeof shared_locations / sizeof *shared_locations; i++) {
        if (!find_shared(&finder, &shared_locations[i], error))
            goto done;
    }
    if (!sandboxed_application_find(VALUX_PROGRAM_FLATPAK, find_sandboxed, &finder) ||
        !sandboxed_application_find(VALUX_PROGRAM_SNAP, find_sandboxed, &finder)) {
        valux_error_set_memory(error);
        goto done;
    }
    for (size_t i = 0; i < sizeof profile_locations / sizeof *profile_locations; i++) {
        if (!find_profiles(&finder, &profile_locations[i], &unreadable, error))
            goto done;
    }
    name_nameless(finder.programs, finder.count);
    running_mark(finder.programs, finder.count);
    *programs = finder.programs;
    *count = finder.count;
    if (skipped != NULL)
        *skipped = unreadable;
    finder.programs = NULL;
    result = true;
done:
    free(finder.programs);
    return result;
}

bool valux_programs_add_recorded(const struct valux_store *store, struct valux_program **programs,
                                 size_t *count, struct valux_error *error)
{
    bool result = false;
    struct recorded_registration *registrations = NULL;
    size_t registered;
    size_t found = *count;

    if (!recorded_registrations_read(store, &registrations, &registered, error))
        return false;
    for (size_t i = 0; i < registered; i++) {
        struct valux_program program = {.kind = VALUX_PROGRAM_NAMED};
        memcpy(program.directory, registrations[i].directory, sizeof program.directory);
        (void)is_packaged_so(&program);
        if (!append(programs, count, &program)) {
            valux_error_set_memory(error);
            goto done;
        }
    }
    if (*count > found)
        running_mark(*programs + found, *count - found);
    result = true;
done:
    free(registrations);
    return result;
}

bool valux_program_named(const char *directory, struct valux_program *program,
                         struct valux_error *error)
{
    char here[VALUX_PATH_SIZE];
    char absolute[VALUX_PATH_SIZE];
    const char *path = strncmp(directory, "sql:", 4) == 0 ? directory + 4 : directory;

    memset(program, 0, sizeof *program);
    program->kind = VALUX_PROGRAM_NAMED;
    if (path[0] == '\0')
        return valux_error_set(error, VALUX_ERROR_USAGE, "%s",
                               _("The database's directory is missing."));
    if (realpath(path, program->directory) == NULL) {
        if (errno != ENOENT)
            return valux_error_set(error, VALUX_ERROR_PROGRAM, "%s: %s.", path, strerror(errno));
        if (path[0] == '/')
            here[0] = '\0';
        else if (getcwd(here, sizeof here) == NULL)
            return valux_error_set(error, VALUX_ERROR_SYSTEM,
                                   _("The current directory is not known: %s."), strerror(errno));
        if (!valux_paths_join(absolute, here, path[0] == '/' ? path + 1 : path))
            return valux_error_set(error, VALUX_ERROR_USAGE, _("%s: the path is too long."), path);
        directories_resolve(absolute, program->directory);
    }
    (void)is_packaged_so(program);
    program->exists = exists(program->directory, "cert9.db");
    running_mark(program, 1);
    return true;
}
