/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "journal.h"
#include "leftovers.h"

static bool begin(struct session *session, const struct valux_configuration *configuration,
                  struct valux_error *error)
{
    *session = (struct session){.store = {.directory = -1, .lock = -1}};
    if (configuration != NULL) {
        session->configuration = *configuration;
        return true;
    }
    return valux_configuration_load(&session->configuration, error);
}

/* A reader looks after the snapshot as well, but never waits for it. */
static void refresh_as_reader(const struct session *session)
{
    struct valux_store store;
    struct valux_error ignored;
    struct valux_catalogue catalogue = {0};
    bool written;

    if (session->store.directory < 0)
        return;
    if (valux_store_open_locked(&store, 0, &ignored) &&
        valux_catalogue_load(&catalogue, &store, &ignored))
        (void)valux_catalogue_refresh_snapshot(&catalogue, &store, &session->configuration,
                                               &written, &ignored);
    valux_catalogue_free(&catalogue);
    valux_store_close(&store);
}

bool session_open(struct session *session, const struct valux_configuration *configuration,
                  struct valux_error *error)
{
    if (!begin(session, configuration, error) || !valux_store_open(&session->store, error) ||
        !valux_catalogue_load(&session->catalogue, &session->store, error))
        return false;
    refresh_as_reader(session);
    return true;
}

bool session_open_locked(struct session *session, const struct valux_configuration *configuration,
                         struct valux_error *error)
{
    bool written;

    if (!begin(session, configuration, error) ||
        !valux_store_open_locked(&session->store, COMMAND_LOCK_WAIT_SECONDS, error))
        return false;
    leftovers_remove(&session->store);
    return valux_catalogue_load(&session->catalogue, &session->store, error) &&
           valux_catalogue_refresh_snapshot(&session->catalogue, &session->store,
                                            &session->configuration, &written, error);
}

bool session_open_database(struct session *session, struct valux_error *error)
{
    return session->database != NULL ||
           valux_key_database_open(session->store.path, true, &session->database, error);
}

void session_close_database(struct session *session)
{
    valux_key_database_close(session->database);
    session->database = NULL;
}

bool session_save(struct session *session, struct valux_error *error)
{
    return valux_catalogue_save(&session->catalogue, &session->store, &session->configuration,
                                error);
}

static bool is_known(const struct session *session, const struct journal *journals, size_t count,
                     const uint8_t key_id[static VALUX_KEY_ID_SIZE])
{
    for (size_t i = 0; i < count; i++)
        if (journals[i].state != JOURNAL_PREPARED &&
            memcmp(journals[i].key_id, key_id, VALUX_KEY_ID_SIZE) == 0)
            return true;
    return valux_catalogue_by_key_id(&session->catalogue, key_id) != NULL;
}

/*
 * A key that has a certificate is never an orphan, even where the catalogue does not know it: the
 * catalogue may have been lost, and `repair` brings such certificates back.
 */
static bool remove_if_orphan(struct session *session, const struct journal *journals, size_t count,
                             const uint8_t key_id[static VALUX_KEY_ID_SIZE],
                             struct valux_error *error)
{
    struct valux_bytes certificate;
    char nickname[64];

    if (is_known(session, journals, count, key_id))
        return true;
    if (!valux_key_database_certificate(session->database, key_id, &certificate, nickname,
                                        sizeof nickname, error))
        return false;
    bool orphan = certificate.length == 0;
    valux_bytes_free(&certificate);
    return !orphan || valux_key_database_remove(session->database, key_id, error);
}

static bool remove_prepared(struct session *session, const struct journal *journals, size_t count,
                            struct valux_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (journals[i].state == JOURNAL_PREPARED &&
            !journal_remove(&journals[i], &session->store, error))
            return false;
    return true;
}

bool session_remove_orphans(struct session *session, struct valux_error *error)
{
    bool result = false;
    struct journal *journals = NULL;
    size_t journal_count = 0;
    uint8_t(*key_ids)[VALUX_KEY_ID_SIZE] = NULL;
    size_t key_count = 0;

    if (!session_open_database(session, error) ||
        !journal_load_all(&session->store, &journals, &journal_count, error) ||
        !valux_key_database_sweep(session->database, error) ||
        !valux_key_database_list(session->database, &key_ids, &key_count, error))
        goto done;
    for (size_t i = 0; i < key_count; i++)
        if (!remove_if_orphan(session, journals, journal_count, key_ids[i], error))
            goto done;
    result = remove_prepared(session, journals, journal_count, error);
done:
    free(key_ids);
    journal_free_all(journals, journal_count);
    return result;
}

void session_close(struct session *session)
{
    session_close_database(session);
    valux_catalogue_free(&session->catalogue);
    valux_store_close(&session->store);
}
