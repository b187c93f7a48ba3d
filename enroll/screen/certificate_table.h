/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_CERTIFICATE_TABLE_H
#define VALUX_ENROLL_SCREEN_CERTIFICATE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workspace/workspace.h"

/* What a table has besides the manual's columns. */
enum {
    CERTIFICATE_TABLE_NUMBERS = 1,        /* the rows are numbered from 1 */
    CERTIFICATE_TABLE_SERIAL_NUMBERS = 2, /* a column with the serial numbers */
};

/*
 * Writes a table with the manual's columns to standard output: the entries for which `wanted`
 * returns true, or all if it is NULL. `parts` are of the enum above. On a terminal that is too
 * narrow, a certificate takes two lines. Returns the number of rows.
 */
size_t certificate_table_write(const struct workspace *workspace, int64_t now,
                               bool (*wanted)(const struct workspace *,
                                              const struct valux_catalogue_entry *, int64_t now),
                               unsigned parts);

#endif
