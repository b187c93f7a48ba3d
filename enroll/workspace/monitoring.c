/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/monitoring.h"

#include <stdbool.h>

#include "valux/error.h"
#include "workspace/entry_status.h"

static bool wants_renewal(const struct workspace *workspace, int64_t now)
{
    const struct valux_catalogue *catalogue = &workspace->catalogue;

    for (size_t i = 0; i < catalogue->count; i++)
        if (!catalogue->entries[i].superseded &&
            valux_status_is_renewable(entry_status(workspace, &catalogue->entries[i], now)))
            return true;
    return false;
}

int monitoring_status(const struct workspace *workspace, int64_t now)
{
    const struct valux_catalogue_entry *selected = valux_catalogue_selected(&workspace->catalogue);

    if (workspace->catalogue.count == 0)
        return 0;
    if (selected == NULL)
        return valux_error_exit_status(VALUX_ERROR_NOT_FOUND);
    if (selected->superseded || !valux_status_is_usable(entry_status(workspace, selected, now)))
        return valux_error_exit_status(VALUX_ERROR_STATUS);
    return wants_renewal(workspace, now) ? EXIT_RENEW : 0;
}
