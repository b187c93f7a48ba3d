/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/request.h"

#include "valux/certificate_request.h"
#include "valux/text.h"
#include "workspace/key_access.h"

/* A member of centre_request.link's signature. */
static bool link_request(void *link_context, const char *challenge, struct valux_bytes *linked,
                         struct valux_error *error)
{
    const struct acquisition_linking *linking = link_context;
    const struct journal *journal = linking->journal;
    const struct valux_catalogue_entry *old =
        valux_catalogue_by_key_id(&linking->workspace->catalogue, journal->old_key_id);

    if (!workspace_open_database(linking->workspace, error))
        return false;
    if (journal->kind == JOURNAL_NEW)
        return valux_key_database_request(linking->workspace->database, journal->key_id,
                                          journal->certificate_id, journal->company_id, challenge,
                                          linked, error);
    if (old == NULL)
        return valux_error_set(error, VALUX_ERROR_NOT_FOUND, "%s",
                               _("The certificate's key is not in the key database."));
    return valux_key_database_renewal_request(linking->workspace->database, journal->key_id,
                                              &old->parsed.subject, challenge, linked, error);
}

struct centre_request acquisition_request(struct acquisition_linking *linking)
{
    const struct journal *journal = linking->journal;

    return (struct centre_request){
        .request_id = journal->request_id,
        .company_id = journal->company_id,
        .certificate_id = journal->certificate_id,
        .request = &journal->request,
        .link = link_request,
        .link_context = linking,
    };
}
