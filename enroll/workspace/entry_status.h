/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#ifndef VALUX_ENROLL_WORKSPACE_ENTRY_STATUS_H
#define VALUX_ENROLL_WORKSPACE_ENTRY_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "valux/catalogue.h"
#include "valux/status.h"
#include "workspace/workspace.h"

/* What an entry of the workspace's catalogue is at a time, by the workspace's configuration. */

/* The facts that the status rules go by. */
struct valux_status_facts entry_facts(const struct workspace *workspace,
                                      const struct valux_catalogue_entry *entry);

/* The entry's status at `now`. */
enum valux_status entry_status(const struct workspace *workspace,
                               const struct valux_catalogue_entry *entry, int64_t now);

/* Whether `entry` is the selected one. */
bool entry_is_selected(const struct workspace *workspace,
                       const struct valux_catalogue_entry *entry);

/* The same, with the arguments that certificate_table_write's `wanted` has. */
bool entry_is_selected_at(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry, int64_t now);

/* Whether programs see the entry at `now`. The module goes by the same rule. */
bool entry_is_visible(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                      int64_t now);

#endif
