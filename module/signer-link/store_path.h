/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_MODULE_SIGNER_LINK_STORE_PATH_H
#define VALUX_MODULE_SIGNER_LINK_STORE_PATH_H

#include <stdbool.h>

#include "valux/paths.h"

/*
 * The directory whose snapshot the module shows: the one that was published beside a copy of the
 * module, without a look at the environment; else the user's store, as valux_paths_store finds it.
 * False as there.
 */
bool store_path(char path[static VALUX_PATH_SIZE]);

#endif
