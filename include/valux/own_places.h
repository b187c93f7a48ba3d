/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_OWN_PLACES_H
#define VALUX_OWN_PLACES_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Whether this program works in places of the user it runs as. With sudo, HOME may still be another
 * user's: root would then leave files of its own there, and follow that user's symbolic links.
 */

/*
 * Checks the home directory, the directories of configuration and data, and the store's place. Each
 * of them, or the nearest directory above it that exists, has to belong to the effective user or to
 * root. For root, so has everything on the way there, symbolic links included. Also checks that
 * VALUX_HOME is an absolute path. VALUX_ERROR_STORE, with a message that names the place and whose
 * it is. Nothing is made or changed.
 */
bool valux_own_places_check(struct valux_error *error);

#endif
