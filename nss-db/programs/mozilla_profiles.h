/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_PROFILES_H
#define VALUX_PROGRAMS_PROFILES_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/paths.h"

/*
 * Mozilla's profiles.ini and installs.ini: which profiles a directory of Firefox's or Thunderbird's
 * has. Sections [ProfileN] have Name, Path and IsRelative; the others, [InstallHASH] in
 * profiles.ini and [HASH] in installs.ini, name an installation's profile as Default.
 */

#define MOZILLA_PROFILES_FILE_LIMIT (1024 * 1024) /* bytes of a file that is read */

struct mozilla_profile {
    char name[256];             /* for the person: no control characters; "" where there is none */
    char path[VALUX_PATH_SIZE]; /* as it stands in the file */
    bool relative;              /* to the directory of the file */
};

/* Gets each profile in the order of the file; false stops the reading. */
typedef bool mozilla_profile_visitor(const struct mozilla_profile *profile, void *argument);

/*
 * Reads `length` bytes of a file and calls `visit` for each profile with a path that can be used:
 * absolute or relative, as IsRelative says, and free of control characters. Anything that is not
 * understood is passed over. False when the visitor said so.
 */
bool mozilla_profiles_parse(const char *text, size_t length, mozilla_profile_visitor *visit,
                            void *argument);

/*
 * The absolute path of a profile's directory, where `directory` is that of the file, absolute too.
 * A relative path is followed as Firefox does (nsLocalFile::SetRelativeDescriptor): for each "../"
 * in it the last part of `directory` goes, symbolic link or not, and what stands before the last
 * "../" does not count. False for a path that is too long or that goes above the root directory.
 */
bool mozilla_profiles_locate(const char *directory, const struct mozilla_profile *profile,
                             char path[static VALUX_PATH_SIZE]);

enum mozilla_profiles_result {
    MOZILLA_PROFILES_READ,
    MOZILLA_PROFILES_ABSENT,     /* there is no such file */
    MOZILLA_PROFILES_UNREADABLE, /* no permission, not a regular file, or too large */
    MOZILLA_PROFILES_STOPPED,    /* the visitor said so */
};

/* Likewise for the file `name` in `directory`. */
enum mozilla_profiles_result mozilla_profiles_read(const char *directory, const char *name,
                                                   mozilla_profile_visitor *visit, void *argument);

#endif
