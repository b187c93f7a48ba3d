/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_STORE_EXPOSED_ORDER_H
#define VALUX_STORE_EXPOSED_ORDER_H

#include <stddef.h>

#include "valux/catalogue.h"
#include "valux/configuration.h"

/*
 * The entries that the exposure can show to programs, in the order in which they see them: the
 * selected one first. The caller frees the array. NULL for want of memory.
 */
const struct valux_catalogue_entry **store_exposed_order(const struct valux_catalogue *catalogue,
                                                         enum valux_exposure exposure,
                                                         size_t *count);

#endif
