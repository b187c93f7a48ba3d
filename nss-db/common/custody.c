/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "valux/custody.h"

#include <stddef.h>

const char *const valux_custody_names[] = {"sealed", "pin", "tpm", "tpm-pin", NULL};
