/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_CONFIGURATION_SETTING_H
#define VALUX_CONFIGURATION_SETTING_H

#include <stdbool.h>

#include "valux/error.h"

/* Changes the user's configuration file. */

/*
 * Sets one member of the user's file, "centre.address" for example, or removes it if `value` is
 * NULL. The file's comments and its layout stay, and so does a symbolic link to it. A value that
 * the configuration does not allow is VALUX_ERROR_CONFIGURATION, and then nothing is changed.
 */
bool valux_configuration_set(const char *member, const char *value, struct valux_error *error);

#endif
