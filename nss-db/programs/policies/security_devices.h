/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_PROGRAMS_POLICIES_SECURITY_DEVICES_H
#define VALUX_PROGRAMS_POLICIES_SECURITY_DEVICES_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * The policy SecurityDevices in the policies.json of Firefox and Thunderbird:
 * {"policies": {"SecurityDevices": {"Add": {NAME: PATH}}}}. The older form has no "Add"; it counts
 * if there is neither "Add" nor "Delete".
 */

struct policy_devices {
    char made[32];                  /* the outermost member that was made to hold ours, or "" */
    char previous[VALUX_PATH_SIZE]; /* the path that ours replaced, or "" */
};

/*
 * Adds our module. *changed becomes false if it was there with this path already. *devices becomes
 * what has to be known to take the module out again. `name` is what messages call the document.
 */
bool policy_devices_add(cJSON *document, const char *name, const char *module_path,
                        struct policy_devices *devices, bool *changed, struct valux_error *error);

/*
 * Takes our module out, if it is there with this path. The members that were made for it are
 * removed too, if nobody has put anything else into them. False if the module is not there.
 */
bool policy_devices_remove(cJSON *document, const char *module_path,
                           const struct policy_devices *devices);

#endif
