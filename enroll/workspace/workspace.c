/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/workspace.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "valux/catalogue_file.h"
#include "valux/key_lock.h"
#include "valux/published_copies.h"
#include "workspace/agent_control.h"
#include "workspace/left_overs.h"
#include "workspace/older_store.h"
#include "workspace/own_paths.h"

static void (*tell_aside)(const struct valux_error *error);

void workspace_tell_aside(void (*tell)(const struct valux_error *error))
{
    tell_aside = tell;
}

static bool has_published(const struct valux_store *store)
{
    struct valux_published_socket *sockets = NULL;
    struct valux_error unreadable;
    size_t count = 0;
    bool result = !valux_published_sockets(store, &sockets, &count, &unreadable) || count > 0;

    free(sockets);
    return result;
}

/*
 * For sandboxed programs. The store's lock is held. Where nothing is published, a module that is
 * missing is no trouble of this command's.
 */
static void renew_published(const struct valux_store *store)
{
    char module_path[VALUX_PATH_SIZE];
    struct valux_error error;
    bool found = own_paths_module(module_path, &error);

    if (!found && !has_published(store))
        return;
    if ((!found || !valux_published_renew(store, module_path, &error)) && tell_aside != NULL)
        tell_aside(&error);
}

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

/*
 * Whoever kept the store unlocked may have been killed: then the store is locked, and says it is
 * not. The store's lock is held.
 */
static bool lock_forsaken(const struct valux_store *store, struct valux_error *error)
{
    return !valux_keys_are_noted_unlocked(store) || agent_control_is_unlocked(store) ||
           valux_keys_note_unlocked(store, false, error);
}

/* Makes a wrong snapshot again, but only if the lock is free: a command that reads never waits. */
static void refresh_as_reader(const struct workspace *workspace)
{
    struct valux_store store;
    struct valux_error ignored;
    struct valux_catalogue catalogue = {0};
    bool written;

    if (workspace->store.directory < 0)
        return;
    if (valux_store_open_locked(&store, 0, &ignored) && lock_forsaken(&store, &ignored) &&
        valux_catalogue_load(&catalogue, &store, &ignored) &&
        valux_catalogue_refresh_snapshot(&catalogue, &store, &workspace->configuration, &written,
                                         &ignored))
        renew_published(&store);
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

/* The configuration says where a new store has its keys. Then the catalogue says it. */
static void choose_custody(struct workspace *workspace)
{
    if (workspace->catalogue.generation == 0)
        workspace->catalogue.keys_in_tpm = valux_custody_in_tpm(workspace->configuration.custody);
}

bool workspace_refresh(struct workspace *workspace, struct valux_error *error)
{
    bool written;

    if (!valux_catalogue_refresh_snapshot(&workspace->catalogue, &workspace->store,
                                          &workspace->configuration, &written, error))
        return false;
    renew_published(&workspace->store);
    return true;
}

bool workspace_open_locked(struct workspace *workspace,
                           const struct valux_configuration *configuration,
                           struct valux_error *error)
{
    struct valux_error untold;

    if (!begin(workspace, configuration, error) ||
        !valux_store_open_locked(&workspace->store, WORKSPACE_LOCK_WAIT_SECONDS, error))
        return false;
    left_overs_remove_files(&workspace->store);
    if (!lock_forsaken(&workspace->store, error) ||
        !valux_catalogue_load(&workspace->catalogue, &workspace->store, error) ||
        !workspace_refresh(workspace, error))
        return false;
    choose_custody(workspace);
    (void)older_store_note(&workspace->store, &workspace->catalogue,
                           workspace->catalogue.generation, &untold);
    if (older_store_check(&workspace->store, &workspace->catalogue, &workspace->configuration,
                          &untold) == OLDER_STORE_YES &&
        tell_aside != NULL)
        tell_aside(&untold);
    return true;
}

bool workspace_has_database(const struct workspace *workspace)
{
    return workspace->store.directory >= 0 &&
           faccessat(workspace->store.directory, VALUX_KEY_DATABASE_DIRECTORY "/key4.db", F_OK,
                     0) == 0;
}

void workspace_close_database(struct workspace *workspace)
{
    valux_key_database_close(workspace->database);
    workspace->database = NULL;
}

bool workspace_save(struct workspace *workspace, struct valux_error *error)
{
    uint64_t before = workspace->catalogue.generation;
    struct valux_error untold;
    bool result = valux_catalogue_save(&workspace->catalogue, &workspace->store,
                                       &workspace->configuration, error);

    if (result)
        (void)older_store_note(&workspace->store, &workspace->catalogue, before, &untold);
    renew_published(&workspace->store);
    return result;
}

void workspace_close(struct workspace *workspace)
{
    workspace_close_database(workspace);
    explicit_bzero(workspace->secret, sizeof workspace->secret);
    explicit_bzero(workspace->new_pin, sizeof workspace->new_pin);
    workspace->has_secret = false;
    valux_catalogue_free(&workspace->catalogue);
    valux_store_close(&workspace->store);
}
