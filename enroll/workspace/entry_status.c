/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/entry_status.h"

bool entry_is_selected(const struct workspace *workspace, const struct valux_catalogue_entry *entry)
{
    return valux_catalogue_selected(&workspace->catalogue) == entry;
}

bool entry_is_selected_at(const struct workspace *workspace,
                          const struct valux_catalogue_entry *entry, int64_t now)
{
    (void)now;
    return entry_is_selected(workspace, entry);
}

struct valux_status_facts entry_facts(const struct workspace *workspace,
                                      const struct valux_catalogue_entry *entry)
{
    return valux_catalogue_facts(entry, &workspace->configuration);
}

enum valux_status entry_status(const struct workspace *workspace,
                               const struct valux_catalogue_entry *entry, int64_t now)
{
    struct valux_status_facts facts = entry_facts(workspace, entry);
    struct valux_status_thresholds thresholds =
        valux_configuration_thresholds(&workspace->configuration);

    return valux_status_at(&facts, &thresholds, now);
}

bool entry_is_visible(const struct workspace *workspace, const struct valux_catalogue_entry *entry,
                      int64_t now)
{
    struct valux_status_facts facts = entry_facts(workspace, entry);
    struct valux_status_thresholds thresholds =
        valux_configuration_thresholds(&workspace->configuration);

    return (workspace->configuration.exposure == VALUX_EXPOSURE_USABLE ||
            entry_is_selected(workspace, entry)) &&
           valux_status_facts_usable(&facts, &thresholds, now);
}
