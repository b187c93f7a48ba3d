/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/renew.h"

#include "acquisition/abandon.h"
#include "acquisition/advance.h"
#include "acquisition/begin.h"
#include "acquisition/request.h"
#include "workspace/key_access.h"

bool acquisition_renew(struct workspace *workspace, const struct valux_catalogue_entry *entry,
                       unsigned wait_seconds, struct acquisition *acquisition,
                       struct valux_error *error)
{
    bool result = false;
    struct centre_client client = {0};
    struct journal journal = {.kind = JOURNAL_RENEWAL};
    struct acquisition_linking linking = {workspace, &journal};

    if (!workspace_open_database(workspace, error) ||
        !centre_client_make(workspace->database, entry, &client, error)) {
        acquisition_tell_unspent(&journal, error);
        goto done;
    }
    if (!acquisition_begin_renewal(workspace, entry, &journal, error))
        goto done;
    struct centre_request request = acquisition_request(&linking);
    result = acquisition_advance(workspace, &journal, &request, NULL, &client, wait_seconds,
                                 acquisition, error);
done:
    centre_client_free(&client);
    journal_free(&journal);
    return result;
}
