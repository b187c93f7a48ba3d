/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/paths.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
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

/* An absolute path from the environment, or NULL. */
static const char *environment_path(const char *name)
{
    const char *value = secure_getenv(name);

    return value != NULL && value[0] == '/' ? value : NULL;
}

bool valux_paths_join(char path[static VALUX_PATH_SIZE], const char *directory, const char *name)
{
    size_t directory_length = strlen(directory);
    size_t name_length = strlen(name);

    path[0] = '\0';
    if (directory_length >= VALUX_PATH_SIZE || name_length >= VALUX_PATH_SIZE ||
        directory_length + 1 + name_length >= VALUX_PATH_SIZE)
        return false;
    memcpy(path, directory, directory_length);
    path[directory_length] = '/';
    memcpy(path + directory_length + 1, name, name_length + 1);
    return true;
}

bool valux_paths_home(char path[static VALUX_PATH_SIZE])
{
    const char *value = environment_path("HOME");
    char buffer[PASSWORD_ENTRY_SIZE];
    struct passwd entry;
    struct passwd *found = NULL;

    if (value != NULL)
        return copy_path(path, value, strlen(value));
    path[0] = '\0';
    if (getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &found) != 0 || found == NULL ||
        found->pw_dir == NULL || found->pw_dir[0] != '/')
        return false;
    return copy_path(path, found->pw_dir, strlen(found->pw_dir));
}

/* The directory that the environment names, or `name` in the home directory. */
static bool base_directory(char path[static VALUX_PATH_SIZE], const char *variable,
                           const char *name)
{
    const char *value = environment_path(variable);
    char home[VALUX_PATH_SIZE];

    if (value != NULL)
        return copy_path(path, value, strlen(value));
    path[0] = '\0';
    return valux_paths_home(home) && valux_paths_join(path, home, name);
}

bool valux_paths_config_home(char path[static VALUX_PATH_SIZE])
{
    return base_directory(path, "XDG_CONFIG_HOME", ".config");
}

bool valux_paths_data_home(char path[static VALUX_PATH_SIZE])
{
    return base_directory(path, "XDG_DATA_HOME", ".local/share");
}

const char *valux_paths_wrong_store(void)
{
    const char *value = secure_getenv("VALUX_HOME");

    return value != NULL && value[0] != '\0' && value[0] != '/' ? value : NULL;
}

bool valux_paths_store(char path[static VALUX_PATH_SIZE])
{
    const char *value = environment_path("VALUX_HOME");
    char data_home[VALUX_PATH_SIZE];

    if (value != NULL)
        return copy_path(path, value, strlen(value));
    path[0] = '\0';
    return valux_paths_wrong_store() == NULL && valux_paths_data_home(data_home) &&
           valux_paths_join(path, data_home, "valux");
}

bool valux_paths_sibling(char path[static VALUX_PATH_SIZE], const char *self,
                         const char *own_directory, const char *installed, const char *relative)
{
    const char *slash = strrchr(self, '/');
    char directory[VALUX_PATH_SIZE];

    path[0] = '\0';
    if (slash == NULL || !copy_path(directory, self, (size_t)(slash - self)))
        return false;
    if (strcmp(directory, own_directory) == 0)
        return copy_path(path, installed, strlen(installed));
    return valux_paths_join(path, directory, relative);
}
