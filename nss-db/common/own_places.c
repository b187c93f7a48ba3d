/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/own_places.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "valux/paths.h"
#include "valux/text.h"

#define USER_NAME_SIZE 256

/* The user's name, or the number of one that has none. */
static void write_user_name(uid_t user, char name[static USER_NAME_SIZE])
{
    const struct passwd *entry = getpwuid(user);

    if (entry != NULL)
        valux_text_print(name, USER_NAME_SIZE, "%s", entry->pw_name);
    else
        valux_text_print(name, USER_NAME_SIZE, "%lu", (unsigned long)user);
}

static bool belongs_to_another(const char *path, uid_t owner, struct valux_error *error)
{
    char theirs[USER_NAME_SIZE];
    char ours[USER_NAME_SIZE];

    write_user_name(owner, theirs);
    write_user_name(geteuid(), ours);
    if (geteuid() == 0)
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("%s belongs to another user, %s, and this program runs as %s. "
                                 "Certificates work only for the user who acquired them: run it as "
                                 "%s, without sudo."),
                               path, theirs, ours, theirs);
    return valux_error_set(error, VALUX_ERROR_STORE,
                           _("%s belongs to another user, %s, and this program runs as %s. Give it "
                             "back to %s (chown), or set HOME and VALUX_HOME to directories of "
                             "that user."),
                           path, theirs, ours, ours);
}

/* Takes the last name off a path, down to "/". False if there is none left. */
static bool to_parent(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL || path[1] == '\0')
        return false;
    slash[slash == path ? 1 : 0] = '\0';
    return true;
}

/*
 * Whose the machine is: root's, and in a user namespace that has no number for root, whoever root
 * looks like there.
 */
static uid_t administrator(void)
{
    struct stat status;

    return stat("/", &status) == 0 ? status.st_uid : 0;
}

static bool is_hidden(const char *path, const struct stat *status)
{
    return S_ISDIR(status->st_mode) && faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) != 0;
}

/* For root: everything from the place up to "/", as it is named here, must be root's. */
static bool check_way(const char *place, struct valux_error *error)
{
    char path[VALUX_PATH_SIZE];
    struct stat status;

    snprintf(path, sizeof path, "%s", place);
    do
        if (lstat(path, &status) == 0 && status.st_uid != 0 && status.st_uid != administrator())
            return belongs_to_another(path, status.st_uid, error);
    while (to_parent(path));
    return true;
}

static bool check_place(const char *place, struct valux_error *error)
{
    char nearest[VALUX_PATH_SIZE];
    char resolved[VALUX_PATH_SIZE];
    struct stat status;

    snprintf(nearest, sizeof nearest, "%s", place);
    while (stat(nearest, &status) != 0)
        if (!to_parent(nearest))
            return true;
    if (status.st_uid != geteuid() &&
        (status.st_uid != administrator() || is_hidden(nearest, &status)))
        return belongs_to_another(nearest, status.st_uid, error);
    if (geteuid() != 0)
        return true;
    return check_way(place, error) &&
           (realpath(nearest, resolved) == NULL || check_way(resolved, error));
}

/* The directory of the user's configuration file. */
static bool configuration_directory(char path[static VALUX_PATH_SIZE])
{
    char home[VALUX_PATH_SIZE];

    path[0] = '\0';
    return valux_paths_config_home(home) && valux_paths_join(path, home, "valux");
}

bool valux_own_places_check(struct valux_error *error)
{
    static bool (*const places[])(char path[static VALUX_PATH_SIZE]) = {
        valux_paths_home, configuration_directory, valux_paths_data_home, valux_paths_store};
    const char *wrong = valux_paths_wrong_store();
    char path[VALUX_PATH_SIZE];

    if (wrong != NULL)
        return valux_error_set(error, VALUX_ERROR_STORE,
                               _("VALUX_HOME is \"%s\", which is not an absolute path: it has to "
                                 "begin with a slash."),
                               wrong);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (places[i](path) && !check_place(path, error))
            return false;
    return true;
}
