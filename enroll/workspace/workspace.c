/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/workspace.h"

#include <stdlib.h>
#include <string.h>

#include "workspace/journal.h"
#include "workspace/left_overs.h"

static bool begin(struct workspace *workspace, const struct valux_configuration *configuration,
                  struct valux_error *error)
{
    *workspace = (struct workspace){.store = {.directory = -1, .lock = -1}};
    if (configuration != NULL) {
        workspace->configuration = *configuration;
        return true;
    }
    return valux_configuration_load(&workspace->configuration, error);
}

/* A reader looks after the snapshot as well, but never waits for it. */
static void refresh_as_reader(const struct workspace *workspace)
{
    struct valux_store store;
    struct valux_error ignored;
    struct valux_catalogue catalogue = {0};
    bool written;

    if (workspace->store.directory < 0)
        return;
    if (valux_store_open_locked(&store, 0, &ignored) &&
        valux_catalogue_load(&catalogue, &store, &ignored))
        (void)valux_catalogue_refresh_snapshot(&catalogue, &store, &workspace->configuration,
                                               &written, &ignored);
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
}

bool workspace_open(struct workspace *workspace, const struct valux_configuration *configuration,
                    struct valux_error *error)
{
    if (!begin(workspace, configuration, error) || !valux_store_open(&workspace->store, error) ||
        !valux_catalogue_load(&workspace->catalogue, &workspace->store, error))
        return false;
    refresh_as_reader(workspace);
    return true;
}

bool workspace_open_locked(struct workspace *workspace,
                           const struct valux_configuration *configuration,
                           struct valux_error *error)
{
    bool written;

    if (!begin(workspace, configuration, error) ||
        !valux_store_open_locked(&workspace->store, WORKSPACE_LOCK_WAIT_SECONDS, error))
        return false;
    leftovers_remove(&workspace->store);
    return valux_catalogue_load(&workspace->catalogue, &workspace->store, error) &&
           valux_catalogue_refresh_snapshot(&workspace->catalogue, &workspace->store,
                                            &workspace->configuration, &written, error);
}

bool workspace_open_database(struct workspace *workspace, struct valux_error *error)
{
    return workspace->database != NULL ||
           valux_key_database_open(workspace->store.path, true, &workspace->database, error);
}

void workspace_close_database(struct workspace *workspace)
{
    valux_key_database_close(workspace->database);
    workspace->database = NULL;
}

bool workspace_save(struct workspace *workspace, struct valux_error *error)
{
    return valux_catalogue_save(&workspace->catalogue, &workspace->store, &workspace->configuration,
                                error);
}

static bool is_known(const struct workspace *workspace, const struct journal *journals,
                     size_t count, const uint8_t key_id[static VALUX_KEY_ID_SIZE])
{
    for (size_t i = 0; i < count; i++)
        if (journals[i].state != JOURNAL_PREPARED &&
            memcmp(journals[i].key_id, key_id, VALUX_KEY_ID_SIZE) == 0)
            return true;
    return valux_catalogue_by_key_id(&workspace->catalogue, key_id) != NULL;
}

/*
 * A key that has a certificate is never an orphan, even where the catalogue does not know it: the
 * catalogue may have been lost, and `repair` brings such certificates back.
 */
static bool remove_if_orphan(struct workspace *workspace, const struct journal *journals,
                             size_t count, const uint8_t key_id[static VALUX_KEY_ID_SIZE],
                             struct valux_error *error)
{
    struct valux_bytes certificate;
    char nickname[64];

    if (is_known(workspace, journals, count, key_id))
        return true;
    if (!valux_key_database_certificate(workspace->database, key_id, &certificate, nickname,
                                        sizeof nickname, error))
        return false;
    bool orphan = certificate.length == 0;
    valux_bytes_free(&certificate);
    return !orphan || valux_key_database_remove(workspace->database, key_id, error);
}

static bool remove_prepared(struct workspace *workspace, const struct journal *journals,
                            size_t count, struct valux_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (journals[i].state == JOURNAL_PREPARED &&
            !journal_remove(&journals[i], &workspace->store, error))
            return false;
    return true;
}

bool workspace_remove_orphans(struct workspace *workspace, struct valux_error *error)
{
    bool result = false;
    struct journal *journals = NULL;
    size_t journal_count = 0;
    uint8_t(*key_ids)[VALUX_KEY_ID_SIZE] = NULL;
    size_t key_count = 0;

    if (!workspace_open_database(workspace, error) ||
        !journal_load_all(&workspace->store, &journals, &journal_count, error) ||
        !valux_key_database_sweep(workspace->database, error) ||
        !valux_key_database_list(workspace->database, &key_ids, &key_count, error))
        goto done;
    for (size_t i = 0; i < key_count; i++)
        if (!remove_if_orphan(workspace, journals, journal_count, key_ids[i], error))
            goto done;
    result = remove_prepared(workspace, journals, journal_count, error);
done:
    free(key_ids);
    journal_free_all(journals, journal_count);
    return result;
}

void workspace_close(struct workspace *workspace)
{
    workspace_close_database(workspace);
    valux_catalogue_free(&workspace->catalogue);
    valux_store_close(&workspace->store);
}
