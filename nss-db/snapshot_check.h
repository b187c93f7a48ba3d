/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_SNAPSHOT_CHECK_H
#define VALUX_SNAPSHOT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "valux/snapshot.h"

/* Checks every offset, count and order of a snapshot, so that its readers need not. */

/* Whether the header is this version's, and each of its tables is inside of the `size` bytes. */
bool snapshot_check_header(const struct valux_snapshot_header *header, size_t size);

/* Whether the rows of the tables are right; snapshot_check_header has been true of the header. */
bool snapshot_check_tables(const struct valux_snapshot *snapshot);

#endif
