/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/restorable.h"

#include <stdlib.h>
#include <string.h>

#include "valux/key_certificate.h"
#include "valux/key_pair.h"
#include "valux/seal_lock.h"
#include "valux/text.h"
#include "workspace/journal.h"

static bool has_journal(const struct journal *journals, size_t count, struct valux_key_id key_id)
{
    for (size_t i = 0; i < count; i++)
        if (valux_key_id_equal(journals[i].key_id, key_id))
            return true;
    return false;
}

static bool has_certificate(struct workspace *workspace, struct valux_key_id key_id, bool *result,
                            struct valux_error *error)
{
    struct valux_bytes certificate;
    char nickname[64];

    if (!valux_key_database_certificate(workspace->database, key_id, &certificate, nickname,
                                        sizeof nickname, error))
        return false;
    *result = certificate.length > 0;
    valux_bytes_free(&certificate);
    return true;
}

bool restorable_count(struct workspace *workspace, size_t *count, struct valux_error *error)
{
    bool result = false;
    struct journal *journals = NULL;
    size_t journal_count = 0;
    struct valux_error unreadable;
    struct valux_key_id *key_ids = NULL;
    size_t key_count = 0;

    *count = 0;
    /* Who only looks is not asked for a PIN. */
    if (!workspace_has_database(workspace) ||
        (workspace->database == NULL && valux_seal_has_pin(workspace->store.directory)))
        return true;
    if ((workspace->database == NULL && !valux_key_database_open(workspace->store.path, false, NULL,
                                                                 &workspace->database, error)) ||
        !journal_load_readable(&workspace->store, &journals, &journal_count, &unreadable, error) ||
        !valux_key_database_list(workspace->database, &key_ids, &key_count, error))
        goto done;
    for (size_t i = 0; i < key_count; i++) {
        bool restorable = false;
        if (valux_catalogue_by_key_id(&workspace->catalogue, key_ids[i]) != NULL ||
            has_journal(journals, journal_count, key_ids[i]))
            continue;
        if (!has_certificate(workspace, key_ids[i], &restorable, error))
            goto done;
        *count += restorable;
    }
    result = true;
done:
    free(key_ids);
    journal_free_all(journals, journal_count);
    return result;
}

const char *restorable_advice_on(size_t count)
{
    return count > 0
               ? _("There are certificates in the key database that the catalogue does not know. "
                   "Bring them back: valux-enroll repair")
               : _("There is no certificate yet. 'valux-enroll new' acquires one.");
}

const char *restorable_advice(struct workspace *workspace)
{
    struct valux_error ignored;
    size_t count;

    return restorable_advice_on(restorable_count(workspace, &count, &ignored) ? count : 0);
}

bool restorable_check(struct workspace *workspace, struct valux_error *error)
{
    size_t count;

    if (workspace->catalogue.count > 0)
        return true;
    if (!restorable_count(workspace, &count, error))
        return false;
    return count == 0 ||
           valux_error_set(error, VALUX_ERROR_STORE, "%s", restorable_advice_on(count));
}
