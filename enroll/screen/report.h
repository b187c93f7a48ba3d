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

/* How entries of the catalogue are shown: the manual's words and colours, or JSON. */

/* The status's label as the manual has it, in the person's language. Static. */
const char *report_status_label(enum valux_status status);

enum table_colour report_status_colour(enum valux_status status);

/* Whether `entry` is the selected one. */
bool report_is_selected(const struct workspace *workspace,
                        const struct valux_catalogue_entry *entry);

/* Likewise, as report_table's choice of entries. */
bool report_is_selected_at(const struct workspace *workspace,
                           const struct valux_catalogue_entry *entry, int64_t now);

/* The entry's status at `now`. */
enum valux_status report_status(const struct workspace *workspace,
                                const struct valux_catalogue_entry *entry, int64_t now);

/*
 * Writes the table of the entries that `wanted` says yes to (all, where it is NULL), with the
 * manual's columns; `numbers` puts a number before each. Returns the number of entries.
 */
size_t report_table(const struct workspace *workspace, int64_t now,
                    bool (*wanted)(const struct workspace *, const struct valux_catalogue_entry *,
                                   int64_t now),
                    bool numbers);

/* Writes what a renewal came to, as the manual's result screen does. */
void report_renewed(const char *nickname, bool selected);

/* The entry as a JSON object that the caller owns, or NULL. */
cJSON *report_json(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                   int64_t now);

/* Writes JSON to standard output and deletes it. False with *error set where there is none. */
bool report_write_json(cJSON *document, struct valux_error *error);

#endif
