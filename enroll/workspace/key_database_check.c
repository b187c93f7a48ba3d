/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "workspace/key_database_check.h"

#include <unistd.h>

#include "valux/paths.h"
#include "valux/seal_lock.h"
#include "valux/text.h"
#include "workspace/contact.h"

/* A store in which no key was ever made has neither of the two. */
static bool is_half(const struct workspace *workspace)
{
    bool sealed = faccessat(workspace->store.directory, VALUX_SEAL_FILE, F_OK, 0) == 0;

    return sealed != workspace_has_database(workspace);
}

static bool open_database(struct workspace *workspace, struct valux_error *error)
{
    if (workspace->database != NULL || !workspace_has_database(workspace) ||
        valux_seal_has_pin(workspace->store.directory))
        return true;
    return valux_key_database_open(workspace->store.path, false, NULL, &workspace->database, error);
}

static bool has_certificates(const struct workspace *workspace)
{
    return workspace->store.directory >= 0 && workspace->catalogue.count > 0;
}

static bool fail(const struct workspace *workspace, struct valux_error *error)
{
    contact_add(&workspace->configuration, error->message, sizeof error->message);
    return false;
}

bool key_database_check_parts(const struct workspace *workspace, struct valux_error *error)
{
    if (!has_certificates(workspace) || !is_half(workspace))
        return true;
    valux_error_set(error, VALUX_ERROR_STORE, "%s",
                    _("A part of the store is missing, without which no certificate can be used: "
                      "its key database (nssdb) or its seal. If you have a backup, put the whole "
                      "store back from it. Otherwise have the certificates revoked by the VALUX "
                      "centre, move the store away and acquire new ones: valux-enroll new"));
    return fail(workspace, error);
}

bool key_database_check(struct workspace *workspace, struct valux_error *error)
{
    return key_database_check_parts(workspace, error) &&
           (!has_certificates(workspace) || open_database(workspace, error) ||
            fail(workspace, error));
}
