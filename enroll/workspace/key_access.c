/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/key_access.h"

#include <string.h>

#include "valux/seal_lock.h"
#include "valux/tpm_key_pair.h"
#include "workspace/contact.h"
#include "workspace/seal_secret.h"

/* Asks for the PIN of a store that is open without its lock, if it has one. */
static bool ask(struct workspace *asked, struct valux_error *error)
{
    return asked->store.directory < 0 || !valux_seal_has_pin(asked->store.directory) ||
           seal_secret_find(asked, error);
}

static void pass_secret(const struct workspace *asked, struct workspace *workspace)
{
    if (!asked->has_secret)
        return;
    memcpy(workspace->secret, asked->secret, sizeof workspace->secret);
    workspace->has_secret = true;
}

bool key_access_open_workspace(struct workspace *workspace,
                               const struct valux_configuration *configuration,
                               struct valux_error *error)
{
    struct workspace asked;
    bool result = workspace_open(&asked, configuration, error);

    *workspace = (struct workspace){.store = {.directory = -1, .lock = -1}};
    result = result && ask(&asked, error) && workspace_open_locked(workspace, configuration, error);
    if (result)
        pass_secret(&asked, workspace);
    workspace_close(&asked);
    return result;
}

bool key_access_ask(struct workspace *workspace, struct valux_error *error)
{
    struct workspace asked = {
        .configuration = workspace->configuration,
        .store = {.directory = -1, .lock = -1},
    };
    bool result = valux_store_open(&asked.store, error) && ask(&asked, error);

    if (result)
        pass_secret(&asked, workspace);
    workspace_close(&asked);
    return result;
}

bool workspace_open_database(struct workspace *workspace, struct valux_error *error)
{
    if (workspace->database == NULL &&
        (!seal_secret_find(workspace, error) ||
         !valux_key_database_open(workspace->store.path, true,
                                  workspace->has_secret ? workspace->secret : NULL,
                                  &workspace->database, error))) {
        if (error->domain == VALUX_ERROR_STORE)
            contact_add(&workspace->configuration, error->message, sizeof error->message);
        return false;
    }
    valux_key_database_use_tpm(workspace->database, workspace->configuration.tpm);
    return true;
}
