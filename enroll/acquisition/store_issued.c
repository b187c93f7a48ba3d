/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "acquisition/store_issued.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acquisition/check_issued.h"
#include "centre/centre.h"
#include "screen/progress.h"
#include "valux/key_certificate.h"
#include "valux/text.h"
#include "workspace/key_access.h"

/*
 * The chain is in the catalogue. The key database has it for `repair` alone, and can't hold every
 * CA's certificate, those with Ed25519 keys for one: what it refuses is left out there.
 */
static bool import(struct workspace *workspace, const struct journal *journal,
                   const struct centre_issued *issued, struct valux_error *error)
{
    char label[64];
    struct valux_error ignored;

    snprintf(label, sizeof label, "%s %s %s", journal->nickname, journal->company_id,
             journal->certificate_id);
    if (!workspace_open_database(workspace, error) ||
        !valux_key_database_import(workspace->database, &issued->certificate, label, error))
        return false;
    for (size_t i = 0; i < issued->chain_count; i++)
        (void)valux_key_database_import(workspace->database, &issued->chain[i], NULL, &ignored);
    return true;
}

/* Moves what the centre issued into a new entry. */
static struct valux_catalogue_entry make_entry(const struct journal *journal,
                                               struct centre_issued *issued, int64_t now)
{
    struct valux_catalogue_entry entry = {
        .certificate = issued->certificate,
        .chain = issued->chain,
        .chain_count = issued->chain_count,
        .service_period = issued->service_period,
        .acquired = now,
        .acquired_by =
            journal->kind == JOURNAL_RENEWAL ? VALUX_ACQUIRED_RENEWAL : VALUX_ACQUIRED_NEW,
    };

    entry.key_id = journal->key_id;
    memcpy(entry.nickname, journal->nickname, sizeof entry.nickname);
    memcpy(entry.company_id, journal->company_id, sizeof entry.company_id);
    memcpy(entry.certificate_id, journal->certificate_id, sizeof entry.certificate_id);
    memcpy(entry.request_id, journal->request_id, sizeof entry.request_id);
    *issued = (struct centre_issued){0};
    return entry;
}

/* A renewal takes over nickname and selection from the entry that it supersedes. */
static void take_over(struct workspace *workspace, const struct journal *journal, int64_t now)
{
    struct valux_catalogue *catalogue = &workspace->catalogue;
    struct valux_catalogue_entry *old = valux_catalogue_by_key_id(catalogue, journal->old_key_id);
    struct valux_catalogue_entry *renewed = valux_catalogue_by_key_id(catalogue, journal->key_id);

    if (old == NULL || renewed == NULL)
        return;
    old->superseded = true;
    old->superseded_by = renewed->key_id;
    if (valux_catalogue_selected(catalogue) == old)
        valux_catalogue_select(catalogue, renewed, now);
}

static bool add_to_catalogue(struct workspace *workspace, const struct journal *journal,
                             struct centre_issued *issued, int64_t now, struct valux_error *error)
{
    struct valux_catalogue *catalogue = &workspace->catalogue;
    bool first = catalogue->count == 0;
    struct valux_catalogue_entry entry = make_entry(journal, issued, now);

    if (!valux_catalogue_add(catalogue, &entry, error)) {
        valux_catalogue_entry_free(&entry);
        return false;
    }
    if (journal->kind == JOURNAL_RENEWAL)
        take_over(workspace, journal, now);
    else if (first)
        valux_catalogue_select(catalogue, &catalogue->entries[0], now);
    return workspace_save(workspace, error);
}

bool acquisition_store(struct workspace *workspace, const struct journal *journal,
                       struct acquisition *acquisition, struct valux_error *error)
{
    bool result = false;
    int64_t now = time(NULL);
    struct centre_issued issued = {0};

    progress_tell(PROGRESS_STORING, 0);
    if (valux_catalogue_by_key_id(&workspace->catalogue, journal->key_id) == NULL) {
        if (!centre_read(&workspace->configuration, journal->request_id, journal->company_id,
                         journal->certificate_id, &journal->answer, &issued, error) ||
            !acquisition_check(&workspace->configuration, journal, &issued, now, error) ||
            !acquisition_check_serial(&workspace->catalogue, journal->key_id, &issued.certificate,
                                      error) ||
            !import(workspace, journal, &issued, error) ||
            !add_to_catalogue(workspace, journal, &issued, now, error))
            goto done;
    }
    acquisition->key_id = journal->key_id;
    memcpy(acquisition->request_id, journal->request_id, sizeof acquisition->request_id);
    acquisition->selected = workspace->catalogue.has_selected &&
                            valux_key_id_equal(workspace->catalogue.selected, journal->key_id);
    result = true;
done:
    centre_issued_free(&issued);
    return result;
}
