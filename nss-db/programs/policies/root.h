/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_ROOT_H
#define VALUX_PROGRAMS_POLICIES_ROOT_H

#include <limits.h>
#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The root directory below which policies are written: the machine's, or that of an image. Paths
 * below it are absolute, as they are on the machine. In an image no symbolic link leads out: the
 * kernel resolves each as if the image were the root directory (openat2, RESOLVE_IN_ROOT).
 */

struct policy_root {
    const char *path; /* "" for the machine's; the caller's */
    int file;         /* its directory; -1 where it does not exist: then nothing below it does */
};

/*
 * Opens the root directory, which is made, with its parents, if it is missing and `make` is true.
 * An error for an image if the kernel does not have openat2. The caller closes it in any case.
 */
bool policy_root_open(struct policy_root *root, const char *path, bool make,
                      struct valux_error *error);
void policy_root_close(struct policy_root *root);

/* What messages call a path below the root: with the root's path, cut where that is too long. */
void policy_root_name(const struct policy_root *root, const char *path,
                      char name[static VALUX_PATH_SIZE]);

/* Opens what exists below the root, as open(2) does. -1 with errno. The caller closes it. */
int policy_root_open_path(const struct policy_root *root, const char *path, int flags);

/* Whether the path exists below the root. */
bool policy_root_has(const struct policy_root *root, const char *path);

/* A file's place, of which only the directory has to exist. */
struct policy_place {
    int directory; /* open for reading; -1 if it is not open */
    char name[NAME_MAX + 1];
};

/*
 * Finds a file's place. Symbolic links are followed, the last one too, so that the name is no link.
 * False with errno. The caller closes the directory after true.
 */
bool policy_root_find(const struct policy_root *root, const char *path, struct policy_place *place);

#endif
