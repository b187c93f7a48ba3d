/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "doctor/tpm.h"

#include "valux/text.h"
#include "valux/tpm.h"
#include "valux/tpm_key_pair.h"

static bool can_be_opened(const char *name, struct valux_error *error)
{
    struct valux_tpm *tpm;

    if (!valux_tpm_open(name, &tpm, error))
        return false;
    valux_tpm_close(tpm);
    return true;
}

/* *count becomes the number of keys that are in the TPM, as far as they were looked at. */
static bool opens_keys(struct workspace *workspace, size_t *count, struct valux_error *error)
{
    const struct valux_catalogue *catalogue = &workspace->catalogue;

    *count = 0;
    for (size_t i = 0; i < catalogue->count; i++) {
        struct valux_key_id key_id = catalogue->entries[i].key_id;
        if (!valux_key_database_is_in_tpm(workspace->database, key_id))
            continue;
        (*count)++;
        if (!valux_key_database_check_tpm_key(workspace->database, key_id, error))
            return false;
    }
    return true;
}

void doctor_examine_tpm(struct findings *findings, struct workspace *workspace)
{
    const char *name = workspace->configuration.tpm;
    struct valux_error error;
    size_t count;

    valux_key_database_use_tpm(workspace->database, name);
    if (!opens_keys(workspace, &count, &error) ||
        (count == 0 && workspace->catalogue.keys_in_tpm && !can_be_opened(name, &error)))
        findings_add_error(findings, "keys", &error);
    else if (count > 0)
        findings_add(findings, "keys", VERDICT_RIGHT, VALUX_ERROR_NONE,
                     _("The TPM %s opens the keys that are in it."), name);
}
