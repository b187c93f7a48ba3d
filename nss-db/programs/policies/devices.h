/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_DEVICES_H
#define VALUX_PROGRAMS_POLICIES_DEVICES_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The policy SecurityDevices in a document as policies.json of Firefox and Thunderbird has it:
 * {"policies": {"SecurityDevices": {"Add": {NAME: PATH}}}}, or without "Add" in the older form,
 * which counts where neither "Add" nor "Delete" is there.
 */

struct policy_devices {
    char made[32];                  /* the outermost member that was made to hold ours, or "" */
    char previous[VALUX_PATH_SIZE]; /* the path that ours replaced, or "" */
};

/*
 * Adds our module. *changed tells whether it was not there with this path already; *devices, what
 * is to be known for taking it back. `name` is the document's, for errors.
 */
bool policy_devices_add(cJSON *document, const char *name, const char *module_path,
                        struct policy_devices *devices, bool *changed, struct valux_error *error);

/*
 * Takes our module out, if it is there with this path, with the members that were made for it, if
 * nobody has put anything into them. False where it is not there.
 */
bool policy_devices_remove(cJSON *document, const char *module_path,
                           const struct policy_devices *devices);

#endif
