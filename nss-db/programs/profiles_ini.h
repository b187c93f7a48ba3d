/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_PROFILES_INI_H
#define VALUX_PROGRAMS_PROFILES_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/paths.h"

/*
 * Reads Mozilla's profiles.ini and installs.ini, which list the profiles of Firefox or Thunderbird.
 * The sections [ProfileN] have the members Name, Path and IsRelative. The other sections,
 * [InstallHASH] in profiles.ini and [HASH] in installs.ini, name an installation's profile by the
 * member Default.
 */

#define MOZILLA_PROFILES_FILE_LIMIT ((size_t)1024 * 1024) /* bytes of a file that is read */

struct mozilla_profile {
    char name[256];             /* to be shown: without control characters; "" if it has none */
    char path[VALUX_PATH_SIZE]; /* as the file has it */
    bool relative;              /* to the directory of the file */
};

/* Is called for each profile in the order of the file. False stops the reading. */
typedef bool mozilla_profile_visitor(const struct mozilla_profile *profile, void *argument);

/*
 * Reads `length` bytes of a file and calls `visit` for each profile with a path that can be used:
 * absolute or relative, as IsRelative says, and free of control characters. Anything that is not
 * understood is passed over. False if the visitor has stopped the reading.
 */
bool profiles_ini_parse(const char *text, size_t length, mozilla_profile_visitor *visit,
                        void *argument);

/*
 * Writes the absolute path of a profile's directory to `path`. `directory` is the absolute path of
 * the file's directory. A relative path is followed as Firefox follows it
 * (nsLocalFile::SetRelativeDescriptor): each "../" takes the last part off `directory`, even if
 * that is a symbolic link, and what is before the last "../" does not count. False if the path is
 * too long or goes above the root directory.
 */
bool profiles_ini_locate(const char *directory, const struct mozilla_profile *profile,
                         char path[static VALUX_PATH_SIZE]);

enum profiles_ini_result {
    MOZILLA_PROFILES_READ,
    MOZILLA_PROFILES_ABSENT,     /* there is no such file */
    MOZILLA_PROFILES_UNREADABLE, /* no permission, not a regular file, or too large */
    MOZILLA_PROFILES_STOPPED,    /* the visitor has stopped the reading */
};

/* Likewise for the file `name` in `directory`. */
enum profiles_ini_result profiles_ini_read(const char *directory, const char *name,
                                           mozilla_profile_visitor *visit, void *argument);

#endif
