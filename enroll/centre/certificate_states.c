/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "centre/certificate_states.h"

#include <time.h>

#include "centre/centre.h"
#include "valux/text.h"
#include "workspace/key_access.h"

static bool is_asked(const struct valux_catalogue_entry *entry, int64_t now)
{
    return !entry->superseded && entry->parsed.not_after >= now;
}

static bool ask(struct workspace *workspace, struct valux_catalogue_entry *entry, bool *changed,
                struct valux_error *error)
{
    struct centre_client client;
    enum valux_centre_state state = entry->centre_state;
    struct valux_service_period period = {0};

    if (!centre_client_make(workspace->database, entry, &client, error))
        return false;
    bool answered = centre_status(&workspace->configuration, &client, &state, &period, error);
    centre_client_free(&client);
    if (!answered)
        return false;
    if (period.given && period.start >= period.end)
        return valux_error_set(error, VALUX_ERROR_ANSWER, "%s",
                               _("The service period that the centre gives does not fit the "
                                 "certificate."));
    if (state != entry->centre_state) {
        entry->centre_state = state;
        *changed = true;
    }
    if (period.given &&
        (!entry->service_period.given || entry->service_period.start != period.start ||
         entry->service_period.end != period.end)) {
        entry->service_period = period;
        *changed = true;
    }
    return true;
}

bool centre_synchronise(struct workspace *workspace, struct valux_error *error)
{
    bool result = true;
    bool changed = false;
    int64_t now = time(NULL);

    if (!workspace_open_database(workspace, error))
        return false;
    for (size_t i = 0; i < workspace->catalogue.count; i++) {
        struct valux_catalogue_entry *entry = &workspace->catalogue.entries[i];
        if (is_asked(entry, now) && !ask(workspace, entry, &changed, error))
            result = false;
    }
    workspace_close_database(workspace);
    return (!changed || workspace_save(workspace, error)) && result;
}
