/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers profiles_ini_parse and profiles_ini_locate. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "programs/profiles_ini.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the caller relies on: a path that is what it says, and texts that end. */
static bool check(const struct mozilla_profile *profile, void *argument)
{
    size_t *count = argument;
    char path[VALUX_PATH_SIZE];

    if (strnlen(profile->name, sizeof profile->name) == sizeof profile->name ||
        strnlen(profile->path, sizeof profile->path) == sizeof profile->path ||
        profile->path[0] == '\0' || profile->relative == (profile->path[0] == '/'))
        abort();
    if (profiles_ini_locate("/home/u/.mozilla/firefox", profile, path) &&
        (strnlen(path, sizeof path) == sizeof path || (path[0] != '/' && path[0] != '\0') ||
         (profile->relative && strstr(path, "/../") != NULL)))
        abort();
    return ++*count < 100;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t count = 0;

    (void)profiles_ini_parse((const char *)data, size, check, &count);
    return 0;
}
