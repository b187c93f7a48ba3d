/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_SCREEN_REPORT_H
#define VALUX_ENROLL_SCREEN_REPORT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "screen/table.h"
#include "valux/status.h"
#include "workspace/workspace.h"

/* Shows entries of the catalogue with the manual's words and colours, or as JSON. */

/* The status's label as the manual has it, in the person's language. Static. */
const char *report_status_label(enum valux_status status);

/* The colour that the manual gives the status. */
enum table_colour report_status_colour(enum valux_status status);

/* Whether `entry` is the selected one. */
bool report_is_selected(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry);

/* The same, with the arguments that report_table's `wanted` has. */
bool report_is_selected_at(const struct workspace *workspace,
                           const struct valux_catalogue_entry *entry, int64_t now);

/* The entry's status at `now`. */
enum valux_status report_status(const struct workspace *workspace,
                                const struct valux_catalogue_entry *entry, int64_t now);

/*
 * Writes a table with the manual's columns to standard output: the entries for which `wanted`
 * returns true, or all if it is NULL. With `numbers`, they are numbered from 1. Returns the number
 * of rows.
 */
size_t report_table(const struct workspace *workspace, int64_t now,
                    bool (*wanted)(const struct workspace *, const struct valux_catalogue_entry *,
                                   int64_t now),
                    bool numbers);

/* Writes the manual's result screen of a renewal. `selected`: the certificate is the one in use. */
void report_renewed(const char *nickname, bool selected);

/* The entry as a JSON object that the caller owns. NULL for want of memory. */
cJSON *report_json(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                   int64_t now);

/*
 * Writes the document to standard output and deletes it. False for want of memory, also if it is
 * NULL.
 */
bool report_write_json(cJSON *document, struct valux_error *error);

#endif
