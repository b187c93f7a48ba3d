/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/left_overs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define RANDOM_LENGTH 16 /* hexadecimal digits at the end of a temporary file's name */

/* valux_file_replace calls its temporary files ".NAME.RANDOM". */
static bool is_temporary(const char *name)
{
    const char *random = strrchr(name, '.');

    return name[0] == '.' && random > name + 1 && strlen(random + 1) == RANDOM_LENGTH &&
           strspn(random + 1, "0123456789abcdef") == RANDOM_LENGTH;
}

static void clean(int parent, const char *name)
{
    const struct dirent *entry;
    int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *entries = directory < 0 ? NULL : fdopendir(directory);

    if (entries == NULL) {
        if (directory >= 0)
            close(directory);
        return;
    }
    while ((entry = readdir(entries)) != NULL)
        if (is_temporary(entry->d_name))
            (void)unlinkat(directory, entry->d_name, 0);
    closedir(entries);
}

void leftovers_remove(const struct valux_store *store)
{
    clean(store->directory, ".");
    clean(store->directory, VALUX_STORE_PENDING_DIRECTORY);
}
