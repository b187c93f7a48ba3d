/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_SANDBOXED_APPLICATION_H
#define VALUX_PROGRAMS_SANDBOXED_APPLICATION_H

#include <stdbool.h>

#include "valux/find_programs.h"
#include "valux/paths.h"

/*
 * An application of Flatpak or snapd: a program that sees, of its user's home directory, its own
 * directory alone. It sees that directory by the same path as everybody else.
 */

struct sandboxed_application {
    enum valux_program_packaging packaging; /* VALUX_PROGRAM_SNAP or _FLATPAK */
    char directory[VALUX_PATH_SIZE];        /* ~/.var/app/ID, or ~/snap/NAME */
    char published[VALUX_PATH_SIZE];        /* where our copies are; see publication.h */
    const char *below; /* what the path that was asked for has behind the application's directory */
};

/*
 * Finds the application to which a path belongs. `path` is absolute, without symbolic links, and
 * below an application's directory; it need not exist. The paths in *application begin as HOME
 * does, since that is how the application sees them; `below` is a part of `path`. False if the path
 * belongs to none.
 */
bool sandboxed_application_of(const char *path, struct sandboxed_application *application);

/* Whether both paths belong to one application. */
bool sandboxed_application_same(const char *a, const char *b);

/*
 * Is called with the directory of each application that the user has, ~/.var/app/ID or ~/snap/NAME.
 * False stops the search.
 */
typedef bool sandboxed_application_visitor(enum valux_program_packaging packaging,
                                           const char *directory, void *argument);

/* Finds the applications of one packaging. False if the visitor has stopped the search. */
bool sandboxed_application_find(enum valux_program_packaging packaging,
                                sandboxed_application_visitor *visit, void *argument);

#endif
