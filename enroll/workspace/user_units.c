/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/user_units.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/child.h"
#include "valux/paths.h"
#include "valux/text.h"
#include "workspace/own_paths.h"

#define SYSTEMCTL_SECONDS 30

/*
 * Whether this process uses the store that a unit's service will use. That service runs with the
 * environment of the login, so it uses the store in the login's home directory.
 */
static bool is_login_store(void)
{
    const char *home = secure_getenv("HOME");
    const char *store = secure_getenv("VALUX_HOME");
    const struct passwd *login = getpwuid(geteuid());

    return (store == NULL || store[0] == '\0') && login != NULL &&
           (home == NULL || strcmp(home, login->pw_dir) == 0);
}

/* The user manager runs if its private socket is there. */
bool user_units_available(void)
{
    const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
    char path[VALUX_PATH_SIZE];

    return runtime != NULL && runtime[0] == '/' &&
           valux_paths_join(path, runtime, "systemd/private") && access(path, F_OK) == 0 &&
           is_login_store();
}

static bool systemctl(const char *verb, const char *first, const char *second,
                      struct valux_error *error)
{
    char *words[] = {(char *)"systemctl",
                     (char *)"--user",
                     (char *)"--quiet",
                     (char *)verb,
                     (char *)first,
                     (char *)second,
                     NULL};
    bool succeeded;

    if (!child_run_program(words, SYSTEMCTL_SECONDS, &succeeded, error))
        return false;
    if (succeeded)
        return true;
    return valux_error_set(error, VALUX_ERROR_SYSTEM, _("'systemctl --user %s' failed."), verb);
}

static bool unit_path(const char *name, char path[static VALUX_PATH_SIZE],
                      struct valux_error *error)
{
    char directory[VALUX_PATH_SIZE];

    return own_paths_units(directory, error) &&
           (valux_paths_join(path, directory, name) ||
            valux_error_set(error, VALUX_ERROR_SYSTEM, "%s", _("A path is too long.")));
}

/* `link` changes nothing for a unit file in a directory that systemd searches by itself. */
bool user_units_enable(const struct user_units *units, struct valux_error *error)
{
    char enabled[VALUX_PATH_SIZE];
    char service[VALUX_PATH_SIZE];

    return unit_path(units->enabled, enabled, error) && unit_path(units->service, service, error) &&
           systemctl("link", service, enabled, error) &&
           systemctl("enable", units->enabled, NULL, error) &&
           systemctl("start", units->enabled, NULL, error);
}

/* Removes the directories that systemd has made for its links, if they are empty. */
static void remove_empty_directories(void)
{
    static const char *const names[] = {"systemd/user", "systemd"};
    char home[VALUX_PATH_SIZE];
    char path[VALUX_PATH_SIZE];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (valux_paths_config_home(home) && valux_paths_join(path, home, names[i]))
            (void)rmdir(path);
}

bool user_units_disable(const struct user_units *units, struct valux_error *error)
{
    struct valux_error ignored;

    if (!systemctl("is-enabled", units->enabled, NULL, &ignored))
        return true;
    if (!systemctl("stop", units->enabled, units->service, error) ||
        !systemctl("disable", units->enabled, units->service, error))
        return false;
    remove_empty_directories();
    return true;
}

bool user_units_reload(const char *unit, struct valux_error *error)
{
    struct valux_error ignored;

    return systemctl("daemon-reload", NULL, NULL, error) &&
           (!systemctl("is-active", unit, NULL, &ignored) ||
            systemctl("restart", unit, NULL, error));
}
