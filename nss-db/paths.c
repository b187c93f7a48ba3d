/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
/* No path is put together on the stack: the module calls this in threads that may have a small one.
 */
#include "valux/paths.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWORD_ENTRY_SIZE 16384

static bool copy_path(char path[static VALUX_PATH_SIZE], const char *text, size_t length)
{
    path[0] = '\0';
    if (length >= VALUX_PATH_SIZE)
        return false;
    memcpy(path, text, length);
    path[length] = '\0';
    return true;
}

/* Appends a slash and name to `path`, which becomes "" where the result is too long. */
static bool append(char path[static VALUX_PATH_SIZE], const char *name)
{
    size_t length = strlen(path);
    size_t name_length = strlen(name);

    if (name_length >= VALUX_PATH_SIZE || length + 1 + name_length >= VALUX_PATH_SIZE) {
        path[0] = '\0';
        return false;
    }
    path[length] = '/';
    memcpy(path + length + 1, name, name_length + 1);
    return true;
}

/* An absolute path from the environment, or NULL. */
static const char *environment_path(const char *name)
{
    const char *value = secure_getenv(name);

    return value != NULL && value[0] == '/' ? value : NULL;
}

bool valux_paths_join(char path[static VALUX_PATH_SIZE], const char *directory, const char *name)
{
    return copy_path(path, directory, strlen(directory)) && append(path, name);
}

/* The home directory of the password database. */
static bool database_home(char path[static VALUX_PATH_SIZE])
{
    bool result = false;
    char *buffer = malloc(PASSWORD_ENTRY_SIZE);
    struct passwd entry;
    struct passwd *found = NULL;

    path[0] = '\0';
    if (buffer != NULL && getpwuid_r(geteuid(), &entry, buffer, PASSWORD_ENTRY_SIZE, &found) == 0 &&
        found != NULL && found->pw_dir != NULL && found->pw_dir[0] == '/')
        result = copy_path(path, found->pw_dir, strlen(found->pw_dir));
    free(buffer);
    return result;
}

bool valux_paths_home(char path[static VALUX_PATH_SIZE])
{
    const char *value = environment_path("HOME");

    return value != NULL ? copy_path(path, value, strlen(value)) : database_home(path);
}

/* The directory that the environment names, or `name` in the home directory. */
static bool base_directory(char path[static VALUX_PATH_SIZE], const char *variable,
                           const char *name)
{
    const char *value = environment_path(variable);

    if (value != NULL)
        return copy_path(path, value, strlen(value));
    return valux_paths_home(path) && append(path, name);
}

bool valux_paths_config_home(char path[static VALUX_PATH_SIZE])
{
    return base_directory(path, "XDG_CONFIG_HOME", ".config");
}

bool valux_paths_data_home(char path[static VALUX_PATH_SIZE])
{
    return base_directory(path, "XDG_DATA_HOME", ".local/share");
}

bool valux_paths_state_home(char path[static VALUX_PATH_SIZE])
{
    return base_directory(path, "XDG_STATE_HOME", ".local/state");
}

const char *valux_paths_wrong_store(void)
{
    const char *value = secure_getenv("VALUX_HOME");

    return value != NULL && value[0] != '\0' && value[0] != '/' ? value : NULL;
}

bool valux_paths_store(char path[static VALUX_PATH_SIZE])
{
    const char *value = environment_path("VALUX_HOME");

    if (value != NULL)
        return copy_path(path, value, strlen(value));
    path[0] = '\0';
    return valux_paths_wrong_store() == NULL && valux_paths_data_home(path) &&
           append(path, "valux");
}

bool valux_paths_sibling(char path[static VALUX_PATH_SIZE], const char *self,
                         const char *own_directory, const char *installed, const char *relative)
{
    const char *slash = strrchr(self, '/');

    path[0] = '\0';
    if (slash == NULL || !copy_path(path, self, (size_t)(slash - self)))
        return false;
    if (strcmp(path, own_directory) == 0)
        return copy_path(path, installed, strlen(installed));
    return append(path, relative);
}

bool valux_paths_seal_has_pin(int directory, const char *path)
{
    struct stat status;

    return fstatat(directory, path, &status, 0) == 0 && status.st_size > VALUX_SEAL_SECRET_SIZE;
}
