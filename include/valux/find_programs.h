/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_FIND_PROGRAMS_H
#define VALUX_FIND_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/error.h"
#include "valux/paths.h"
#include "valux/store.h"

/*
 * The programs that can load the module, and where their NSS databases are: the shared databases,
 * and the profiles of Firefox and Thunderbird.
 */

enum valux_program_kind {
    VALUX_PROGRAM_SHARED, /* ~/.pki/nssdb and ~/.local/share/pki/nssdb: Chromium and others */
    VALUX_PROGRAM_FIREFOX,
    VALUX_PROGRAM_THUNDERBIRD,
    VALUX_PROGRAM_NAMED, /* a database that the person named */
};

/*
 * How the program is packaged: a program of a snap or Flatpak is sandboxed. It can't load a module
 * of the machine's, and sees of the home directory its own directory alone.
 */
enum valux_program_packaging {
    VALUX_PROGRAM_NATIVE,
    VALUX_PROGRAM_SNAP,
    VALUX_PROGRAM_FLATPAK,
};

struct valux_program {
    enum valux_program_kind kind;
    enum valux_program_packaging packaging;
    char profile[256];               /* the profile's name; "" for a shared or named database */
    char directory[VALUX_PATH_SIZE]; /* the NSS database's directory, absolute */
    bool exists;                     /* it has a database (cert9.db) already */
    bool running;                    /* a program holds the profile, or the database, now */
};

/*
 * Finds the user's programs: the two shared databases, even if they do not exist; the shared
 * databases of snap and Flatpak packages that exist; and every profile in a profiles.ini or
 * installs.ini of Firefox and Thunderbird whose directory exists. A sandboxed program's list of
 * profiles counts only for what is in that program's own directory. No directory is in the list
 * twice. A file that can't be read is passed over; *skipped counts these files, unless it is NULL.
 * The caller frees *programs.
 */
bool valux_programs_find(struct valux_program **programs, size_t *count, size_t *skipped,
                         struct valux_error *error);

/*
 * Appends the databases that are in the store's record of registrations and not yet in the list, as
 * VALUX_PROGRAM_NAMED. The list may be moved in memory.
 */
bool valux_programs_add_recorded(const struct valux_store *store, struct valux_program **programs,
                                 size_t *count, struct valux_error *error);

/*
 * The program for a database's directory that the person named. A relative path is made absolute,
 * and "sql:" before it is dropped.
 */
bool valux_program_named(const char *directory, struct valux_program *program,
                         struct valux_error *error);

#endif
