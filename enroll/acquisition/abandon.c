/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/abandon.h"

#include "valux/key_pair.h"
#include "valux/text.h"
#include "workspace/key_access.h"

bool acquisition_abandon(struct workspace *workspace, const struct journal *journal,
                         struct valux_error *error)
{
    if (valux_catalogue_by_key_id(&workspace->catalogue, journal->key_id) == NULL &&
        (!workspace_open_database(workspace, error) ||
         !valux_key_database_remove(workspace->database, journal->key_id, error)))
        return false;
    return journal_remove(journal, &workspace->store, error);
}

void acquisition_discard(struct workspace *workspace, const struct journal *journal)
{
    struct valux_error ignored;

    (void)acquisition_abandon(workspace, journal, &ignored);
}

void acquisition_tell_unspent(const struct journal *journal, struct valux_error *error)
{
    struct valux_error first = *error;

    valux_error_set(error, first.domain, "%s %s", first.message,
                    journal->kind == JOURNAL_NEW ? _("The one-time password has not been used.")
                                                 : _("The certificate is as it was."));
}
