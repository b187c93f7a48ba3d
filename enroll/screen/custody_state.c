/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/custody_state.h"

#include <stdio.h>

#include "screen/json_document.h"
#include "screen/output.h"
#include "valux/json.h"
#include "valux/key_lock.h"
#include "valux/text.h"
#include "workspace/seal_secret.h"

const char *custody_state_sentence(const struct workspace *workspace)
{
    bool locked = workspace->store.directory >= 0 && valux_keys_are_locked(&workspace->store);

    switch (seal_secret_custody(workspace)) {
    case VALUX_CUSTODY_SEALED:
        break;
    case VALUX_CUSTODY_PIN:
        return locked ? _("pin: the keys are under a PIN, and locked.")
                      : _("pin: the keys are under a PIN, and unlocked.");
    case VALUX_CUSTODY_TPM:
        return _("tpm: new keys are made in the TPM and never leave it.");
    case VALUX_CUSTODY_TPM_PIN:
        return locked
                   ? _("tpm-pin: new keys are made in the TPM; they are under a PIN, and locked.")
                   : _("tpm-pin: new keys are made in the TPM; they are under a PIN, and "
                       "unlocked.");
    }
    return _("sealed: the keys open for this user on this machine. That is no protection from "
             "somebody who has a copy of the store and knows machine and user.");
}

bool custody_state_add_json(cJSON *object, const struct workspace *workspace)
{
    enum valux_custody custody = seal_secret_custody(workspace);

    return valux_json_set_string(object, "custody", valux_custody_names[custody]) &&
           (!seal_secret_is_demanded(workspace) ||
            valux_json_set_string(object, "custodyDemanded",
                                  valux_custody_names[workspace->configuration.custody])) &&
           (!valux_custody_has_pin(custody) ||
            valux_json_set(object, "locked",
                           cJSON_CreateBool(valux_keys_are_locked(&workspace->store))));
}

bool custody_state_write(const struct workspace *workspace, bool json, struct valux_error *error)
{
    cJSON *document;
    struct valux_error demanded;

    if (!json) {
        output_print(stdout, "%s\n", custody_state_sentence(workspace));
        if (!seal_secret_check_demanded(workspace, &demanded))
            output_print(stdout, "%s\n", demanded.message);
        return true;
    }
    document = cJSON_CreateObject();
    if (custody_state_add_json(document, workspace))
        return json_document_write(document, error);
    cJSON_Delete(document);
    return valux_error_set_memory(error);
}
