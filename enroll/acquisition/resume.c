/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/resume.h"

#include <time.h>

#include "acquisition/abandon.h"
#include "acquisition/advance.h"
#include "acquisition/request.h"
#include "valux/text.h"
#include "workspace/key_access.h"

/*
 * Sends a renewal's request again if the old certificate can still be used; else only asks for it.
 */
static bool resume_renewal(struct workspace *workspace, struct journal *journal,
                           unsigned wait_seconds, struct acquisition *acquisition,
                           struct valux_error *error)
{
    struct centre_client client = {0};
    struct acquisition_linking linking = {workspace, journal};
    struct centre_request request = acquisition_request(&linking);
    const struct valux_catalogue_entry *old =
        valux_catalogue_by_key_id(&workspace->catalogue, journal->old_key_id);
    bool can_send = old != NULL && old->parsed.not_after >= time(NULL) &&
                    workspace_open_database(workspace, error) &&
                    centre_client_make(workspace->database, old, &client, error);
    bool result = acquisition_advance(workspace, journal, can_send ? &request : NULL, NULL,
                                      can_send ? &client : NULL, wait_seconds, acquisition, error);

    centre_client_free(&client);
    return result;
}

bool acquisition_resume(struct workspace *workspace, struct journal *journal, unsigned wait_seconds,
                        struct acquisition *acquisition, struct valux_error *error)
{
    if (journal->kind == JOURNAL_RENEWAL)
        return resume_renewal(workspace, journal, wait_seconds, acquisition, error);
    if (journal->state != JOURNAL_PREPARED)
        return acquisition_advance(workspace, journal, NULL, NULL, NULL, wait_seconds, acquisition,
                                   error);
    valux_error_set(error, VALUX_ERROR_CENTRE, "%s",
                    _("The request had not been sent yet. Start again."));
    acquisition_tell_unspent(journal, error);
    acquisition_discard(workspace, journal);
    return false;
}
