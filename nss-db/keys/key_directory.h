/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_KEYS_KEY_DIRECTORY_H
#define VALUX_KEYS_KEY_DIRECTORY_H

#include <stdbool.h>

#include "valux/error.h"

/*
 * Whether the key database in the open store belongs to the user alone, its directory and each file
 * in it. NSS opens what it finds: it looks at no owner. VALUX_ERROR_STORE.
 */
bool key_directory_check(int store, struct valux_error *error);

#endif
