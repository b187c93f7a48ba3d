/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_OWN_PATHS_H
#define VALUX_ENROLL_WORKSPACE_OWN_PATHS_H

#include <stdbool.h>

#include "valux/error.h"
#include "valux/paths.h"

/*
 * Where the files are that were installed with this program, or built with it. `path` is of
 * VALUX_PATH_SIZE bytes.
 */

/* The module, as an absolute path without symbolic links. VALUX_ERROR_SYSTEM. */
bool own_paths_module(char path[static VALUX_PATH_SIZE], struct valux_error *error);

/* The directory of the systemd unit files. VALUX_ERROR_SYSTEM. */
bool own_paths_units(char path[static VALUX_PATH_SIZE], struct valux_error *error);

/* The directory of the translations. False if it can't be found. */
bool own_paths_locale(char path[static VALUX_PATH_SIZE]);

/* Writes the path of valux-agent. VALUX_ERROR_SYSTEM. */
bool own_paths_agent(char path[static VALUX_PATH_SIZE], struct valux_error *error);

#endif
